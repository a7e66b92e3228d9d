"""What `make lab day=5` shows: which processes of a deployment ran what."""

import json
from collections.abc import Sequence
from typing import Any

from katas.day05_app_ready.tests.beforehand import BEFOREHAND
from katas.day05_app_ready.tests.driver import Newsroom
from katas.day05_app_ready.tests.figures import both_at_once, newsrooms
from katas.day05_app_ready.tests.starts import COMMAND_LINES, WORKERS, WSGI
from katas.harness.meters.servers import ServerFault, gunicorn
from katas.harness.pictures.charts import Bar, Bars, Goal
from katas.harness.pictures.data import Panel, Picture, Side
from katas.harness.pictures.diagrams import Actor, Deeds
from katas.harness.pictures.words import compared

ROUNDS = 0
COMMANDS = {"check": "manage.py check", "migrate": "manage.py migrate"}
DEEDS = ("queries", "builds the page")


def once() -> dict[str, Any]:
    """The processes of a deployment in their order, and the crunches of two jobs at once.

    Each process: [name, statements, crunches while it started]; a job's statements: None.
    """
    with newsrooms() as another:
        room = another()
        found = [started(room, name, argv.split()) for name, argv in COMMANDS.items()]
        runserver = COMMAND_LINES["runserver"].split()
        found.append(started(room, "runserver: reloader", runserver))
        found.append(started(room, "runserver: server", runserver, {"RUN_MAIN": "true"}))
        found += workers(another())
        found.append(job(room))
        crunched = both_at_once(another())
    return {"processes": found, "two_jobs": crunched}


def started(
    room: Newsroom, name: str, argv: list[str], env: dict[str, str] | None = None
) -> list[Any]:
    """One process, from its start until Django is set up."""
    before = len(room.crunched)
    with room.process(argv, env=env) as process:
        seen = process.started().start()
    return [name, len(seen["sql"]), len(room.crunched) - before]


def workers(room: Newsroom) -> list[list[Any]]:
    """gunicorn with three real workers, until all have loaded the application."""
    env = room.environment()
    try:
        with gunicorn(WSGI, settings={"workers": WORKERS}, env=env, beforehand=BEFOREHAND):
            trace = room.start_trace.read_text() if room.start_trace.exists() else ""
            seen = [json.loads(line) for line in trace.splitlines()]
    except ServerFault as fault:
        raise RuntimeError(f"gunicorn did not start: {fault}") from None
    lanes = seen or [{"sql": [], "crunches": []}] * WORKERS
    return [
        [f"gunicorn: worker {number}", len(each["sql"]), len(each["crunches"])]
        for number, each in enumerate(lanes, 1)
    ]


def job(room: Newsroom) -> list[Any]:
    """The init job, in a process that is already up."""
    with room.process() as process:
        process.started()
        before = len(room.crunched)
        process.ask("run_init_job", "run_init_job()")
    return ["the init job", None, len(room.crunched) - before]


def each_round() -> None:
    """Nothing here is told by the clock."""


def pictures(sides: Sequence[Side]) -> list[Picture]:
    """The deployment, and what happens when two jobs run at once."""
    return [deployment(sides), together(sides)]


def deployment(sides: Sequence[Side]) -> Picture:
    """Which process did what, one below the other."""
    panels, asking, built = [], {}, {}
    for side in sides:
        *starting, last = side.once["processes"]
        actors = [Actor(name, times) for name, *times in starting]
        name, *times = last
        actors.append(Actor(name, times, good=True))
        asking[side.name] = f"{sum(asked > 0 for _, asked, _ in starting)} of {len(starting)}"
        builds = sum(crunches for *_, crunches in side.once["processes"])
        built[side.name] = how_often(builds)
        words = f"{asking[side.name]} ask while they start; the page is built {built[side.name]}"
        panels.append(Panel(side.name, Deeds(DEEDS, actors), side.name, words))
    return Picture(
        "What each process of a deployment does before the first request",
        f"Processes that ask the database while they start: {compared(asking)}; none should. The "
        f"front page is built {compared(built)}; once is right, by the init job.",
        panels,
        "All but the last are starts: each of them runs ready(), and nobody has asked for a page "
        "yet. gunicorn's workers share a fresh database, the others another one, in this order: "
        "a page that one of them has stored is there for those that come later. The init job is a "
        "command that a deployment runs on purpose; building the front page is its work alone, "
        "takes minutes in real life, and needs queries, which are not counted. A dot: one query, "
        "or one build. Red: it does not belong in ready(), or is missing where it belongs. "
        "Green: in its place.",
    )


def together(sides: Sequence[Side]) -> Picture:
    """Two init jobs at once."""
    bars = [Bar(side.name, side.once["two_jobs"], side.name) for side in sides]
    said = compared({side.name: how_often(side.once["two_jobs"]) for side in sides})
    is_early = any(side.once["two_jobs"] == 0 for side in sides)
    early = " 0 times: it was there already, built when the two processes started." * is_early
    return Picture(
        "Two init jobs at the same moment",
        f"The page is built {said}. Both jobs may see that no page is there, and both build it; a "
        f"right answer lets only one of them begin.{early}",
        [Panel("", Bars("times the front page was built", bars, Goal(1, "right: once")))],
    )


def how_often(times: int) -> str:
    """For example "once", "2 times"."""
    return "once" if times == 1 else f"{times} times"
