"""Requests and responses, made from plans."""

from collections.abc import AsyncIterator, Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.test import AsyncRequestFactory, RequestFactory


def request_of(plan: dict[str, Any], user: object) -> HttpRequest:
    """plan: method, path; perhaps headers, user, body, times (so often), session, asgi, as (another
    method), property (the user is one of the request's class), at (another path)."""
    factory = AsyncRequestFactory() if plan.get("asgi") else RequestFactory()
    environ = dict(plan.get("headers", {}))
    if "type" in plan:
        environ["content_type"] = plan["type"]
    if "raw" in plan:
        # A WSGI server hands the query string over as text that looks like latin-1.
        raw = plan["raw"]
        environ["QUERY_STRING"] = raw if plan.get("asgi") else raw.decode("latin-1")
    body = plan.get("body", b"") * plan.get("times", 1)
    request = factory.generic(plan["method"], plan["path"], body, **environ)
    if "as" in plan:
        request.method = plan["as"]
    if "at" in plan:
        request.path = plan["at"]
    if "session" in plan:
        request.session = dict(plan["session"])
    if plan.get("property"):
        request.__class__ = type("Request", (type(request),), {"user": property(lambda _: user)})
    elif plan.get("user") is not None:
        request.user = user
    return request


class Lines:
    """The lines of a stream; taken: how many of them were taken."""

    def __init__(self, body: bytes) -> None:
        self.lines, self.taken = body.split(b"\n"), 0

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> bytes:
        if self.taken == len(self.lines):
            raise StopIteration
        self.taken += 1
        return self.lines[self.taken - 1]


async def slowly(body: bytes) -> AsyncIterator[bytes]:
    yield body


class Falsy(HttpResponse):
    def __bool__(self) -> bool:
        return False


class Lengthless(StreamingHttpResponse):
    def __len__(self) -> int:
        return 0


class Equal(HttpResponse):
    __hash__ = HttpResponse.__hash__

    def __eq__(self, other: object) -> bool:
        return True


class Form:
    """A template that needs no file."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def render(self, context: object = None, request: object = None) -> str:
        return self.body.decode()


def response_of(plan: dict[str, Any]) -> HttpResponseBase:
    """plan: kind, status, body, headers, cookies."""
    body, status = plan["body"], plan["status"]
    kinds: dict[str, Callable[[], HttpResponseBase]] = {
        "plain": lambda: HttpResponse(body, status=status),
        "falsy": lambda: Falsy(body, status=status),
        "equal": lambda: Equal(body, status=status),
        "stream": lambda: StreamingHttpResponse(Lines(body), status=status),
        "lengthless": lambda: Lengthless(Lines(body), status=status),
        "slowly": lambda: StreamingHttpResponse(slowly(body), status=status),
        "template": lambda: TemplateResponse(
            RequestFactory().get("/"),
            Form(body),
            status=status,  # type: ignore[arg-type]
        ),
    }
    response = kinds[plan["kind"]]()
    for name, value in plan["headers"].items():
        response[name] = value
    for name, value in plan["cookies"].items():
        response.set_cookie(name, value)
    return response
