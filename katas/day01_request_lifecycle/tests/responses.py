"""Responses of any kind that Django has, from a view that notes what is done with them."""

from collections.abc import Callable
from typing import Any, NoReturn

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseNotModified,
    HttpResponsePermanentRedirect,
    JsonResponse,
)

from katas.day01_request_lifecycle.pages import Broken, Rendered
from katas.day01_request_lifecycle.tests import layers
from katas.day01_request_lifecycle.tests.asked import Asked, meta
from katas.day01_request_lifecycle.tests.streams import Log, Maker, streams

# Headers that a layer might think its own business.
OTHERS = {
    "Access-Control-Expose-Headers": "X-Other",
    "Cache-Control": "max-age=60",
    "Content-Language": "de",
    "Content-Length": "1234",  # as for a HEAD
    "Date": "Thu, 01 Jan 1970 00:00:00 GMT",
    "ETag": 'W/"5"',
    "Last-Modified": "Thu, 01 Jan 1970 00:00:00 GMT",
    "Link": "</site.css>; rel=preload",
    "Server": "press/1",
    "Timing-Allow-Origin": "https://example.org",
    "Vary": "Cookie, accept",
    "Via": "1.1 proxy",
    "X-Powered-By": "ink",
    "X-Request-ID": "7d1f",
    "X-Response-Time": "5",
    "X-Runtime": "0.005",
}
SET_ALREADY = {"server-timing": f"webapp;dur=5, app;dur={layers.A_DAY}", "x-region": "elsewhere"}


def with_headers(headers: dict[str, str], **given: Any) -> HttpResponse:
    return HttpResponse("well.", headers=headers, **given)


def with_cookies(log: Log) -> HttpResponse:
    response = HttpResponse("Cookies")
    response.set_cookie("a", "1", secure=True, samesite="Lax")
    response.set_cookie("b", "ü; ,", httponly=True)
    response.delete_cookie("c")
    return response


def without_type(log: Log) -> HttpResponse:
    response = HttpResponse(b"\x00\xff", status=204)
    del response["Content-Type"]
    return response


def from_template(log: Log) -> HttpResponse:
    response = Rendered("none.html", status=418)
    response.add_post_render_callback(lambda rendered: log("rendered"))
    return response


def raised(error: Exception) -> NoReturn:
    raise error


def makers() -> dict[str, Maker]:
    """What answers, in words, and how; the plainest first."""
    kept = HttpResponse("A response that its view keeps, and gives again")
    return {
        "a text": lambda log: HttpResponse("A text"),
        "an empty text": lambda log: HttpResponse(""),
        "a text in latin-1": lambda log: HttpResponse("Zürich", charset="latin-1"),
        "a list of texts": lambda log: HttpResponse(["one ", b"two"]),
        "a memoryview": lambda log: HttpResponse(memoryview(b"bytes")),
        "a reason of its own": lambda log: HttpResponse("Gone", status=404, reason="Gone fishing"),
        "status 599": lambda log: HttpResponse("As you wish", status=599),
        "closed": lambda log: with_headers({"Retry-After": "0"}, status=503),
        "no Content-Type": without_type,
        "JSON": lambda log: JsonResponse(["ü"], safe=False),
        "a redirect": lambda log: HttpResponsePermanentRedirect("/?a=ü"),
        "nothing new": lambda log: HttpResponseNotModified(),
        "no such method": lambda log: HttpResponseNotAllowed(["GET"]),
        "cookies": with_cookies,
        "many other headers": lambda log: with_headers(OTHERS),
        "the two headers": lambda log: with_headers(SET_ALREADY),
        "a header in many letters": lambda log: with_headers({"X-Title": "東京 Zürich"}),
        "an error": lambda log: raised(Broken("the press is broken")),
        "Http404": lambda log: raised(Http404("withdrawn")),
        "PermissionDenied": lambda log: raised(PermissionDenied()),
        "BadRequest": lambda log: raised(BadRequest("what was that?")),
        "a template": from_template,
        "a response that is kept": lambda log: kept,
        "a response that was given before": lambda log: kept,
        **streams(),
    }


def echo(request: HttpRequest, asked: Asked) -> HttpResponse:
    """A page of what its view sees of the request."""
    seen = [
        attempt(lambda: f"{request.method} {request.get_full_path()} {request.scheme}"),
        attempt(lambda: f"{request.path_info!r} {request.content_type} {request.content_params}"),
        attempt(lambda: f"{request.encoding} {sorted(request.COOKIES.items())}"),
        attempt(lambda: str([request.META.get(meta(name)) for name, _ in asked.sent])),
    ]
    reading: dict[str, Callable[[], Any]] = {
        "body": lambda: request.body,
        "POST": lambda: request.POST.urlencode(),
        "read()": lambda: request.read(5),
        "readline()": lambda: request.readline(),
    }
    if asked.read:
        seen.append(attempt(lambda: repr(reading[asked.read]())))
    headers = {name: OTHERS[name] for name in ("ETag", "Last-Modified")}
    return HttpResponse("\n".join(seen), headers=headers)


def attempt(read: Callable[[], str]) -> str:
    """What it gives, or the name of the error."""
    try:
        return read()
    except Exception as error:
        return type(error).__name__
