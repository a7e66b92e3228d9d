"""A typed code base: an enum of verbs, a configuration that checks itself, a repository."""

from __future__ import annotations

import enum
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Protocol, final

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from katas.newsroom.models import Article, Tag

LOGGER_NAME: Final = "katas.day03"


@enum.unique
class Verb(enum.Enum):
    """The methods that a view may implement."""

    GET = "get"
    POST = "post"
    PUT = "put"
    PATCH = "patch"
    DELETE = "delete"
    HEAD = "head"
    OPTIONS = "options"
    TRACE = "trace"

    @classmethod
    def of(cls, request: HttpRequest) -> Verb | None:
        return cls.__members__.get(request.method or "")


class Handler(Protocol):
    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase: ...


@final
@dataclass(frozen=True, slots=True)
class ViewConfiguration:
    """The class behind a view and what each of its instances is given."""

    view_class: type[PlainView]
    initkwargs: Mapping[str, Any]

    def __post_init__(self) -> None:
        for name in self.initkwargs:
            if name in {verb.value for verb in Verb}:
                raise TypeError(f"{name!r} is an HTTP method and cannot be an initkwarg")
            if not hasattr(self.view_class, name):
                raise TypeError(f"{self.view_class.__name__} has no attribute {name!r}")

    def instantiate(self) -> PlainView:
        instance = self.view_class()
        for name, value in self.initkwargs.items():
            setattr(instance, name, value)
        return instance


class MethodNotAllowed(Exception):
    """No handler stands ready. Never leaves PlainView.dispatch()."""


class PlainView:
    """Base for views whose handlers are plain methods."""

    fallbacks: ClassVar[Mapping[Verb, Verb]] = {Verb.HEAD: Verb.GET}

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponseBase]:
        configuration = ViewConfiguration(cls, initkwargs)

        def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            instance = configuration.instantiate()
            instance.setup(request, *args, **kwargs)
            return instance.dispatch(request, *args, **kwargs)

        for attribute in ("__module__", "__name__", "__qualname__", "__doc__"):
            setattr(view, attribute, getattr(cls, attribute))
        view.view_class = cls
        return view

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        self.args = args
        self.kwargs = kwargs

    @classmethod
    def _verbs(cls) -> Iterator[Verb]:
        for verb in Verb:
            if getattr(cls, verb.value, None) is not None:
                yield verb

    def _resolve(self, request: HttpRequest) -> Handler:
        ready = set(self._verbs())
        verb = Verb.of(request)
        if verb not in ready:
            verb = self.fallbacks.get(verb)
        if verb not in ready:
            raise MethodNotAllowed
        return getattr(self, verb.value)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            handler = self._resolve(request)
        except MethodNotAllowed:
            allowed = ", ".join(verb.name for verb in self._verbs())
            return JsonResponse(
                {"detail": "Method not allowed"}, status=405, headers={"Allow": allowed}
            )
        return handler(request, *args, **kwargs)


class AuthenticationMixin:
    """Answers 401 unless somebody has signed in."""

    challenge: ClassVar[str] = 'FormBased realm="newsroom"'

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        missing = object()
        user = getattr(request, "user", missing)
        if user is missing or user is None or not bool(user.is_authenticated):
            return HttpResponse(status=401, headers={"WWW-Authenticate": self.challenge})
        return super().dispatch(request, *args, **kwargs)


@dataclass(slots=True)
class LogEntry:
    """One line of the logbook, written when the block ends."""

    request: HttpRequest
    status: int | None = None

    def __enter__(self) -> LogEntry:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: object) -> None:
        end = "error" if kind is not None else self.status
        logging.getLogger(LOGGER_NAME).info(
            " ".join(("%s", "%s", "->", "%s")), self.request.method, self.request.path, end
        )


class LoggingMixin:
    """Writes down how each request ended."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with LogEntry(request) as entry:
            response = super().dispatch(request, *args, **kwargs)
            entry.status = response.status_code
            return response


class ArticleRepository:
    """Where articles come from. Keeps nothing."""

    @staticmethod
    def published(tags: frozenset[str]) -> QuerySet[Article]:
        condition = Q(published=True)
        for name in tags:
            bearers = Tag.articles.through.objects.filter(tag__in=Tag.objects.filter(name=name))
            condition &= Q(pk__in=bearers.values("article_id"))
        return Article.objects.filter(condition).order_by("-published_at", "title", "pk")


class NewsroomView(PlainView):
    """What all our lists share."""

    repository: type[ArticleRepository] = ArticleRepository


class ArticleList(AuthenticationMixin, LoggingMixin, NewsroomView):
    """Published articles, newest first; ?tag=NAME narrows the list."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        tags = request.GET.getlist("tag")
        found = self.repository.published(frozenset(tags))
        return JsonResponse({"titles": list(found.values_list("title", flat=True)), "tags": tags})
