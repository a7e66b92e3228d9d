"""Users, requests, responses and errors, made from plans, and what can be told of them."""

from collections.abc import AsyncIterator, Callable
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.test import AsyncRequestFactory, RequestFactory
from django.utils.functional import SimpleLazyObject


class Account:
    """A user who says whether it is signed in; fields: what else it has."""

    def __init__(self, signed_in: bool, **fields: object) -> None:
        self.true = fields.pop("true", True)
        vars(self).update(fields)
        self.sign(signed_in)

    def sign(self, signed_in: bool) -> None:
        self.is_authenticated, self.is_anonymous = signed_in, not signed_in

    def __bool__(self) -> bool:
        return bool(self.true)


class Reserved(Account):
    """An account that notes what else it is asked, and says the contrary."""

    def __init__(self, signed_in: bool, note: Callable[..., None]) -> None:
        vars(self)["note"] = note
        super().__init__(signed_in)

    def __getattr__(self, name: str) -> object:
        if "note" in vars(self):
            self.note("the user is asked for", name)
        raise AttributeError(name)


CONTRARY: dict[str, Callable[[bool], object]] = {
    "__eq__": lambda signed_in: signed_in,
    "__ne__": lambda signed_in: not signed_in,
    "__bool__": lambda signed_in: not signed_in,
    "__hash__": lambda signed_in: hash(None) if signed_in else 1,
    "__str__": lambda signed_in: "AnonymousUser" if signed_in else "editor",
    "__repr__": lambda signed_in: "AnonymousUser" if signed_in else "editor",
    "__len__": lambda signed_in: int(not signed_in),
    "__iter__": lambda signed_in: iter("" if signed_in else "x"),
}


def noting(name: str) -> Callable[..., object]:
    def method(self: Reserved, *_: object) -> object:
        self.note("the user is asked for", name)
        return CONTRARY[name](self.is_authenticated)

    return method


for each in CONTRARY:
    setattr(Reserved, each, noting(each))


class Guest(AnonymousUser):
    """A kind of AnonymousUser that has signed in."""

    is_authenticated, is_anonymous = True, False


class Asked:
    """Whether it is signed in is found out when it is asked."""

    def __init__(self, ask: Callable[[], bool]) -> None:
        self._ask = ask

    @property
    def is_authenticated(self) -> bool:
        return self._ask()

    @property
    def is_anonymous(self) -> bool:
        return not self._ask()


def user_of(world: Any, kind: str, signed_in: bool, fields: dict[str, Any]) -> Any:
    if kind == "account":
        return Account(signed_in, **fields)
    if kind == "reserved":
        return Reserved(signed_in, world.note)
    if kind == "asked":
        return Asked(lambda: world.call("signed_in", fields["number"]))
    plain = {
        "null": lambda: None,
        "anonymous": AnonymousUser,
        "lazy anonymous": lambda: SimpleLazyObject(AnonymousUser),
        "somebody": lambda: SimpleNamespace(is_authenticated=True, is_anonymous=False),
        "lazy somebody": lambda: SimpleLazyObject(lambda: Account(True)),
        "unsaved": lambda: User(username="editor"),
        "guest": Guest,
    }
    return plain[kind]()


def request_of(plan: dict[str, Any], user: object) -> HttpRequest:
    """plan: method, path; perhaps headers, user, body, session, asgi, as (another method),
    property (the user is one of the request's class), at (another path)."""
    factory = AsyncRequestFactory() if plan.get("asgi") else RequestFactory()
    environ = dict(plan.get("headers", {}))
    if "type" in plan:
        environ["content_type"] = plan["type"]
    if "raw" in plan:
        # A WSGI server hands the query string over as text that looks like latin-1.
        raw = plan["raw"]
        environ["QUERY_STRING"] = raw if plan.get("asgi") else raw.decode("latin-1")
    request = factory.generic(plan["method"], plan["path"], plan.get("body", b""), **environ)
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
