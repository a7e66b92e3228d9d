"""What an outer layer wrote on the request before it comes to the answer's: that is the request."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from katas.day04_middleware.tests.asking import ask, send
from katas.day04_middleware.tests.driver import Onion
from katas.day04_middleware.tests.expectations import (
    require_403,
    require_client,
    require_limited,
    require_passed,
)
from katas.day04_middleware.tests.premises import API_KEY, RATE_LIMIT, newsroom, some_address
from katas.day04_middleware.tests.trace import Visit
from katas.harness.verdicts import require

AS_IT_COMES = (
    "Behind a proxy, or a layer that knows more, what came over the wire is not the request."
)
NO_KEY = "Who somebody is, another layer may say. Here a key is asked for, and nothing else."
# Who believes it must not tell it to the layers inside either.
HEARSAY = "198.51.100.7"
Write = Callable[[Any], None]


def _noted(**attributes: Any) -> Write:
    return lambda request: request.__dict__.update(attributes)


def _headed(**meta: str) -> Write:
    return lambda request: request.META.update(meta)


def _sent_to(path: str) -> Write:
    def write(request: Any) -> None:
        request.path = request.path_info = request.META["PATH_INFO"] = path

    return write


def _keyless(request: Any) -> None:
    del request.META["HTTP_X_API_KEY"]


def _editor(name: str) -> SimpleNamespace:
    """What an authentication layer may have put there."""
    return SimpleNamespace(
        pk=7,
        id=7,
        username=name,
        is_anonymous=False,
        **dict.fromkeys(("is_authenticated", "is_active", "is_staff", "is_superuser"), True),
    )


def _visit(
    onion: Onion, path: str, write: Write, asked: str, headers: dict[str, str], address: str
) -> Visit:
    """One request on which an outer layer writes; inside, it must be as that one left it."""
    left: dict[str, Any] = {}

    def outer(request: Any) -> None:
        write(request)
        left.update(_parts(request))

    onion.outer = outer
    headers = {**headers, "X-Forwarded-For": HEARSAY}
    if onion.asynchronous:
        visit = send(onion, path, headers, address=address)
    else:
        visit = ask(onion, path=path, headers=headers, address=address)
    if visit.trace.view:
        changed = {name: it for name, it in _parts(onion.latest).items() if it != left[name]}
        require(
            not changed,
            asked=f"{asked}; the request, at the view",
            expected="as the outer layer left it",
            got="\n".join(f"{name} = {it!r}" for name, it in changed.items()),
        )
    return visit


def _parts(request: Any) -> dict[str, Any]:
    return {
        "request.path": request.path,
        "request.path_info": request.path_info,
        "request.method": request.method,
        'request.META["REMOTE_ADDR"]': request.META["REMOTE_ADDR"],
    }


def check_the_door(keys: dict[str, str], lane: str) -> None:
    """What is asked for, and with which key, is what the request says now; and nobody vouches."""
    (client, key), (other, _), *_ = keys.items()
    page, sent = "/health-admin/", {"X-API-Key": key}
    # The path and the headers that are sent, what is written, how, and as whom it passes.
    cases: list[tuple[str, dict[str, str], str, Write, str | None]] = [
        (page, {}, "request.user = an editor", _noted(user=_editor(client)), None),
        (page, {}, 'request.META["REMOTE_ADDR"] = "::1"', _headed(REMOTE_ADDR="::1"), None),
        (page, {}, 'request.method = "OPTIONS"', _noted(method="OPTIONS"), None),
        (page, sent, "request.user = an editor", _noted(user=_editor(other)), client),
        ("/health/", {}, f"request.path and path_info = {page!r}", _sent_to(page), None),
        ("/v1/health/", {}, "request.path and path_info = '/health/'", _sent_to("/health/"), ""),
        (page, sent, 'del request.META["HTTP_X_API_KEY"]', _keyless, None),
        (page, {}, 'request.META["HTTP_X_API_KEY"] = a key', _headed(HTTP_X_API_KEY=key), client),
    ]
    with newsroom(keys=keys):
        onion = Onion([API_KEY], asynchronous=bool(lane))
        for path, headers, what, write, name in cases:
            asked = f"{lane}GET {path} {'with' if headers else 'without'} a key; "
            asked += f"an outer layer has written\n{what}"
            visit = _visit(onion, path, write, asked, headers, some_address())
            note = NO_KEY if "user" in what else AS_IT_COMES
            if name is None:
                require_403(visit, asked, note)
                continue
            require_passed(visit, asked, note)
            if name:
                require_client(visit, name, asked)


def check_the_limit(lane: str) -> None:
    """The address is what REMOTE_ADDR says now, and a user is no client."""
    one, two, proxy, another = (some_address() for _ in range(4))
    with newsroom(keys={}, rate=(1, 600)):
        onion = Onion([RATE_LIMIT], asynchronous=bool(lane))

        def visit(address: str, wire: str, user: str, asked: str) -> Visit:
            who = {"user": _editor(user)} if user else {}

            def write(request: Any) -> None:
                _headed(REMOTE_ADDR=address)(request)
                _noted(**who)(request)

            return _visit(onion, "/health/", write, asked, {}, wire)

        for address, wire, user, passes in (
            (one, proxy, "", True),
            (two, proxy, "", True),
            (one, another, "", False),
            (another, another, "ann", True),
            (proxy, proxy, "ann", True),
            (proxy, proxy, "ben", False),
        ):
            asked = f"{lane}GET /health/ from {wire}, the limit being 1; an outer layer has written"
            asked += f'\nrequest.META["REMOTE_ADDR"] = {address!r}'
            asked += f"\nrequest.user = {user}, an editor" if user else ""
            got = visit(address, wire, user, asked)
            if passes:
                note = "It is this address's first request: neither the one on the wire nor"
                require_passed(got, asked, f"{note}\na user is the client here.")
            else:
                note = "It is this address's second request: neither the one on the wire nor"
                require_limited(got, asked, f"{note}\na user is the client here.")
        if lane:
            got = ask(Onion([RATE_LIMIT]), address=one)
            asked = f"over WSGI, GET /health/ from {one}, which has used up its limit over ASGI"
            require_limited(got, asked)
