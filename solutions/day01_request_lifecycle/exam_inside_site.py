"""The site that is examined: its pages do what the examiner says, when it says so."""

from collections.abc import AsyncIterator, Iterator
from functools import partial

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, re_path
from guest import door

from katas.day01_request_lifecycle import lifecycle

from . import exam_inside_clocks as clocks
from .exam_inside_responses import made
from .exam_inside_services import acall, done


def page(request: HttpRequest, **rest: str) -> HttpResponseBase:
    return done(door.here().call("page"))


async def apage(request: HttpRequest, **rest: str) -> HttpResponseBase:
    return done(await acall("page"))


def still(request: HttpRequest, status: int = 200, seconds: int = 0) -> HttpResponseBase:
    """A page that asks nobody. seconds: how long it takes, by every clock."""
    clocks.let_pass(seconds)
    return HttpResponse("still", status=status)


async def astill(request: HttpRequest) -> HttpResponseBase:
    return HttpResponse("still")


async def atemplate(request: HttpRequest) -> HttpResponseBase:
    return made({"kind": "template", "body": "a template", "loop": True})


def stream(request: HttpRequest) -> HttpResponseBase:
    """A stream whose pieces the examiner gives, one by one."""

    def pieces() -> Iterator[str]:
        while piece := door.here().call("piece"):
            yield piece

    return StreamingHttpResponse(pieces())


class Tape:
    """A file whose parts the examiner gives."""

    def read(self, size: int = -1) -> bytes:
        return str(door.here().call("piece")).encode()


def file(request: HttpRequest) -> HttpResponseBase:
    return FileResponse(Tape(), content_type="text/plain")


async def astream(request: HttpRequest) -> HttpResponseBase:
    async def pieces() -> AsyncIterator[str]:
        while piece := await acall("piece"):
            yield piece

    return StreamingHttpResponse(pieces())


urlpatterns = [
    re_path(r"^p/(?P<rest>.*)$", page),
    re_path(r"^a/(?P<rest>.*)$", apage),
    re_path(r"^q/(?P<rest>.*)$", partial(page)),
    path("still/<int:status>/<int:seconds>/", still),
    path("astill/", astill),
    path("atemplate/", atemplate),
    path("stream/", stream),
    path("file/", file),
    path("astream/", astream),
]
if hasattr(lifecycle, "dashboard"):
    urlpatterns.append(path("dashboard/", lifecycle.dashboard))
