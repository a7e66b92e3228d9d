"""What `make lab day=5` shows: which processes of a deployment ran what."""

import json
import time
from collections.abc import Sequence
from typing import Any

from katas.day05_app_ready.tests.beforehand import BEFOREHAND
from katas.day05_app_ready.tests.driver import Newsroom
from katas.day05_app_ready.tests.figures import both_at_once, newsrooms
from katas.day05_app_ready.tests.starts import COMMAND_LINES, WORKERS, WSGI
from katas.harness.meters.servers import ServerFault, gunicorn
from katas.harness.pictures.data import Axis, Bar, Bars, Lane, Panel, Picture, Side, Span, Timeline
from katas.harness.pictures.words import compared, counted

ROUNDS = 0
COMMANDS = {"check": "manage.py check", "migrate": "manage.py migrate"}


def once() -> dict[str, Any]:
    """The processes of a deployment in their order, and the crunches of two jobs at once.

    Each process: [name, seconds from, seconds to, statements, crunches while it started].
    """
    with newsrooms() as another:
        room = another()
        began = time.monotonic()
        found = [started(room, name, argv.split(), began) for name, argv in COMMANDS.items()]
        runserver = COMMAND_LINES["runserver"].split()
        found.append(started(room, "runserver: reloader", runserver, began))
        found.append(started(room, "runserver: server", runserver, began, {"RUN_MAIN": "true"}))
        found += workers(another(), began)
        found.append(job(room, began))
        crunched = both_at_once(another())
    return {"processes": found, "two_jobs": crunched}


def started(
    room: Newsroom, name: str, argv: list[str], began: float, env: dict[str, str] | None = None
) -> list[Any]:
    """One process, from its start until Django is set up."""
    start, before = time.monotonic(), len(room.crunched)
    with room.process(argv, env=env) as process:
        seen = process.started().start()
        end = time.monotonic()
    return [name, start - began, end - began, len(seen["sql"]), len(room.crunched) - before]


def workers(room: Newsroom, began: float) -> list[list[Any]]:
    """gunicorn with three real workers, until all have loaded the application."""
    start = time.monotonic()
    env = room.environment()
    try:
        with gunicorn(WSGI, settings={"workers": WORKERS}, env=env, beforehand=BEFOREHAND):
            end = time.monotonic()
            trace = room.start_trace.read_text() if room.start_trace.exists() else ""
            seen = [json.loads(line) for line in trace.splitlines()]
    except ServerFault as fault:
        raise RuntimeError(f"gunicorn did not start: {fault}") from None
    lanes = seen or [{"sql": [], "crunches": []}] * WORKERS
    span = [start - began, end - began]
    return [
        [f"gunicorn: worker {number}", *span, len(each["sql"]), len(each["crunches"])]
        for number, each in enumerate(lanes, 1)
    ]


def job(room: Newsroom, began: float) -> list[Any]:
    """The init job, in a process that is already up."""
    with room.process() as process:
        process.started()
        start, before = time.monotonic(), len(room.crunched)
        process.ask("run_init_job", "run_init_job()")
        end = time.monotonic()
    return ["the init job", start - began, end - began, 0, len(room.crunched) - before]


def each_round() -> None:
    """Nothing here is told by the clock alone."""


def pictures(sides: Sequence[Side]) -> list[Picture]:
    """The deployment in time, and what happens when two jobs run at once."""
    return [deployment(sides), together(sides)]


def deployment(sides: Sequence[Side]) -> Picture:
    """Which process did what, one below the other."""
    until = max((each[2] for side in sides for each in side.once["processes"]), default=1.0)
    panels, said = [], {}
    for side in sides:
        *starting, last = side.once["processes"]
        lanes = [lane(*each) for each in [*starting, last]]
        axis = Axis("seconds since the deployment began")
        asking = sum(each[3] > 0 for each in starting)
        crunches = sum(each[4] for each in starting)
        said[side.name] = f"{asking} of {len(starting)}"
        words = f"{asking} of {len(starting)} ask while they start, {crunches} build the page"
        panels.append(Panel(side.name, Timeline(axis, lanes, until), side.name, words))
    return Picture(
        "Who runs ready(), and what it does there",
        "Red is what does not belong into ready(); how long a bar is does not count. Processes "
        f"that ask the database while they start: {compared(said)}.",
        panels,
        "A bar is a process from its start until it is ready; each of them runs ready(). Building "
        "the front page is the work of the init job alone; it takes minutes in real life.",
    )


def lane(name: str, start: float, end: float, statements: int, crunches: int) -> Lane:
    """One process; red if it did while starting what is the job's."""
    is_job = name == "the init job"
    asks = counted(statements, "query", "queries") if statements else ""
    done = [asks, "builds the page"]
    text = ", ".join(filter(None, done if crunches else done[:1])) or "quiet"
    tone = "calm" if is_job or not (statements or crunches) else "bad"
    if is_job and not crunches:
        text = "finds the page built"
    return Lane(name, [Span(start, end, text, tone)])


def together(sides: Sequence[Side]) -> Picture:
    """Two init jobs at once."""
    bars = [Bar(side.name, side.once["two_jobs"], side.name) for side in sides]
    said = compared({side.name: counted(side.once["two_jobs"], "time") for side in sides})
    return Picture(
        "Two init jobs at the same moment",
        f"Both may see that no page is there, and both build it. Once is enough: {said}.",
        [Panel("", Bars("times the front page was built", bars))],
    )
