"""What the tests of several tasks require of a request's way through the bricks."""

import re
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views import View

from katas.day03_class_based_views.tests.driver import (
    ALWAYS_ALLOWED,
    FROM_THE_URL,
    Handler,
    ask,
    desk,
    no_error,
    request_for,
    text_of,
    view_of,
)
from katas.day03_class_based_views.tests.people import somebody, whose
from katas.day03_class_based_views.tests.responses import check_returned
from katas.harness.verdicts import require


def check_allow(response: HttpResponseBase, names: list[str], asked: str) -> None:
    """A 405 whose Allow names just the handlers, HEAD and OPTIONS set aside."""
    allow = response.get("Allow")
    found = {part.strip() for part in (allow or "").split(",") if part.strip()}
    wish = {name.upper() for name in names}
    require(
        allow is not None and wish - ALWAYS_ALLOWED <= found <= wish | ALWAYS_ALLOWED,
        asked=asked,
        expected=f"405 with Allow: {', '.join(sorted(wish)) or '(empty)'}"
        "   (HEAD and OPTIONS as you like)",
        got="405 without an Allow header" if allow is None else f"Allow: {allow or '(empty)'}",
    )


def calls_text(names: list[str]) -> str:
    return ", ".join(f"{name}()" for name in names) or "no handler"


def changing(other: HttpRequest, args: tuple, kwargs: dict[str, Any]) -> type:
    """A brick that hands on another request and other arguments than those it was given."""

    class Changing:
        def dispatch(self, request: HttpRequest, *_: Any, **__: Any) -> HttpResponseBase:
            return super().dispatch(other, *args, **kwargs)  # type: ignore[misc]

    return Changing


def check_changed_on_the_way(bricks: list[type], handler: Handler, other: HttpRequest) -> None:
    """What an outer brick hands on reaches the handler, not what setup() had stored before."""
    with_others: tuple[tuple, dict[str, Any], str] = (8,), {"slug": "calm"}, "8 and slug='calm'"
    for args, kwargs, written in [with_others, ((), {}, "no arguments")]:
        first = changing(other, args, kwargs)
        names = ", ".join(each.__name__ for each in [first, *bricks])
        name = (other.method or "").lower()
        view = view_of(desk(first, *bricks, **{name: handler.method()}))
        asked = f"Desk({names}); the brick Changing is given GET /desk/ with 7 and slug='storm'"
        asked += f"\nand hands on {other.method} {other.path} with {written}"
        expected = f"{name}() is called with what was handed on"
        given = request_for(user=somebody())
        handler.calls.clear()
        response = ask(view, given, 7, slug="storm", expected=expected, asked=asked)
        got = f"{name}() was not called; the answer was {response.status_code}"
        require(handler.calls, asked=asked, expected=expected, got=got, note=KEPT)
        found = handler.calls[0][1:]
        require(
            found == (other, args, kwargs),
            asked=asked,
            expected=expected,
            got=f"{name}() was given {found[0].method} {found[0].path}, {found[1]} and {found[2]}",
            note=KEPT,
        )


KEPT = """What setup() keeps on the instance is what came first. dispatch() has arguments of its
own: a brick before it may have changed them."""
SKIPPED = """super() hands on to the next in the MRO of the instance. Whoever calls a class by its
name, or looks for the handler itself, skips the bricks between; and so does a brick that
inherits a view base, which then stands before the others."""


def check_handed_on(view: Any, request: HttpRequest, handler: Handler, what: str) -> None:
    """The brick between and the handler run once, with what the URL gave; its response comes."""
    asked = f"{request.method} /desk/{whose(request)}\n{what}"
    request.session = {"basket": "full"}
    before = {name: value for name, value in vars(request).items() if name[0] != "_"}
    inside = {name: dict(before[name]) for name in ("session", "META")}
    user = vars(before.get("user", SimpleNamespace()))
    own = dict(user)
    given = f"{asked}; the URL gives\n7, {text_of(FROM_THE_URL)}"
    with no_error(given, "a response"):
        response = view(request, 7, **FROM_THE_URL)
    # Where something comes, the URL has no part in it.
    ask(lambda _: response, request, asked=asked)
    passed = getattr(request, "passed", 0)
    require(
        passed == 1 and len(handler.calls) == 1,
        asked=asked,
        expected="CountingMixin passed once, get() called once",
        got=counted(passed, handler, response),
        note=SKIPPED if handler.calls and not passed else "",
    )
    args, kwargs = handler.calls[0][2:]
    require(
        (args, kwargs) == ((7,), FROM_THE_URL),
        asked=given,
        expected="get() is called with all of these",
        got=f"args {args}, kwargs {kwargs}",
    )
    changed = [name for name in before if vars(request).get(name) is not before[name]]
    changed += [name for name in inside if before[name] != inside[name]]
    changed += [
        f"user.{name}" for name in sorted(user.keys() | own) if own.get(name) != user.get(name)
    ]
    require(
        not changed,
        asked=asked,
        expected="the request is handed on as it came",
        got=f"another {', '.join(f'request.{name}' for name in changed)}",
    )
    check_returned(response, handler, asked)


def check_body_is_left(bricks: list[type]) -> None:
    """The body of a request is there for the handler to read: no brick has taken it, or asks later.

    A form with files in it can be read just once.
    """
    found: list[bytes] = []
    read = Handler(first=lambda: found.append(request.read()))
    request = request_for(
        "POST", user=somebody(), data=FORM, content_type="multipart/form-data; boundary=x"
    )
    asked = "POST /desk/ with a multipart form, which post() reads by request.read()"
    asked += f"\nDesk({', '.join(each.__name__ for each in bricks)})"
    view = view_of(desk(*bricks, post=read.method()))
    ask(view, request, asked=asked, expected="post() can read it, and its 200")
    require(
        found == [FORM],
        asked=asked,
        expected="the whole form is there to read",
        got=f"post() found {found[0] if found else 'nothing: it was not called'!r}",
    )


FORM = b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nStorm\r\n--x--\r\n'


def check_base_still_works(brick: type) -> None:
    """With the brick before it, Django's View still takes initkwargs, and its setup() runs."""
    get = Handler()
    view_class = desk(brick, View, section="news", get=get.method())
    request = request_for(user=somebody())
    ask(view_of(view_class, section="sports"), request, 7, slug="storm")
    view = get.calls[0][0]
    wish = {"section": "sports", "request": request, "args": (7,), "kwargs": {"slug": "storm"}}
    missing = [name for name in wish if getattr(view, name, None) != wish[name]]
    require(
        not missing,
        asked="GET /desk/ to Desk.as_view(section='sports'), and the URL gives 7 and slug='storm'"
        f"\nDesk({brick.__name__}, View)",
        expected="section, request, args and kwargs are on the instance, put there by View",
        got=f"without {', '.join(missing)}, or with another",
        note="A brick that overrides __init__() or setup() hands on there, too.",
    )


def counted(passed: int, handler: Handler, response: HttpResponseBase) -> str:
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


# A token (RFC 9110, 5.6.2) that is not the name of a parameter, as in `realm="newsroom"`.
SCHEME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+(?=,|$|[ \t]+(?!\s*=))")


def check_refused(response: object, asked: str) -> None:
    """401 with a challenge."""
    require(
        isinstance(response, HttpResponseBase),
        asked=asked,
        expected="a response, 401",
        got=response,
    )
    assert isinstance(response, HttpResponseBase)  # for the type checker
    require(
        response.status_code == 401,
        asked=asked,
        expected="401",
        got=response.status_code,
        note="403 refuses somebody who is known; 401 asks who it is."
        if response.status_code == 403
        else "",
    )
    challenge = response.get("WWW-Authenticate")
    require(
        challenge is not None and SCHEME.match(challenge.strip()),
        asked=asked,
        expected="a WWW-Authenticate header that begins with a scheme, for example Bearer",
        got="401 without it"
        if challenge is None
        else f"WWW-Authenticate: {challenge or '(empty)'}",
    )


def check_nothing_ran(handler: Handler | None, request: HttpRequest | None, asked: str) -> None:
    """Neither the handler nor the counting brick."""
    ran = ["the handler"] if handler and handler.calls else []
    ran += ["CountingMixin"] if hasattr(request, "passed") else []
    require(
        not ran,
        asked=asked,
        expected="401 at the checkpoint, and nothing behind it runs",
        got=f"{' and '.join(ran)} ran all the same",
    )
