"""Task 3, from outside: requests are held in their views, so how long each took is known here."""

import time
from dataclasses import dataclass
from random import Random
from typing import Any

from solutions.day01_request_lifecycle.exam_desk import (
    Desk,
    Maps,
    any_loadings,
    lanes,
    number,
    replies,
)
from solutions.day01_request_lifecycle.exam_headers import (
    ROUNDING,
    SPARE,
    check_duration,
    durations,
)
from solutions.day01_request_lifecycle.exam_many import come_and_go, hundreds
from solutions.day01_request_lifecycle.exam_recipes import text
from solutions.day01_request_lifecycle.exam_visitors import Visitors
from solutions.grading.examiner import Contradicted, Exam, question
from solutions.grading.examiner.web import Exchange

GAP = 0.06  # seconds between two that overlap: what a wrong start is wrong by, at the least
# Headers by which routers tell when they sent a request, and how they write it.
SENT = ("X-Request-Start", "X-Queue-Start", "X-Start-Time", "X-Timestamp", "X-Queue-Time")
FORMS = [(start + "{:.0f}", unit) for start in ("", "t=") for unit in (1_000, 1_000_000)]
FORMS += [("{:.3f}", 1), ("t={:.3f}", 1)]
CLOCKS = ("one that is set", "one that cannot be set")
PLACES = {"gunicorn": "gunicorn, in threads", "uvicorn": "uvicorn"}


@dataclass
class Held:
    """One request that is in its view."""

    exchange: Exchange
    began: float
    place: int


@question(task=3)
def overlapping_requests_are_told_apart(exam: Exam) -> None:
    """Eight and more are in their views at once on each server, and leave in another order."""
    Maps(exam, always=True)
    desk, visitors = Desk(exam), Visitors(exam)
    with any_loadings(exam):
        for server in exam.random.sample(list(PLACES), 2):
            port = number(f"start {server}", exam.ask("serve", server, [""], 16))
            for form in exam.random.sample(FORMS, len(FORMS)):
                claimed(exam, desk, visitors, server, port, form)
            overlap(exam, desk, visitors, server, port)


def claimed(
    exam: Exam, desk: Desk, visitors: Visitors, server: str, port: int, form: tuple[str, int]
) -> None:
    """One request that says, in that form, that it started half a second ago."""
    desk.visits, desk.recipes = [], [{"kind": "text", "body": "well"}]
    headers = claims(exam.random, form)
    began = time.perf_counter()
    found = visitors.fetch(port, visitors.path("page"), headers)
    seconds = time.perf_counter() - began
    took = desk.visits[0].took if desk.visits else 0.0
    check_duration(f"{headers[0][0]}: {headers[0][1]}, on {PLACES[server]}", found, took, seconds)


def overlap(exam: Exam, desk: Desk, visitors: Visitors, server: str, port: int) -> None:
    """Let requests in one by one, and out in another order; the first one stays the longest."""
    draws, where = exam.random, PLACES[server]
    count = draws.randint(8, 10)
    target, headers = visitors.path(), visitors.headers(claims(draws))
    desk.visits, desk.held = [], True
    desk.recipes = [recipe(draws) for _ in range(count)]
    words = [each["body"].encode() for each in desk.recipes]
    inside: list[Held] = []
    for place in range(count):
        began = time.perf_counter()
        inside.append(Held(exam.exchange(port, target, headers=headers), began, place))
        desk.entered(place + 1, f"{count} requests at once on {where}: how many are in their views")
        time.sleep(draws.uniform(0.01, 0.02))
    # The first, and one of the last two, are left for the end: stacks and single places show.
    order = [each.place for each in draws.sample(inside[1:-1], count - 2)]
    order.insert(draws.randint(1, 3), count - 1)
    order.append(0)
    for place in order:
        visit, held = desk.visits[place], inside[place]
        time.sleep(GAP)
        visit.released.set()
        found = held.exchange.rest()
        seconds = time.perf_counter() - held.began
        asked = f"{count} requests overlap on {where}, number {place + 1} leaves"
        if words[place] not in found.body and found.status == 200:
            raise Contradicted(f"{asked}: what it is sent", "what its view answers", found.body)
        check_duration(asked, found, visit.took, seconds)
    desk.held = False


def recipe(draws: Random) -> dict[str, Any]:
    """What a view does when it is let go: someone sets the time of day meanwhile."""
    kind = draws.choices(["text", "500"], [8, 1])[0]
    hours = draws.choice([-30, -1, 0, 1, 30])
    return {"kind": kind, "body": text(draws, 9), "set_day": 3_600.0 * hours + draws.random()}


def claims(draws: Random, form: tuple[str, int] | None = None) -> list[tuple[str, str]]:
    """What a request says of its own start, and of who sends it. form: see FORMS."""
    moment = time.time() - (0.5 if form else draws.choice([0.5, 20, 86_400, -3_600]))
    pattern, factor = form or draws.choice(FORMS)
    value = pattern.format(moment * factor)
    found = [*((name, value) for name in SENT), ("X-Request-ID", f"{draws.getrandbits(60):x}")]
    return [*found, ("Cookie", f"sessionid={draws.getrandbits(60):x}")]


@question(task=3)
def each_duration_is_right_and_hundreds_are_served(exam: Exam) -> None:
    """Views that take a moment, a second, an hour, days, in any order; then many at once."""
    Maps(exam, always=True)
    draws, visitors = exam.random, Visitors(exam)
    with any_loadings(exam):
        for kind in draws.sample(["wsgi", "asgi"], 2):
            index = number(f"build the {kind.upper()} handler", exam.ask("build", kind, [""]))
            spans = (1, 90, 5_400, 700_000)
            passing = [each for span in spans for each in (span * draws.uniform(1.01, 1.3), 0.0)]
            clocks = set(CLOCKS)
            for seconds in draws.sample(passing, len(passing)):
                clocks &= long_one(exam, visitors, kind, index, seconds, clocks)
        for lane in lanes(exam):
            come_and_go(exam, visitors, lane, draws.randint(1_030, 1_200))
        if "async" in lanes(exam):
            hundreds(exam, visitors, draws.randint(520, 900))


def long_one(
    exam: Exam, visitors: Visitors, kind: str, index: int, seconds: float, clocks: set[str]
) -> set[str]:
    """One request whose view takes so many seconds, by every clock that can be set.

    clocks: those of CLOCKS that have told the durations so far. Returns those that tell this one.
    An answer may have found a clock that cannot be set: then each takes no longer than here.
    """
    draws = exam.random
    recipes = [recipe(draws) | {"passes": seconds}]
    target = visitors.path("apage" if kind == "asgi" else "")
    request = visitors.request(target, headers=claims(draws))
    asked = f"a view takes {seconds:,.1f} s, through the {kind.upper()} handler"
    began = time.perf_counter()
    found = replies(asked, 1, exam.ask("ask_all", index, [request], recipes))[0]
    most = (time.perf_counter() - began) * 1_000
    told = durations(asked, found)
    fitting = {
        clock
        for clock, least in zip(CLOCKS, (seconds * 1_000, 0.0), strict=True)
        if clock in clocks
        and all(least - ROUNDING <= each <= least + most + SPARE for each in told)
    }
    if not fitting:
        expected = f"app;dur from {seconds * 1_000:.1f} to {seconds * 1_000 + most:.1f}"
        raise Contradicted(asked, expected, found.header("Server-Timing"))
    return fitting
