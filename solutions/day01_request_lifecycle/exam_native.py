"""Task 4, from outside: what the middleware may take to threads, and what must need none."""

import contextlib
import threading
from pathlib import Path

from solutions.day01_request_lifecycle.exam_desk import (
    PATIENCE,
    Desk,
    lanes,
    number,
    replies,
)
from solutions.day01_request_lifecycle.exam_news import News
from solutions.day01_request_lifecycle.exam_recipes import OF_CLASSES, PLAIN, Recipe, drawn, watched
from solutions.day01_request_lifecycle.exam_visitors import Visitors
from solutions.grading.examiner import BrokeOff, Contradicted, Exam, memory

# The ways in which a stream may be made; a file of either kind is always among those asked for.
FILES = ("file", "pipe")
MAKES = ("generator", "map", "iterator", "calls", "tape")
ALIKE = 10  # requests that one kind of response is asked for
BUSY = 0.02  # seconds for which other threads may run, where they have nothing to do
# What an async view answers without a thread, beside the dashboard.
PAGES: list[Recipe] = [
    {"kind": "text", "body": "a page"},
    {"kind": "template", "body": "a template", "loop": True},
    {"kind": "astream", "pieces": ["one", "two"]},
]


def beside_slow_streams(exam: Exam, visitors: Visitors) -> None:
    """While a piece of a synchronous stream is made, the loop serves a page."""
    desk, functions, draws = Desk(exam), exam.services.functions, exam.random
    index = number("build the ASGI handler", exam.ask("build", "asgi", [""]))
    makes = draws.sample([draws.choice(FILES), *draws.sample(MAKES, 2)], 3)
    for place, make in enumerate(makes):
        desk.visits, tape = [], Tape(desk)
        functions["piece"], functions["begun"] = tape.piece, tape.begun
        recipe = watched(draws, make, export=not place)
        asked = f"a page beside a synchronous stream, {make}, {recipe['headers']}, on one loop"
        stream, page = (visitors.request(visitors.path(route)) for route in ("page", "apage"))
        found = replies(asked, 2, exam.ask("beside", index, recipe, stream, page))
        if tape.late:
            raise Contradicted(asked, "it is served while a piece is made", "it is served later")
        exam.same(f"{asked}: the stream", b"one two", found[0].body)


class Tape:
    """The pieces of a stream: the first one takes until a page has been asked for."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._pieces = desk, ["one ", "two", ""]
        self._asked = threading.Event()
        self.late = False

    def piece(self) -> str:
        if not self._asked.is_set():
            self._asked.set()
            self.late = not self._desk.came(1)
        return self._pieces.pop(0) if self._pieces else ""

    def begun(self) -> None:
        self._asked.wait(PATIENCE)


def without_threads(exam: Exam, visitors: Visitors) -> None:
    """What needs no thread without the middleware needs none with it; nor does the dashboard.

    First none is started, then none can be.
    """
    index = number("build the ASGI handler", exam.ask("build", "asgi", [""]))
    if "async" not in lanes(exam):
        raise Contradicted("a middleware for an event loop", "it is async_capable", "it is not")
    exam.same("processes beside the one that is asked", 0, len(exam.session.others()))
    before = numbers_given(exam)
    served(exam, visitors, index, "requests on an event loop")
    after = numbers_given(exam)
    started = after - before - 1
    if before and started:
        asked = "requests on an event loop: threads and processes that are started for them"
        raise Contradicted(asked, 0, started)
    for recipe in kinds(exam):
        told = f"{ALIKE} requests on an event loop, each answered by a {recipe['kind']}"
        told += f" with status {recipe.get('status', 200)}"
        through_the_layer(exam, visitors, [recipe] * ALIKE, told)
    exam.session.alone()
    served(exam, visitors, index, "requests on an event loop that may start no thread")


def numbers_given(exam: Exam) -> int:
    """How many processes and threads the sandbox has had so far, or 0 where it has no own count."""
    known = exam.session.others()
    exam.ask("one_more")
    found = [inner for pid in exam.session.others() - known if (inner := inside(pid))]
    if len(found) != 1 and inside(exam.session.pid):
        raise BrokeOff(f"one process was to be begun, and there are {len(found)} more")
    return found[0] if found else 0


def inside(pid: int) -> int:
    """The number that a process has in its sandbox: each thread there takes the next one."""
    with contextlib.suppress(OSError):
        numbers = memory.lines_of(f"/proc/{pid}").get("NSpid", "").split()
        if len(numbers) > 1:
            return int(numbers[-1])
    return 0


def waits(pid: int) -> dict[int, int]:
    """How often each of a process' threads has waited, but for the one that it began with.

    One that has work handed to it by another one waits for each piece of it.
    """
    found = {}
    for thread in memory.states(pid).keys() - {pid}:
        with contextlib.suppress(OSError):
            lines = memory.lines_of(f"/proc/{pid}/task/{thread}")
            found[thread] = int(lines["voluntary_ctxt_switches"])
    return found


def ran(pid: int) -> dict[int, float]:
    """For how many seconds each of a process' threads has run, but for the one that it began with.

    One that looks for work again and again does not wait for it.
    """
    found = {}
    for thread in memory.states(pid).keys() - {pid}:
        with contextlib.suppress(OSError):
            text = Path(f"/proc/{pid}/task/{thread}/schedstat").read_text("ascii")
            found[thread] = int(text.split()[0]) / 1e9
    return found


def served(exam: Exam, visitors: Visitors, index: int, asked: str) -> None:
    """Responses of all kinds through the layer alone, and pages through Django's layers."""
    bulletins, draws = News(exam), exam.random
    bulletins.together = True
    through_the_layer(exam, visitors, kinds(exam), asked)
    asked += ", through Django's layers"
    pages = draws.sample(PAGES, len(PAGES))
    targets = [*(visitors.path("apage") for _ in pages), "/dashboard/", "/dashboard/"]
    requests = [visitors.request(target) for target in draws.sample(targets, len(targets))]
    for reply in replies(asked, len(requests), exam.ask("native_chain", index, requests, pages)):
        exam.same(f"{asked}: the status", 200, reply.status)
    if bulletins.shut:
        raise Contradicted(asked, "a dashboard calls all sources at once", "one after the other")
    bulletins.no_twins(asked)


def kinds(exam: Exam) -> list[Recipe]:
    """One response of each kind, in an order that is drawn."""
    draws = exam.random
    recipes = [drawn(draws, kind, "region") for kind in (*PLAIN, *OF_CLASSES)]
    recipes += [{**drawn(draws, "status", "region"), "passes": 1.0 * n} for n in (2, 400)]
    recipes += [drawn(draws, "template", "region")]
    recipes += [{"kind": "text", "status": each, "body": "no"} for each in (404, 403, 500, 503)]
    recipes += [drawn(draws, "stream", "region"), {"kind": "astream", "pieces": ["a", "b"]}]
    draws.shuffle(recipes)
    return recipes


def through_the_layer(exam: Exam, visitors: Visitors, recipes: list[Recipe], asked: str) -> None:
    """The layer alone: no other thread has to do with any of these responses."""
    requests = [visitors.request(visitors.path()) for _ in recipes]
    before, busy = waits(exam.session.pid), ran(exam.session.pid)
    found = replies(asked, len(recipes), exam.ask("native", recipes, requests))
    after = waits(exam.session.pid)
    others = f"{asked}: other threads of the process, there before"
    if ended := len(before.keys() - after.keys()):
        raise Contradicted(others, "they are there still", f"{ended} have ended")
    woke = sum(after[thread] - count for thread, count in before.items())
    if woke >= len(recipes):
        told = f"{others}: how often they were woken for them"
        raise Contradicted(told, f"fewer times than there are requests, {len(recipes)}", woke)
    now = ran(exam.session.pid)
    spent = sum(now.get(thread, 0.0) - seconds for thread, seconds in busy.items())
    exam.at_most(f"{others}: how long they ran", BUSY, round(spent, 3), "s")
    for recipe, reply in zip(recipes, found, strict=True):
        if recipe["kind"] not in OF_CLASSES:
            exam.same(f"{asked}: the status", recipe.get("status", 200), reply.status)
