"""What stands round the answer's layers: rings that tell the examiner who passes, and pages.

A request has the number of its visit and the plan that the examiner has made for it. The outermost
ring does what the plan says an outer layer does.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import SimpleNamespace
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import path

from katas.day04_middleware import urls as given

from .exam_inside_line import call

aside = ThreadPoolExecutor()  # for what is asked while the event loop goes on
kept: dict[int, Any] = {}  # responses that are looked at once more, by the visits' numbers
plans: dict[int, dict[str, Any]] = {}  # of all visits, by their numbers


class Broken(Exception):
    """What a page raises on purpose."""


def about(request: Any) -> tuple[int, dict[str, Any]]:
    """The number of the visit, and its plan."""
    own = request.scope if isinstance(request, ASGIRequest) else request.environ
    return own["exam.visit"], plans[own["exam.visit"]]


class Ring:
    """Tells who passes, in both lanes. Built by Django, like any middleware."""

    sync_capable = async_capable = True

    def __init__(self, number: int, get_response: Any) -> None:
        self.number, self.get_response = number, get_response
        self.awaits = iscoroutinefunction(get_response)
        built.append((number, self.awaits))
        if self.awaits:
            markcoroutinefunction(self)

    def __call__(self, request: Any) -> Any:
        visit, plan = about(request)
        if self.number:
            if not plan.get("quiet"):
                call("ring", visit, self.number, seen(request))
        else:
            written(request, plan)
        response = self.get_response(request)
        if self.awaits:
            return self.later(visit, plan, response)
        return self.left(visit, plan, response)

    async def later(self, visit: int, plan: dict[str, Any], response: Awaitable[Any]) -> Any:
        return self.left(visit, plan, await response)

    def left(self, visit: int, plan: dict[str, Any], response: Any) -> Any:
        if plan.get("keep") and not self.number:
            kept[visit] = response
        return response


# The rings of the handler that is being built: number, and whether what is inside is a coroutine.
built: list[tuple[int, bool]] = []


def __getattr__(name: str) -> Any:
    """The rings' dotted paths: `ring_0` is the outermost."""
    if not name.startswith("ring_"):
        raise AttributeError(name)
    ring = partial(Ring, int(name.removeprefix("ring_")))
    ring.sync_capable = ring.async_capable = True  # type: ignore[attr-defined]
    return ring


def seen(request: Any) -> list[Any]:
    meta = request.META
    client = getattr(request, "api_client", None)
    return [client, request.path, request.path_info, request.method, meta.get("REMOTE_ADDR")]


def written(request: Any, plan: dict[str, Any]) -> None:
    """What the plan says that an outer layer writes on the request."""
    if "client" in plan:
        request.api_client = plan["client"]
    if "path now" in plan:
        request.path = request.path_info = request.META["PATH_INFO"] = plan["path now"]
    if "method now" in plan:
        request.method = plan["method now"]
    request.META.update(plan.get("meta", {}))
    for name in plan.get("without", []):
        request.META.pop(name, None)
    if "user" in plan:
        yes = ("is_authenticated", "is_active", "is_staff", "is_superuser")
        names = {"pk": 7, "id": 7, "username": plan["user"], "is_anonymous": False}
        request.user = SimpleNamespace(**names, **dict.fromkeys(yes, True))


RAISED = {each.__name__: each for each in (Http404, PermissionDenied, BadRequest, TimeoutError)}


def ended(request: HttpRequest, ending: dict[str, Any]) -> HttpResponseBase:
    """What becomes of a page, as the examiner says."""
    if "raises" in ending:
        raise RAISED.get(ending["raises"], Broken)("on purpose")
    if "parts" in ending:
        parts = streamed(ending)
        stream = later(parts, ending) if isinstance(request, ASGIRequest) else parts
        return StreamingHttpResponse(stream)
    return HttpResponse(ending["body"], status=ending["status"])


def streamed(ending: dict[str, Any]) -> Iterator[bytes]:
    yield from ending["parts"]
    if ending.get("breaks"):
        raise Broken("on purpose")


async def later(parts: Iterator[bytes], ending: dict[str, Any]) -> AsyncIterator[bytes]:
    for part in parts:
        yield part
    if ending.get("endless"):
        await asyncio.Event().wait()


def page(request: HttpRequest, **names: Any) -> HttpResponseBase:
    return ended(request, call("view", about(request)[0]))


async def apage(request: HttpRequest, **names: Any) -> HttpResponseBase:
    """The same for the event loop, which goes on while the examiner is waited for."""
    visit, plan = about(request)
    if isinstance(request, ASGIRequest):
        request.scope["exam.entered"].set()
    go = getattr(request, "scope", {}).get("go")
    if go:
        ending = call("view", visit)
        await go.wait()
    elif "beside" in plan:
        ending = await asyncio.get_running_loop().run_in_executor(aside, call, "view", visit)
    else:
        ending = call("view", visit)
    if ending.get("works on"):
        await asyncio.Event().wait()
    return ended(request, ending)


urlpatterns = [
    path("articles/", given.articles),
    path("health/", given.health),
    path("health-admin/", given.health_admin),
    path("pages/<path:name>", page),
    path("waits/<path:name>", apage),
]
