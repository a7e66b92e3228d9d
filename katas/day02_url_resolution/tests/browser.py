"""Asks a view as a browser does, and says what it answers."""

import asyncio
import inspect
import json
from typing import Any, NamedTuple

from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory
from django.urls import ResolverMatch

from katas.day02_url_resolution.tests.words import error_text

# None of it is a part of the path.
HEADERS = {
    "HTTP_HOST": "news.example.com:8443",
    "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "HTTP_ACCEPT": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "HTTP_ACCEPT_ENCODING": "gzip, deflate, br, zstd",
    "HTTP_ACCEPT_LANGUAGE": "de-AT,de;q=0.8,en;q=0.3",
    "HTTP_CACHE_CONTROL": "max-age=0",
    "HTTP_COOKIE": "django_language=fr; sessionid=xyz; slug=about; number=7",
    "HTTP_DNT": "1",
    "HTTP_REFERER": "https://news.example.com/about/",
    "HTTP_SEC_FETCH_MODE": "navigate",
    "HTTP_UPGRADE_INSECURE_REQUESTS": "1",
    "HTTP_X_REQUESTED_WITH": "XMLHttpRequest",
    "QUERY_STRING": "page=2&section=nowhere&slug=about&number=7&format=xml&next=/about/",
}
# A program that asks: whoever it is and whatever it would like, it gets what a browser gets.
PROGRAMS = {
    "HTTP_ACCEPT": "application/json",
    "HTTP_AUTHORIZATION": "Bearer xyz",
    "HTTP_FROM": "robot@example.com",
    "HTTP_IF_MODIFIED_SINCE": "Tue, 04 Nov 2025 12:00:00 GMT",
    "HTTP_IF_NONE_MATCH": '"storm"',
    "HTTP_ORIGIN": "https://www.example.com",
    "HTTP_RANGE": "bytes=0-99",
    "HTTP_USER_AGENT": "curl/8.5.0",
    "HTTP_X_FORWARDED_FOR": "192.0.2.7",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_ORIGINAL_URL": "/archive/",
    "QUERY_STRING": "q=storm&format=json&callback=show&amp=1&preview=1&utm_source=mail",
}
CLIENTS = {"": {}, " with what a browser sends": HEADERS, " with what a program sends": PROGRAMS}
# What a browser that knows the page already asks with, and what it has it from.
VALIDATORS = {"ETag": "HTTP_IF_NONE_MATCH", "Last-Modified": "HTTP_IF_MODIFIED_SINCE"}

JSON = "application/json"
GZIP = b"\x1f\x8b"

# Of a request that has been made once: a factory takes longer than most resolvers.
PLAIN_ENVIRON = RequestFactory().get("/").environ
ENVIRON = {**PLAIN_ENVIRON, **HEADERS}


class Reply(NamedTuple):
    """What came of calling a view: the error in words, if there was one."""

    status: int
    kind: str = ""
    content: bytes = b""
    error: str = ""

    def in_words(self, beside: "Reply | None" = None) -> str:
        """The error; or the status, the type unless it is JSON's, and the content.

        beside: where that one has the same status and another type, JSON's is told, too.
        """
        if self.error:
            return " ".join(filter(None, [str(self.status or ""), self.error]))
        text = self.content.decode(errors="replace")
        if self.kind != JSON:
            text = f"{self.kind}, {len(text):,} characters"
        elif not text.isascii() or not text.isprintable():
            packed = self.content.startswith(GZIP)
            text = f"{len(self.content):,} bytes {'of gzip' if packed else 'that are no JSON'}"
        elif len(text) > 200:
            text = f"{text[:120]}... ({len(text):,} characters)"
        if beside and self.kind == JSON != beside.kind and beside.status == self.status:
            text = f"{JSON} {text}"
        return f"{self.status} {text}"


def answers_of(match: ResolverMatch, url: str, plainly: bool = False) -> tuple[Reply, ...]:
    """What the view that was found answers, or the error that it raises.

    Where it has told how to ask whether there is anything new, it is asked that as well. plainly:
    without what a browser sends.
    """
    environ = {**(PLAIN_ENVIRON if plainly else ENVIRON), "PATH_INFO": url}
    try:
        response = call(match, environ)
        told = getattr(response, "headers", {})
        known = {name: told[of] for of, name in VALIDATORS.items() if of in told}
        if plainly or not known:
            return (reply(response),)
        return reply(response), reply(call(match, environ | known))
    except Exception as error:
        return (Reply(0, error=error_text(error)),)


def call(match: ResolverMatch, environ: dict[str, Any]) -> Any:
    """The view's response to such a request."""
    request = WSGIRequest(environ)
    request.resolver_match = match
    response = match.func(request, *match.args, **match.kwargs)
    return asyncio.run(waited_for(response)) if inspect.isawaitable(response) else response


async def waited_for(response: Any) -> Any:
    """The result of a view that is async."""
    return await response


def own_answer(view: str, kwargs: dict[str, Any]) -> Reply:
    """What the given view itself answers."""
    return Reply(200, JSON, json.dumps({"view": view, **kwargs}).encode())


def reply(response: Any) -> Reply:
    """The parts of a response that are judged, or the error behind it."""
    if not hasattr(response, "status_code"):
        return Reply(0, error=f"no response: {response!r}")
    if getattr(response, "exc_info", None):
        return Reply(response.status_code, error=error_text(response.exc_info[1]))
    kind = response.headers.get("Content-Type", "no Content-Type")
    return Reply(response.status_code, kind, response.getvalue())
