"""How the tests build views from your bricks, send requests, and read what comes back."""

import types
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from django.views import View

from katas.day03_class_based_views.tests.people import NO_USER, whose
from katas.harness import days
from katas.harness.answers import Answer, MissingName
from katas.harness.run import explain, loading
from katas.harness.verdicts import NotRun, Unfit, Wrong, require

views = Answer("katas.day03_class_based_views.views")
URLS = "katas.day03_class_based_views.urls"
# Where the classes of `desk` say that they are from. There is no such file: messages show the name.
TOWERS = "katas.day03_class_based_views.towers"
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"]
ALWAYS_ALLOWED = {"HEAD", "OPTIONS"}

# What a URL may give a view, under names that a view base may use for its own.
FROM_THE_URL: dict[str, Any] = {"slug": "storm", "name": "n", "method": "m", "handler": "h"}
FROM_THE_URL |= {"view": "v", "path": "p", "status": 7, "user": "u", "response": "r"}
FROM_THE_URL |= {"args": (), "kwargs": {}, "initkwargs": None, "outcome": "o", "error": "e"}


def base_named(name: str) -> type:
    """The learner's view base or Django's."""
    return View if name == "View" else views.PlainView


@contextmanager
def no_error(asked: str, expected: str = "no error") -> Iterator[None]:
    """An exception in the block is the answer's: say what was being asked of it."""
    __tracebackhide__ = True
    try:
        yield
    except (Wrong, MissingName, NotRun, Unfit):
        raise
    except Exception as error:
        require(
            False,
            asked=asked,
            expected=expected,
            got=f"{type(error).__name__}: {error}",
            where=place_of(error),
        )


def place_of(error: BaseException) -> str:
    """The answer's line nearest to the error, or ""."""
    day = days.by_number(3)
    return explain.where(error, loading.files(day)) if day else ""


def request_for(
    method: str = "GET", path: str = "/desk/", user: object = NO_USER, **environ: Any
) -> HttpRequest:
    """A request as a server would hand it over; without `user` it has no such attribute."""
    request = RequestFactory().generic(method, path, **environ)
    if user is not NO_USER:
        request.user = user
    return request


def text_of(values: Mapping[str, object]) -> str:
    """Keyword arguments as they are written."""
    return ", ".join(f"{name}={value!r}" for name, value in values.items())


def view_of(view_class: type, **initkwargs: Any) -> Callable[..., Any]:
    """What as_view() makes of the class; an error of it becomes a verdict."""
    asked = f"{view_class.__name__}.as_view({text_of(initkwargs)})"
    as_view: Any = getattr(view_class, "as_view", None)
    require(
        callable(as_view),
        asked=asked,
        expected="a view function",
        got=f"{view_class.__name__} has no as_view()\n{layers(view_class)}",
    )
    with no_error(asked):
        view = as_view(**initkwargs)
    require(callable(view), asked=asked, expected="a view function", got=view)
    return view


def ask(
    view: Callable[..., Any],
    request: HttpRequest,
    /,
    *args: object,
    expected: str = "a response",
    asked: str = "",
    **kwargs: object,
) -> HttpResponseBase:
    """The response to the request; anything else becomes a verdict.

    asked: what is being asked of which class, for the message.
    """
    asked = asked or f"{request.method} {request.get_full_path()}{whose(request)}"
    with no_error(asked, expected):
        response = view(request, *args, **kwargs)
    require(
        isinstance(response, HttpResponseBase),
        asked=asked,
        expected=expected,
        got=response,
        note="Is there a `return` on every way through?" if response is None else "",
    )
    return response


def desk(*bricks: type, **members: Any) -> Any:
    """The class `Desk(*bricks)` with the members; if it cannot be built, that is the verdict."""
    names = ", ".join(brick.__name__ for brick in bricks)
    return made_class("Desk", bricks, members, f"class Desk({names})")


def made_class(
    name: str,
    bricks: tuple[type, ...],
    members: dict[str, Any],
    asked: str,
    keywords: dict[str, Any] | None = None,
) -> type:
    """The class; asked: how it is written, for the message; keywords: of its `class` statement."""
    members = {"__doc__": "A desk.", "__module__": TOWERS, **members}
    with no_error(asked):
        return types.new_class(name, bricks, keywords, lambda body: body.update(members))
    raise AssertionError  # for the type checker: no_error() lets nothing pass


def layers(view_class: type) -> str:
    """The order in which Python looks for an attribute."""
    return "MRO: " + ", ".join(each.__name__ for each in view_class.__mro__)


def name_of(found: type) -> str:
    if found is View:
        return "django.views.View"
    return found.__name__


def met(view_class: type) -> str:
    """Whose dispatch() a request meets, in this order if each hands on with super()."""
    own = [name_of(each) for each in view_class.__mro__ if "dispatch" in vars(each)]
    return f"dispatch() is met in {', '.join(own)}"


class Handler:
    """A handler that remembers how it was called, to be put on a view as a method.

    first: called in the handler before it answers. make: makes its response of the status.
    calls: one (view instance, request, args, kwargs) for each call. The instances are kept, so no
    two of them can share an address. response: what it returned last; sent: what that
    carried by then, parts: its attributes.
    """

    def __init__(
        self,
        status: int = 200,
        first: Callable[[], object] = lambda: None,
        make: Callable[[int], HttpResponseBase] = lambda status: HttpResponse(
            "done", status=status
        ),
    ) -> None:
        self.calls: list[tuple] = []
        self.status = status
        self.first = first
        self.make = make
        self.response: HttpResponseBase | None = None
        self.sent: dict[str, object] = {}
        self.parts: dict[str, object] = {}

    def method(self) -> Callable[..., HttpResponseBase]:
        """A plain function: as a class member, it becomes a method."""

        def handler(view: Any, request: Any, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
            self.calls.append((view, request, args, kwargs))
            self.first()
            self.response = self.make(self.status)
            self.sent, self.parts = carried(self.response), attributes(self.response)
            return self.response

        return handler


def carried(response: HttpResponseBase) -> dict[str, object]:
    """What a response carries. The body of a stream is left alone, and what is not rendered yet."""
    there = not response.streaming and getattr(response, "is_rendered", True)
    return {
        "status": response.status_code,
        "headers": dict(response.items()),
        "cookies": response.cookies.output() or "none",
        "body": response.content if there else "not there yet",
    }


def attributes(response: HttpResponseBase) -> dict[str, object]:
    """Its attributes as they are now: lists may be added to."""
    found = vars(response).items()
    return {name: [*value] if isinstance(value, list) else value for name, value in found}
