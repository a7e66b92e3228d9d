"""The bricks' work is done by decorators around a dispatch that does nothing but hand on."""

import contextlib
import functools
import inspect
import json
import logging

from django.http import HttpResponse, HttpResponseNotAllowed

from katas.newsroom.models import Article

METHODS = ("get", "post", "put", "patch", "delete", "head", "options", "trace")


class PlainView:
    """A view base for sync handlers; as_view() is told apart from the making of an instance."""

    @classmethod
    def as_view(cls, **initkwargs):
        known = {name for name, _ in inspect.getmembers_static(cls)}
        for name in initkwargs:
            if name in METHODS or name not in known:
                raise TypeError(name)

        def view(request, /, *args, **kwargs):
            return cls.made_for(request, args, kwargs, initkwargs).dispatch(
                request, *args, **kwargs
            )

        for attribute in ("__name__", "__qualname__", "__doc__", "__module__"):
            setattr(view, attribute, getattr(cls, attribute))
        view.view_class = cls
        return view

    @classmethod
    def made_for(cls, request, args, kwargs, initkwargs):
        self = cls.__new__(cls)
        self.__init__()
        for name, value in initkwargs.items():
            object.__setattr__(self, name, value)
        self.setup(request, *args, **kwargs)
        return self

    def setup(self, request, *args, **kwargs):
        self.request = request
        self.args = args
        self.kwargs = kwargs

    def dispatch(self, request, *args, **kwargs):
        wanted = [request.method.lower(), *["get"] * (request.method == "HEAD")]
        for name in wanted:
            if name in METHODS and hasattr(self, name):
                return getattr(self, name)(request, *args, **kwargs)
        return HttpResponseNotAllowed(
            {name.upper() for name in METHODS if hasattr(self, name)} | {"HEAD", "OPTIONS"}
        )


def signed_in(method):
    @functools.wraps(method)
    def wrapper(self, request, *args, **kwargs):
        user = getattr(request, "user", None)
        if user is None or user.is_anonymous:
            return HttpResponse(
                '{"error": "sign in"}',
                content_type="application/json",
                status=401,
                headers={"WWW-Authenticate": 'Bearer realm="newsroom", error="invalid_token"'},
            )
        return method(self, request, *args, **kwargs)

    return wrapper


@contextlib.contextmanager
def entry(request):
    """A dict whose "status" is written when the block ends."""
    line = {"status": "error"}
    try:
        yield line
    finally:
        logging.getLogger("katas.day03").info(
            "{} {} -> {}".format(request.method, request.path, line["status"])
        )


class AuthenticationMixin:
    """The decorator is the brick."""

    @signed_in
    def dispatch(self, request, *args, **kwargs):
        return super().dispatch(request, *args, **kwargs)


class LoggingMixin:
    """The context manager is the brick."""

    def dispatch(self, request, *args, **kwargs):
        with entry(request) as line:
            response = super().dispatch(request, *args, **kwargs)
            line["status"] = response.status_code
            return response


class ArticleList(AuthenticationMixin, LoggingMixin, PlainView):
    """JSON by hand, and the sets of articles of each tag cut with each other."""

    def get(self, request, *args, **kwargs):
        tags = request.GET.getlist("tag")
        through = Article.tags.through.objects
        articles = Article.objects.filter(published=True)
        for tag in dict.fromkeys(tags):
            articles = articles.filter(
                pk__in=through.filter(tag__name=tag).values_list("article_id", flat=True)
            )
        data = {"tags": tags, "titles": []}
        for article in articles.order_by("-published_at").iterator(chunk_size=500):
            data["titles"].append(article.title)
        return HttpResponse(json.dumps(data), content_type="application/json; charset=utf-8")
