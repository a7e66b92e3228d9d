"""Task 4, from outside: what the middleware may take to threads, and what must need none."""

import threading

from solutions.day01_request_lifecycle.exam_desk import (
    PATIENCE,
    Desk,
    lanes,
    number,
    replies,
)
from solutions.day01_request_lifecycle.exam_news import News
from solutions.day01_request_lifecycle.exam_recipes import PLAIN, drawn
from solutions.grading.examiner import Contradicted, Exam


def beside_slow_streams(exam: Exam) -> None:
    """While a piece of a synchronous stream is made, the loop serves a page."""
    desk, functions = Desk(exam), exam.services.functions
    index = number("build the ASGI handler", exam.ask("build", "asgi", [""]))
    for target in exam.random.sample(["/stream/", "/file/"], 2):
        desk.visits, tape = [], Tape(desk)
        functions["piece"], functions["begun"] = tape.piece, tape.begun
        asked = f"a page beside {target}, a synchronous stream, on one event loop"
        found = replies(asked, 2, exam.ask("beside", index, target, "/a/"))
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


def without_threads(exam: Exam) -> None:
    """What needs no thread without the middleware needs none with it; nor does the dashboard."""
    bulletins, draws = News(exam), exam.random
    index = number("build the ASGI handler", exam.ask("build", "asgi", [""]))
    if "async" not in lanes(exam):
        raise Contradicted("a middleware for an event loop", "it is async_capable", "it is not")
    recipes = [drawn(draws, kind, "region") for kind in PLAIN * 2]
    recipes += [{**drawn(draws, "status", "region"), "passes": 1.0 * n} for n in (2, 400)]
    recipes += [drawn(draws, "template", "region")]
    recipes += [{"kind": "text", "status": each, "body": "no"} for each in (404, 403, 500, 503)]
    recipes += [drawn(draws, "stream", "region"), {"kind": "astream", "pieces": ["a", "b"]}]
    draws.shuffle(recipes)
    targets = ["/astill/", "/dashboard/", "/atemplate/", "/astream/", "/dashboard/"]
    draws.shuffle(targets)
    exam.session.alone()
    asked = "requests on an event loop that may start no thread"
    found = replies(asked, len(recipes), exam.ask("native", recipes))
    for recipe, reply in zip(recipes, found, strict=True):
        exam.same(f"{asked}: the status", recipe.get("status", 200), reply.status)
    asked += ", through Django's layers"
    for reply in replies(asked, len(targets), exam.ask("native_chain", index, targets)):
        exam.same(f"{asked}: the status", 200, reply.status)
    bulletins.no_twins(asked)
