"""PlainView for the exercise, django.views.View for the list: the bricks do not mind."""

import functools
import logging

from django.db.models import Exists, OuterRef
from django.http import HttpResponse, JsonResponse
from django.views import View

from katas.newsroom.models import Article, Tag

logger = logging.getLogger("katas").getChild("day03")


class PlainView:
    """A view base for sync handlers, with the methods spelt out."""

    @classmethod
    def as_view(cls, **initkwargs):
        for key in initkwargs:
            if key in View.http_method_names:
                raise TypeError(f"{key}() is a handler of {cls.__name__}")
            if key not in dir(cls):
                raise TypeError(f"{key} is not an attribute of {cls.__name__}")
        return cls._function(initkwargs)

    @classmethod
    def _function(cls, initkwargs):
        def view(request, *args, **kwargs):
            return cls()._answer(initkwargs, request, args, kwargs)

        functools.update_wrapper(view, cls, assigned=("__name__", "__doc__"), updated=())
        view.view_class = cls
        return view

    def _answer(self, initkwargs, request, args, kwargs):
        for key in initkwargs:
            setattr(self, key, initkwargs[key])
        self.setup(request, *args, **kwargs)
        return self.dispatch(request, *args, **kwargs)

    def setup(self, request, *args, **kwargs):
        self.request = request
        self.args = list(args)
        self.kwargs = dict(kwargs)

    def dispatch(self, request, *args, **kwargs):
        match request.method:
            case "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" | "TRACE" as method:
                handler = getattr(self, method.lower(), None)
            case "HEAD":
                handler = getattr(self, "head", None) or getattr(self, "get", None)
            case _:
                handler = None
        if handler is None:
            response = HttpResponse(status=405)
            response["Allow"] = " , ".join(
                name.upper() for name in View.http_method_names if hasattr(self, name)
            )
            return response
        return handler(request, *args, **kwargs)


class AuthenticationMixin:
    """A user may be missing, None, or somebody whom nobody has signed in."""

    def dispatch(self, request, *args, **kwargs):
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            return super().dispatch(request, *args, **kwargs)
        return self.challenge()

    def challenge(self):
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Bearer realm="desk"'})


class LoggingMixin:
    """The line is written in one place, for better or worse."""

    def dispatch(self, request, *args, **kwargs):
        try:
            response = super().dispatch(request, *args, **kwargs)
        except BaseException:
            self.write("error")
            raise
        else:
            self.write(response.status_code)
            return response

    def write(self, outcome):
        logger.log(logging.INFO, "%s %s -> %s", self.request.method, self.request.path, outcome)


class ArticleList(AuthenticationMixin, LoggingMixin, View):
    """A subquery for each tag."""

    http_method_names = ["get", "head", "options"]

    def get(self, request):
        tags = self.request.GET.getlist("tag")
        articles = Article.objects.filter(published=True)
        for tag in tags:
            bears = Tag.objects.filter(articles=OuterRef("pk"), name=tag)
            articles = articles.filter(Exists(bears))
        articles = articles.order_by("-published_at", "-pk").only("title")
        return JsonResponse({"titles": [each.title for each in articles], "tags": tags})
