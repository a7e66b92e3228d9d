"""How the tests build views from your bricks, send requests, and read what comes back."""

import json
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from django.utils.functional import SimpleLazyObject
from django.views import View

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

NO_USER = object()
# An account that is not signed in: nothing else that it has says who is.
ACCOUNT = {"is_authenticated": False, "is_anonymous": True, "pk": 1, "is_active": True}
ACCOUNT |= {"is_staff": True, "is_superuser": True}
STRANGERS = {
    "without a user attribute": lambda: NO_USER,
    "its user is None": lambda: None,
    "its user an AnonymousUser": AnonymousUser,
    "its user a lazy AnonymousUser": lambda: SimpleLazyObject(AnonymousUser),
    "its user's is_authenticated False": lambda: SimpleNamespace(**ACCOUNT),
}


def stranger() -> AnonymousUser:
    """What Django's own middleware sets for somebody who has not signed in."""
    return AnonymousUser()


def somebody() -> SimpleNamespace:
    """A signed-in user with nothing but what the contract speaks of."""
    return SimpleNamespace(is_authenticated=True, is_anonymous=False)


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


def view_of(view_class: type, **initkwargs: Any) -> Callable[..., Any]:
    """What as_view() makes of the class; an error of it becomes a verdict."""
    given = ", ".join(f"{name}={value!r}" for name, value in initkwargs.items())
    asked = f"{view_class.__name__}.as_view({given})"
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
    *args: object,
    expected: str = "a response",
    **kwargs: object,
) -> HttpResponseBase:
    """The response to the request; anything else becomes a verdict."""
    asked = f"{request.method} {request.get_full_path()}{whose(request)}"
    with no_error(asked, expected):
        response = view(request, *args, **kwargs)
    unreturned = response is None and expected == "a response"
    require(
        isinstance(response, HttpResponseBase),
        asked=asked,
        expected=expected,
        got=response,
        note="Is there a `return` on every way through?" if unreturned else "",
    )
    return response


def whose(request: HttpRequest) -> str:
    """For example ", signed in"."""
    user: Any = getattr(request, "user", NO_USER)
    if user is NO_USER:
        return ""
    if user is None:
        return ", its user is None"
    return ", signed in" if user.is_authenticated else ", not signed in"


def desk(*bricks: type, **members: Any) -> Any:
    """The class `Desk(*bricks)` with the members; if it cannot be built, that is the verdict."""
    names = ", ".join(brick.__name__ for brick in bricks)
    with no_error(f"class Desk({names})"):
        members = {"__doc__": "A desk.", "__module__": TOWERS, **members}
        return types.new_class("Desk", bricks, exec_body=lambda body: body.update(members))


def layers(view_class: type) -> str:
    """The order in which Python looks for an attribute."""
    return "MRO: " + ", ".join(each.__name__ for each in view_class.__mro__)


def counted(passed: int, handler: "Handler", response: HttpResponseBase) -> str:
    """What ran, for a message."""
    brick, get = passed_text("CountingMixin", "passed", passed), len(handler.calls)
    own = " by another response" * bool(handler.calls and response is not handler.response)
    calls = passed_text("get()", "called", get)
    return f"{brick}, {calls}, answered{own} with {response.status_code}"


def passed_text(what: str, done: str, times: int) -> str:
    """For example "get() called once" or "get() not called"."""
    if not times:
        return f"{what} not {done}"
    return f"{what} {done} {'once' if times == 1 else f'{times} times'}"


class Handler:
    """A handler that remembers how it was called, to be put on a view as a method.

    calls: one (view instance, request, args, kwargs) for each call. The instances are kept, so no
    two of them can share an address. response: what it returned last; sent: its headers by then.
    """

    def __init__(self, status: int = 200, first: Callable[[], object] = lambda: None) -> None:
        self.calls: list[tuple] = []
        self.status = status
        self.first = first
        self.response: HttpResponse | None = None
        self.sent: dict[str, str] = {}

    def method(self) -> Callable[..., HttpResponse]:
        """A plain function: as a class member, it becomes a method."""

        def handler(view: Any, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            self.calls.append((view, request, args, kwargs))
            self.first()
            self.response = HttpResponse("done", status=self.status)
            self.sent = dict(self.response.items())
            return self.response

        return handler


def json_of(response: HttpResponseBase, asked: str) -> dict:
    """The object that the response carries as JSON, with its two keys."""
    kind = response.get("Content-Type", "")
    body = b"".join(response)
    seen = f"{response.status_code}, {kind or 'no Content-Type'}: {body[:200]!r}"
    require(
        response.status_code == 200 and kind.partition(";")[0].strip() == "application/json",
        asked=asked,
        expected="200, application/json",
        got=seen,
    )
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    require(
        isinstance(found, dict) and {"titles", "tags"} <= set(found),
        asked=asked,
        expected='a JSON object with "titles" and "tags"',
        got=seen,
    )
    return found
