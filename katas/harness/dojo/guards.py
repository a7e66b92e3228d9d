"""Middleware: strict headers on every answer, and no page from elsewhere gets one.

Django checks the Host header when it is asked for (`HttpRequest.get_host`), so each request asks:
a name that somebody else's DNS points to 127.0.0.1 is refused.
"""

from collections.abc import Awaitable, Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.decorators import async_only_middleware

Next = Callable[[HttpRequest], Awaitable[HttpResponseBase]]
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
# For a page that is not ours and holds its own scripts: as if from an origin of its own, that has
# nothing and asks nobody.
SANDBOX = "; ".join(
    [
        "sandbox allow-scripts",
        "default-src 'none'",
        "script-src 'unsafe-inline'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "font-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)
POLICY_HEADER = "Content-Security-Policy"
SAFE_METHODS = {"GET", "HEAD"}


@async_only_middleware
def strict_headers(get_response: Next) -> Next:
    """No script or style but the project's own files, nothing kept, nothing framed."""

    async def middleware(request: HttpRequest) -> HttpResponseBase:
        response = await get_response(request)
        response.headers.setdefault(POLICY_HEADER, POLICY)
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


@async_only_middleware
def same_origin(get_response: Next) -> Next:
    """The Host header is this machine's, and the page that asks is the dojo's own.

    A link from elsewhere may open a page, as a browser tells by Sec-Fetch-Mode; a script, a form or
    an image of elsewhere gets nothing.
    """

    async def middleware(request: HttpRequest) -> HttpResponseBase:
        host = request.get_host()
        origin = request.headers.get("Origin")
        if origin not in (None, f"http://{host}", *settings.CSRF_TRUSTED_ORIGINS):
            return refused(f"This page answers to itself alone, not to {origin}.")
        if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
            is_link = request.headers.get("Sec-Fetch-Mode") == "navigate"
            if request.method not in SAFE_METHODS or not is_link:
                return refused("This page answers to itself alone.")
        return await get_response(request)

    return middleware


def refused(text: str) -> HttpResponse:
    return HttpResponse(text, status=403, content_type="text/plain; charset=utf-8")
