"""Responses by recipes: plain dictionaries that say what a view or a layer answers.

kind: "text", "json", "stream", "astream", "file", "template", a name of CLASSES, or what is raised:
"404", "403", "400", "500". status, reason, headers, cookies, body: as they are to be; the body so
many `times`. pieces: of a stream, texts.
"""

import io
from collections.abc import AsyncIterator
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import (
    FileResponse,
    Http404,
    HttpResponse,
    HttpResponseForbidden,
    HttpResponseGone,
    HttpResponseNotAllowed,
    HttpResponseNotFound,
    HttpResponseNotModified,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
    HttpResponseServerError,
    JsonResponse,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse


class Broken(RuntimeError):
    """A bug."""


class Own(HttpResponse):
    """A class of the site's."""

    status_code = 418


CLASSES: dict[str, Any] = {
    "redirect": HttpResponseRedirect,
    "permanent redirect": HttpResponsePermanentRedirect,
    "not modified": lambda body: HttpResponseNotModified(),
    "not allowed": lambda body: HttpResponseNotAllowed(["GET", "HEAD"], content=body),
    "gone": HttpResponseGone,
    "not found": HttpResponseNotFound,
    "forbidden": HttpResponseForbidden,
    "server error": HttpResponseServerError,
    "class of its own": Own,
}
RAISED = {"404": Http404, "403": PermissionDenied, "400": BadRequest, "500": Broken}


class Rendered(SimpleTemplateResponse):
    """A template without a file. It renders itself where it stands, in a coroutine as well."""

    text = ""

    @property
    def rendered_content(self) -> str:
        return self.text


class RenderedOnTheLoop(Rendered):
    async def render(self) -> Any:
        return super().render()


def made(recipe: dict[str, Any]) -> HttpResponseBase:
    """The response. Raises what the recipe says."""
    kind = recipe["kind"]
    if kind in RAISED:
        raise RAISED[kind](recipe["body"])
    response = _made(kind, recipe)
    for name, value in recipe.get("headers", []):
        response[name] = value
    for name, value in recipe.get("cookies", []):
        response.set_cookie(name, value, httponly=True)
    if recipe.get("bare"):
        del response["Content-Type"]
    return response


def _made(kind: str, recipe: dict[str, Any]) -> HttpResponseBase:
    body = recipe.get("body", "") * recipe.get("times", 1)
    if kind in CLASSES:
        return CLASSES[kind](body)
    more = {"status": recipe.get("status", 200), "reason": recipe.get("reason")}
    if kind == "json":
        return JsonResponse({"text": body}, **more)
    if kind == "stream":
        return StreamingHttpResponse(iter(recipe["pieces"]), **more)
    if kind == "astream":
        return StreamingHttpResponse(one_by_one(recipe["pieces"]), **more)
    if kind == "file":
        file = io.BytesIO(body.encode())
        return FileResponse(file, filename="news.txt", **more)
    if kind == "template":
        types = {False: Rendered, True: RenderedOnTheLoop}
        response = types[bool(recipe.get("loop"))]("none.html", status=more["status"])
        response.text = body
        return response
    return HttpResponse(body, **more)


async def one_by_one(pieces: list[str]) -> AsyncIterator[str]:
    for piece in pieces:
        yield piece
