"""The newsroom's article list. Both bricks come out of one mould."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial, reduce
from http import HTTPStatus
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views import View

from katas.newsroom.models import Article, Tag

Passage = Callable[[], HttpResponseBase]

ALLOWED_NAMES = ["get", "post", "put", "patch", "delete", "head", "options", "trace"]


class ViewMaker(type):
    """The metaclass of PlainView: views are made by the class, so as_view() stands here."""

    def as_view(cls, /, **initkwargs: Any) -> Callable[..., HttpResponseBase]:
        known = {name for base in cls.__mro__ for name in base.__dict__}
        for name in initkwargs:
            if name in ALLOWED_NAMES or name not in known:
                raise TypeError(f"{cls.__name__}.as_view() received an invalid keyword {name!r}")

        def view(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return cls._for_request(initkwargs, request, args, kwargs)

        view.__name__ = view.__qualname__ = cls.__name__
        view.__module__ = cls.__module__
        view.__doc__ = cls.__dict__.get("__doc__")
        view.__annotations__ = {}
        view.view_class = cls
        view.view_initkwargs = dict(initkwargs)
        return view

    def _for_request(cls, initkwargs, request, args, kwargs):
        instance = cls()
        for name in initkwargs:
            setattr(instance, name, initkwargs[name])
        instance.setup(request, *args, **kwargs)
        return instance.dispatch(request, *args, **kwargs)


class PlainView(metaclass=ViewMaker):
    """A small view base."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        self.args = args
        self.kwargs = kwargs

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        handlers = {name.upper(): handler for name, handler in self._handlers()}
        if "GET" in handlers:
            handlers.setdefault("HEAD", handlers["GET"])
        handler = handlers.get(request.method)
        if handler is None:
            return HttpResponse(
                status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": " , ".join(handlers)}
            )
        return handler(request, *args, **kwargs)

    def _handlers(self):
        for name in ALLOWED_NAMES:
            for base in type(self).__mro__:
                if name in base.__dict__:
                    yield name, base.__dict__[name].__get__(self)
                    break


def mould(guard: Callable[[HttpRequest, Passage], HttpResponseBase]) -> type:
    """A class with a dispatch() that leaves it to the guard when, and whether, to go on."""

    class Brick:
        def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return guard(request, partial(super().dispatch, request, *args, **kwargs))

    return Brick


def _checkpoint(request: HttpRequest, go_on: Passage) -> HttpResponseBase:
    if hasattr(request, "user"):
        user = request.user
        if user is not None and user.is_authenticated:
            return go_on()
    return JsonResponse(
        {"detail": "Authentication credentials were not provided."},
        status=HTTPStatus.UNAUTHORIZED,
        headers={"www-authenticate": 'Digest realm="newsroom", nonce="0"'},
    )


class _Line:
    """One line of the logbook, written when its block is left."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.response: HttpResponseBase | None = None

    def __enter__(self) -> _Line:
        return self

    def __exit__(self, kind, error, traceback) -> bool:
        end = "error" if kind is not None else f"{self.response.status_code:d}"
        logging.getLogger("katas.day03").info(
            "%s", " ".join([self.request.method, self.request.path, "->", end])
        )
        return False


def _logbook(request: HttpRequest, go_on: Passage) -> HttpResponseBase:
    with _Line(request) as line:
        line.response = go_on()
    return line.response


class AuthenticationMixin(mould(_checkpoint)):
    """Only for people who have signed in."""


class LoggingMixin(mould(_logbook)):
    """Writes every request to the log."""


def _bearing(articles, name):
    borne = Tag.objects.filter(articles=OuterRef("pk"), name=name)
    return articles.filter(Exists(borne))


class ArticleList(AuthenticationMixin, LoggingMixin, View):
    """Published articles, newest first; ?tag=NAME narrows the list."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        tags = request.GET.getlist("tag")
        articles = reduce(_bearing, dict.fromkeys(tags), Article.objects.filter(published=True))
        titles = articles.order_by("-published_at", "-pk").values_list("title", flat=True)
        return JsonResponse({"titles": [*titles.iterator()], "tags": tags})
