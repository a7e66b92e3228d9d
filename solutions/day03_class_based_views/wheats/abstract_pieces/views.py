"""The view base in three pieces with an abstract one among them; a metaclass comes with it."""

import abc
import logging
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from katas.newsroom.models import Article


class Factory(abc.ABC):
    """Makes a function of a class."""

    verbs: ClassVar[tuple[str, ...]] = tuple(
        ["get", "post", "put", "patch", "delete", "head", "options", "trace"]
    )
    request: HttpRequest
    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    @classmethod
    def as_view(cls, **initkwargs: Any):
        cls.check(initkwargs)

        def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            self = type(cls).__call__(cls)
            self.__dict__ |= initkwargs
            self.setup(request, *args, **kwargs)
            return self.dispatch(request, *args, **kwargs)

        view.__name__, view.__doc__ = cls.__name__, cls.__doc__
        view.view_class = cls
        return view

    @classmethod
    def check(cls, initkwargs: dict[str, Any]) -> None:
        missing = object()
        for name in initkwargs:
            if name in cls.verbs or getattr(cls, name, missing) is missing:
                raise TypeError(f"{cls.__name__}.as_view() got an unexpected keyword: {name}")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request, self.args, self.kwargs = request, args, kwargs

    @abc.abstractmethod
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase: ...


class Dispatcher(Factory):
    """Finds the handler."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        handler = self.handler_for(request.method or "")
        return handler(request, *args, **kwargs)

    def handler_for(self, method: str):
        candidates = {"HEAD": ["head", "get"]}.get(method, [method.lower()])
        for name in candidates:
            if name in self.verbs and (handler := getattr(self, name, None)):
                return handler
        return lambda request, *args, **kwargs: self.refusal()

    def refusal(self) -> HttpResponse:
        verbs = [name.upper() for name in self.verbs if hasattr(self, name)]
        return HttpResponse("Not allowed", status=405, headers={"Allow": ", ".join(verbs)})


class PlainView(Dispatcher):
    """The pieces put together."""


class AuthenticationMixin:
    """The checkpoint, with a hook for what signed in means."""

    def is_known(self, request: HttpRequest) -> bool:
        match getattr(request, "user", None):
            case None:
                return False
            case user:
                return user.is_authenticated

    def dispatch(self, request, *args, **kwargs):
        if self.is_known(request):
            return super().dispatch(request, *args, **kwargs)
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Cookie"})


class LoggingMixin:
    """The logbook, through an adapter."""

    def dispatch(self, request, *args, **kwargs):
        log = logging.LoggerAdapter(logging.getLogger("katas.day03"), {"view": type(self).__name__})
        try:
            response = super().dispatch(request, *args, **kwargs)
        except Exception:
            log.info("%s %s -> error", request.method, request.path, exc_info=True)
            raise
        log.info("%s %s -> %d", request.method, request.path, response.status_code)
        return response


class JsonView(PlainView):
    """Handlers return what is sent as JSON."""

    def get(self, request):
        return JsonResponse(self.data(request))


class ArticleList(AuthenticationMixin, LoggingMixin, JsonView):
    """A base between the mixins and PlainView is a view base as well."""

    newest_first = Article.objects.order_by("-published_at")

    def data(self, request):
        tags = tuple(request.GET.getlist("tag"))
        rows = self.newest_first.filter(published=True)
        for tag in tags:
            rows &= Article.objects.filter(
                pk__in=[pk for (pk,) in Article.objects.filter(tags__name=tag).values_list("pk")]
            )
        return {"titles": list(rows.values_list("title", flat=True)), "tags": tags}
