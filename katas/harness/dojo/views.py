"""The views: all of them async, none of them runs a query."""

import asyncio
from pathlib import Path

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from katas.harness import answers, days
from katas.harness.days import Day
from katas.harness.dojo import cards, day_parts, guards, lesson, measurings
from katas.harness.dojo.rooms import rooms
from katas.harness.learner import last_run
from katas.harness.pictures.page import flame_graph_of
from katas.harness.pictures.taking import has_pictures

KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FOLDERS = (Path(__file__).parent / "static", answers.KATAS / "harness" / "pictures" / "static")
THEMES = {"light", "dark"}


@require_safe
async def home(request: HttpRequest) -> HttpResponse:
    """The days, and where to start."""
    return render(request, "dojo/home.html", {"cards": cards.all_cards(), "theme": theme(request)})


@require_safe
async def day(request: HttpRequest, number: int) -> HttpResponse:
    """Lesson and verdict of a day; without a run, what the last one has left."""
    found = the_day(number)
    room = rooms.find(found)
    parts = room.board.parts() if room else resting(found)
    context = {
        "day": found,
        "days": days.present(),
        "theme": theme(request),
        "parts": {name: mark_safe(html) for name, html in parts.items()},  # noqa: S308 (rendered)
        "lesson": mark_safe(lesson.rendered(found)),  # noqa: S308 (raw HTML is off)
        "files": [(file, lesson.editor(found.folder / file)) for file in found.answers],
        "has_pictures": has_pictures(found),
    }
    return render(request, "dojo/day.html", context)


@require_safe
async def stream(request: HttpRequest, number: int) -> HttpResponseBase:
    """The day's parts as server-sent events, for as long as the tab is there."""
    room = rooms.enter(the_day(number))
    last = request.headers.get("Last-Event-ID") or request.GET.get("last", "")
    return StreamingHttpResponse(room.board.stream(last), content_type="text/event-stream")


@require_POST
async def act(request: HttpRequest, number: int, action: str) -> HttpResponse:
    """A button of the day. A script gets no content; without one, the page is shown again."""
    found = the_day(number)
    room = rooms.enter(found)
    if action in measurings.kinds(found):
        room.measurings.ask(action)
    elif action in ("run", "hint", "reset", "undo"):
        await asyncio.to_thread(getattr(room, action))
    else:
        raise Http404
    if request.headers.get("X-Requested-With"):
        return HttpResponse(status=204)
    await asyncio.sleep(0.2)  # what is quick is on the page then
    return HttpResponseRedirect(f"/day/{found.number}/")


@require_safe
async def flame_graph(request: HttpRequest, number: int) -> HttpResponse:
    """memray's page of the learner's memory, its scripts in a sandbox: it reaches nothing here."""
    file = flame_graph_of(the_day(number))
    if not file.is_file():
        raise Http404
    response = HttpResponse(file.read_bytes())
    response.headers[guards.POLICY_HEADER] = guards.SANDBOX
    return response


@require_safe
async def static(request: HttpRequest, name: str) -> HttpResponse:
    """A style sheet or the script."""
    for folder in FOLDERS:
        file = folder / name
        if file.suffix in KINDS and file.is_file():
            kind = f"{KINDS[file.suffix]}; charset=utf-8"
            return HttpResponse(file.read_bytes(), content_type=kind)
    raise Http404


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """One clear page for an address that is none. Django awaits no handler of errors."""
    return render(request, "dojo/not_found.html", {"theme": theme(request)}, status=404)


def the_day(number: int) -> Day:
    """The day of that number. Raises Http404."""
    found = days.by_number(number)
    if found is None:
        raise Http404
    return found


def resting(day: Day) -> dict[str, str]:
    """The parts of a day that is not run now."""
    last = last_run.of_current(day)
    parts = {**day_parts.of_last(day, last), "hints": day_parts.hints(day, None)}
    return parts | {kind: day_parts.job(kind, {"day": day}) for kind in measurings.kinds(day)}


def theme(request: HttpRequest) -> str:
    """The theme that was chosen, or "" for the system's."""
    chosen = request.COOKIES.get("katas_theme", "")
    return chosen if chosen in THEMES else ""
