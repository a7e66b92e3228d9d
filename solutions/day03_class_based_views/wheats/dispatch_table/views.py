"""The handlers stand in a table that each class gets when it is defined."""

import logging
from http import HTTPStatus
from types import MappingProxyType

from django.http import HttpResponse, JsonResponse

from katas.newsroom.models import Article

LOG = logging.getLogger("katas.day03")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE")


class PlainView:
    """A base whose subclasses are read once, when Python makes them."""

    table = MappingProxyType({})

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        names = {method: method.lower() for method in METHODS if hasattr(cls, method.lower())}
        if "GET" in names:
            names.setdefault("HEAD", "get")
        cls.table = MappingProxyType(names)

    def __init__(self, **initkwargs):
        self.__dict__.update(initkwargs)

    @classmethod
    def as_view(cls, **initkwargs):
        wrong = [key for key in initkwargs if key.upper() in METHODS or not hasattr(cls, key)]
        if wrong:
            raise TypeError(f"{cls.__name__}.as_view() does not take {', '.join(wrong)}")

        def view(request, *args, **kwargs):
            instance = cls(**initkwargs)
            instance.setup(request, *args, **kwargs)
            return instance.dispatch(request, *args, **kwargs)

        view.__name__ = cls.__name__
        view.__qualname__ = cls.__qualname__
        view.__module__ = cls.__module__
        view.__doc__ = cls.__doc__
        view.view_class = cls
        view.view_initkwargs = initkwargs
        return view

    def setup(self, request, *args, **kwargs):
        self.request, self.args, self.kwargs = request, args, kwargs

    def dispatch(self, request, *args, **kwargs):
        if request.method in self.table:
            return getattr(self, self.table[request.method])(request, *args, **kwargs)
        return HttpResponse(
            status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": ",".join(reversed(self.table))}
        )


class AuthenticationMixin:
    """Hands on only what is signed in."""

    def dispatch(self, request, *args, **kwargs):
        if getattr(getattr(request, "user", None), "is_authenticated", False):
            return super().dispatch(request, *args, **kwargs)
        response = HttpResponse("Sign in first.", status=HTTPStatus.UNAUTHORIZED)
        response["WWW-Authenticate"] = 'Basic realm="newsroom"'
        return response


class LoggingMixin:
    """Two lines of code for two ways out."""

    def dispatch(self, request, *args, **kwargs):
        try:
            response = super().dispatch(request, *args, **kwargs)
        except Exception:
            LOG.info(f"{request.method} {request.path} -> error")
            raise
        LOG.info(f"{request.method} {request.path} -> {response.status_code}")
        return response


class ArticleList(AuthenticationMixin, LoggingMixin, PlainView):
    """One query for the articles, one for the tags; the rest is set arithmetic."""

    def get(self, request):
        wanted = request.GET.getlist("tag")
        articles = Article.objects.filter(published=True).prefetch_related("tags")
        found = [
            article
            for article in articles
            if {tag.name for tag in article.tags.all()} >= set(wanted)
        ]
        found.sort(key=lambda article: article.published_at, reverse=True)
        return JsonResponse({"titles": [article.title for article in found], "tags": wanted})
