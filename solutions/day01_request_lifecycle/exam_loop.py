"""Task 4, from outside: the three sources are held, so who waits for whom is seen here."""

import threading
from collections.abc import Sequence
from random import Random
from typing import Any

from solutions.day01_request_lifecycle.exam_desk import (
    PATIENCE,
    Desk,
    Maps,
    any_loadings,
    lanes,
    number,
    replies,
)
from solutions.day01_request_lifecycle.exam_news import (
    SOURCES,
    Call,
    News,
    check_values,
    content,
    news,
    nothing,
    own_news,
)
from solutions.day01_request_lifecycle.exam_recipes import PLAIN, drawn
from solutions.grading.examiner import Contradicted, Exam, Reply, question
from solutions.grading.examiner.web import Exchange

LEAST = 10  # dashboards that must be in flight at once
PAGE = "/dashboard/"
ASKS = (
    ("If-None-Match", "*"),
    ("If-Modified-Since", "Fri, 31 Dec 9999 23:59:59 GMT"),
    ("Accept", "text/html, image/png;q=0.1"),
    ("Accept-Encoding", "gzip, br"),
    ("Cache-Control", "only-if-cached"),
    ("Range", "bytes=0-1"),
    ("X-Requested-With", "XMLHttpRequest"),
)


@question(task=4)
def dashboards_wait_side_by_side(exam: Exam) -> None:
    """Ten dashboards are held at once on uvicorn; others are served, and each gets its own news."""
    Maps(exam, always=True)
    bulletins, draws = News(exam), exam.random
    with any_loadings(exam):
        port = number("start uvicorn", exam.ask("serve", "uvicorn", []))
        alike(exam, port, bulletins)
        bulletins.calls, bulletins.held = [], True
        inside: list[tuple[Exchange, list[Call]]] = []
        client = [("Cookie", f"sessionid={draws.randrange(10**9)}")]
        for place in range(LEAST):
            exchange = exam.exchange(port, PAGE, headers=client)
            came = bulletins.wait_for(3 * place + 3)
            calls = bulletins.calls[3 * place :]
            if sorted(call.source for call in calls) != sorted(SOURCES):
                bulletins.let_all_go()
                asked = f"dashboard {place + 1} of {LEAST} at once on uvicorn, while no source"
                asked += " answers: the calls of all sources so far"
                raise Contradicted(asked, 3 * place + 3, came)
            inside.append((exchange, calls))
        let_go(draws, inside)
    bulletins.no_twins("dashboards on uvicorn")


def alike(exam: Exam, port: int, bulletins: News) -> None:
    """Requests with all sorts of headers, one after the other; a browser that asks again."""
    asks = exam.random.sample(ASKS, len(ASKS))
    reply = shows(exam, port, bulletins, [])
    back = [("Cache-Control", "max-age=0")]
    for name, told in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        back += [(name, reply.header(told) or "")] * (reply.header(told) is not None)
    bulletins.again = True
    shows(exam, port, bulletins, back)
    bulletins.again = False
    for place in range(4):
        shows(exam, port, bulletins, asks[place::4])
    bulletins.say = nothing
    shows(exam, port, bulletins, [])
    bulletins.say = news


def shows(exam: Exam, port: int, bulletins: News, headers: Sequence[tuple[str, str]]) -> Reply:
    """One dashboard, of this moment's news."""
    bulletins.calls = []
    query = exam.random.choice(["", "", "?debug=1", "?q=%ff&&"])
    asked = f"GET {PAGE}{query} from uvicorn, with {dict(headers)}"
    reply = exam.fetch(port, PAGE + query, headers=headers)
    check_values(asked, bulletins.calls, content(asked, reply))
    return reply


def let_go(draws: Random, inside: list[tuple[Exchange, list[Call]]]) -> None:
    """Release all calls in any order; one source of one dashboard after all the others."""
    everyone = [call for _, calls in inside for call in calls]
    late = draws.choice(everyone)
    for call in draws.sample(everyone, len(everyone)):
        if call is not late:
            call.released.set()
    for exchange, calls in sorted(inside, key=lambda pair: late in pair[1]):
        late_one = late in calls
        if late_one:
            late.released.set()
        asked = "one of ten dashboards at once on uvicorn" + ", one source last of all" * late_one
        check_values(asked, calls, content(asked, exchange.rest()))


@question(task=4)
def news_is_waited_for_and_needs_no_thread(exam: Exam) -> None:
    """More dashboards at once than a limit lets in, on two loops; a year; then without threads."""
    Maps(exam, always=True)
    with any_loadings(exam):
        on_two_loops(exam, exam.random.randint(26, 32))
        late(exam, exam.random.choice(SOURCES))
        beside_slow_streams(exam)
        without_threads(exam)


def on_two_loops(exam: Exam, size: int) -> None:
    """Each is served, and shows news of its own."""
    bulletins = News(exam)
    told = exam.ask("dashboards", size)
    if not isinstance(told, list) or len(told) != 2:
        raise Contradicted(f"{size} dashboards at once on one event loop", "responses", told)
    for word, found in zip(("one event loop", "a second event loop"), told, strict=True):
        asked = f"{size} dashboards at once on {word}"
        if not isinstance(found, list) or len(found) != size:
            raise Contradicted(asked, "responses", found)
        own_news(asked, bulletins.calls, [shown(asked, each) for each in found])
    bulletins.no_twins("dashboards on an event loop")


def shown(asked: str, told: Any) -> dict[str, Any]:
    """A dashboard by its status and body."""
    if not isinstance(told, list) or len(told) != 2 or type(told[1]) is not bytes:
        raise Contradicted(asked, "a response", told)
    if told[0] != 200:
        raise Contradicted(f"{asked}: a status", 200, told[0])
    return content(asked, Reply(200, "", [], told[1]))


def late(exam: Exam, source: str) -> None:
    """A year passes, by the loop's clock too, while one source has not answered."""
    say = exam.random.choice([news, nothing, news])
    bulletins = News(exam, lambda draws, name: (news if name == source else say)(draws, name))
    bulletins.held = True

    def meanwhile() -> None:
        bulletins.wait_for(3)
        for call in bulletins.calls:
            if call.source != source:
                call.released.set()

    exam.services.functions |= {"meanwhile": meanwhile, "passed": bulletins.let_all_go}
    asked = f"a dashboard; fetch_{source}() takes a year"
    found = shown(asked, exam.ask("late", exam.random.uniform(3e7, 4e7)))
    check_values(asked, bulletins.calls, found)
    bulletins.no_twins(asked)


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
    recipes += [{**drawn(draws, "template", "region"), "loop": True} for _ in range(2)]
    recipes += [{"kind": "text", "status": each, "body": "no"} for each in (404, 403, 500, 503)]
    recipes += [drawn(draws, "stream", "region"), {"kind": "astream", "pieces": ["a", "b"]}]
    draws.shuffle(recipes)
    targets = ["/astill/", PAGE, "/atemplate/", "/astream/", PAGE]
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
