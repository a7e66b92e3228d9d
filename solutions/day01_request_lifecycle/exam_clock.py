"""Task 3, from outside: requests are held in their views, so how long each took is known here."""

import time
from dataclasses import dataclass
from random import Random

from solutions.day01_request_lifecycle.exam_desk import (
    Desk,
    Maps,
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
from solutions.day01_request_lifecycle.exam_recipes import KINDS, Recipe, drawn
from solutions.day01_request_lifecycle.exam_requests import METHODS as OTHER_METHODS
from solutions.day01_request_lifecycle.exam_requests import named
from solutions.day01_request_lifecycle.exam_starts import FORMS, claims
from solutions.day01_request_lifecycle.exam_visitors import DASHBOARD, Visitors
from solutions.grading.examiner import Contradicted, Exam, Reply, question
from solutions.grading.examiner.web import Exchange

GAP = 0.06  # seconds between two that overlap: what a wrong start is wrong by, at the least
METHODS = ("GET", *OTHER_METHODS)
TIMED = tuple(each for each in KINDS if each != "stamped")  # what sets no figure of its own
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
    targets = exam.random.sample([f"/{DASHBOARD}/", visitors.path()], 2)
    for server in exam.random.sample(list(PLACES), 2):
        port = number(f"start {server}", exam.ask("serve", server, [""], 16))
        for form in exam.random.sample(list(FORMS), 6):
            claimed(exam, desk, visitors, server, port, form)
        overlap(exam, desk, visitors, server, port, targets.pop())


def claimed(exam: Exam, desk: Desk, visitors: Visitors, server: str, port: int, form: str) -> None:
    """One request that says, in that form, that it started half a second ago."""
    desk.visits, desk.recipes = [], [{"kind": "text", "body": "well"}]
    headers = claims(exam.random, form)
    method = exam.random.choice(METHODS)
    began = time.perf_counter()
    found = visitors.fetch(port, visitors.path("page"), headers, method=method)
    seconds = time.perf_counter() - began
    took = desk.visits[0].took if desk.visits else 0.0
    if tells(method, {"kind": "text"}, found):
        asked = f"{method} with {headers[0][0]}: {headers[0][1]}, on {PLACES[server]}"
        check_duration(asked, found, took, seconds)


def overlap(
    exam: Exam, desk: Desk, visitors: Visitors, server: str, port: int, target: str
) -> None:
    """Let requests in one by one, and out in another order; the first one stays the longest."""
    draws, where = exam.random, PLACES[server]
    count = draws.randint(8, 10)
    headers = visitors.headers(claims(draws))
    methods = [draws.choice(METHODS) for _ in range(count)]
    desk.visits, desk.held = [], True
    desk.recipes = [recipe(draws) for _ in range(count)]
    recipes = [*desk.recipes]
    inside: list[Held] = []
    for place in range(count):
        began = time.perf_counter()
        exchange = exam.exchange(port, target, method=methods[place], headers=headers)
        inside.append(Held(exchange, began, place))
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
        made = recipes[place]
        asked = f"{count} requests overlap on {where}, number {place + 1}, {methods[place]}"
        asked += f" a {named(made)}, leaves"
        if made["kind"] == "text" and found.status == 200 and methods[place] != "HEAD":
            exam.same(f"{asked}: what it is sent", made["body"].encode(), found.body)
        if tells(methods[place], made, found):
            check_duration(asked, found, visit.took, seconds)
    desk.held = False


def recipe(draws: Random) -> Recipe:
    """What a view does when it is let go: someone sets the time of day meanwhile."""
    kind = draws.choice(["text", draws.choice(TIMED)])
    hours = draws.choice([-30, -1, 0, 1, 30])
    found = drawn(draws, kind, "", bare=draws.random() < 0.5)
    return found | {"passes": 0.0, "set_day": 3_600.0 * hours + draws.random()}


def tells(method: str, recipe: Recipe, found: Reply) -> bool:
    """Whether its duration is looked at. Whether each kind tells one is another question."""
    plain = recipe["kind"] in ("text", "500") and recipe.get("status", 200) == 200
    return (plain and method == "GET") or bool(found.all("Server-Timing"))


@question(task=3)
def each_duration_is_right_and_hundreds_are_served(exam: Exam) -> None:
    """Views that take a moment, a second, an hour, days, in any order; then many at once."""
    Maps(exam, always=True)
    draws, visitors = exam.random, Visitors(exam)
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
    request = visitors.request(target, draws.choice(METHODS), claims(draws))
    asked = f"a view takes {seconds:,.1f} s, through the {kind.upper()} handler"
    began = time.perf_counter()
    found = replies(asked, 1, exam.ask("ask_all", index, [request], recipes))[0]
    most = (time.perf_counter() - began) * 1_000
    told = durations(asked, found) if tells(request[0], recipes[0], found) else []
    fitting = {
        clock
        for clock, least in zip(CLOCKS, (seconds * 1_000, 0.0), strict=True)
        if clock in clocks
        and all(least - ROUNDING <= each <= least + most + SPARE for each in told)
    }
    if not fitting:
        expected = f"app;dur from {seconds * 1_000:.1f} to {seconds * 1_000 + most:.1f}"
        if CLOCKS[0] not in clocks:
            expected = f"app;dur from 0.0 to {most:.1f}: by the clock of the ones before, which"
            expected += " nobody sets"
        raise Contradicted(asked, expected, found.header("Server-Timing"))
    return fitting
