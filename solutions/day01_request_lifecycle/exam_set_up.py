"""Task 1, from outside: when the service map is loaded, and whose region stands on a response."""

from http import HTTPStatus
from random import Random
from typing import Any

from solutions.day01_request_lifecycle.exam_desk import Desk, Maps, lanes, number, replies
from solutions.day01_request_lifecycle.exam_headers import check_region
from solutions.day01_request_lifecycle.exam_recipes import ERRORS, KINDS, Recipe
from solutions.day01_request_lifecycle.exam_requests import Case, case, queue
from solutions.day01_request_lifecycle.exam_visitors import Visitors
from solutions.grading.examiner import Exam, Raised, Reply, question

LOADED = ["load_service_map"]
AT_ONCE = 6  # requests that overlap
WORDS = {
    "wsgi": "Django's WSGI handler",
    "asgi": "Django's ASGI handler",
    "sync": "TimingMiddleware around a get_response",
    "async": "TimingMiddleware around a get_response that is awaited",
}
Built = tuple[int, str, str]  # its number, its kind, its region
GOOD: Recipe = {"kind": "text", "body": "still", "status": 200}
STATUSES = [each.value for each in HTTPStatus if each >= 200]


@question(task=1)
def each_building_loads_the_map_once(exam: Exam) -> None:
    """Buildings of each kind in any order; then requests of many kinds load nothing."""
    maps, draws, visitors = Maps(exam), exam.random, Visitors(exam)
    kinds = ["wsgi", "asgi"] * 2 + lanes(exam) * 3
    draws.shuffle(kinds)
    built = [one_more(exam, maps, kind) for kind in kinds]
    with exam.services.counting() as calls:
        many = {kind: draws.randint(101, 115) for kind in WORDS}
        for each in draws.sample(built, len(built)):
            ask(exam, each, cases(visitors, draws, each[1], many.pop(each[1], 6)))
        exam.same("the service map while requests are served", [], names(calls))
        for _ in range(3):
            exam.ask("passes", draws.uniform(86_400, 400_000))
            each = draws.choice(built)
            ask(exam, each, cases(visitors, draws, each[1], 3), thread=True)
        exam.same(
            "the service map while requests are served, days later in new threads", [], names(calls)
        )
        last = one_more(exam, maps, draws.choice(["wsgi", "asgi"]))
    for each in draws.sample([*built, last], 4):
        with exam.services.counting() as calls:
            ask(exam, each, cases(visitors, draws, each[1], 4))
        exam.same("the service map while an older building serves", [], names(calls))


@question(task=1)
def processes_load_the_map_when_they_build(exam: Exam) -> None:
    """A forked process serves what was built before it; a server that builds loads once."""
    maps, draws, visitors = Maps(exam), exam.random, Visitors(exam)
    desk = Desk(exam)
    forked, server = draws.sample(list(SERVERS), 2)
    index, _, region = one_more(exam, maps, SERVERS[forked])
    one_more(exam, maps, draws.choice(["wsgi", "asgi"]))
    with exam.services.counting() as calls:
        port = number(f"start {forked}", exam.ask("serve", forked, index, AT_ONCE))
        for reply in some(desk, visitors, port):
            check_region(f"a page of {forked}, forked after the building", region, reply)
    exam.same(f"the service map in {forked}, forked after the building", [], names(calls))
    with exam.services.counting() as calls:
        port = number(f"start {server}", exam.ask("serve", server, [""], AT_ONCE))
        found = some(desk, visitors, port)
    for reply in found:
        check_region(f"a page of {server}", maps.region, reply)
    exam.same(f"the service map in {server}, from its start on", LOADED, names(calls))


SERVERS = {"gunicorn": "wsgi", "uvicorn": "asgi"}


def some(desk: Desk, visitors: Visitors, port: int) -> list[Reply]:
    """Some pages at once, then some one by one. Whether they are in there at once is not asked."""
    desk.visits, desk.held = [], True
    waiting = [visitors.exchange(port, visitors.path()) for _ in range(AT_ONCE)]
    desk.came(AT_ONCE, within=3.0)
    desk.let_all_go()
    found = [each.rest() for each in waiting]
    return found + [visitors.fetch(port, visitors.path()) for _ in range(2)]


def one_more(exam: Exam, maps: Maps, kind: str) -> Built:
    """Build one, and see what it loads."""
    asked = f"build {WORDS[kind]}"
    with exam.services.counting() as calls:
        if kind in ("wsgi", "asgi"):
            index = exam.ask("build", kind, [""])
        else:
            index = exam.ask("build_alone", kind, exam.random.choice("ab"))
    if not isinstance(index, Raised):
        exam.same(f"{asked}: which services are asked meanwhile", LOADED, names(calls))
    return number(asked, index), kind, maps.region


def names(calls: Any) -> list[str]:
    """Loadings of the map. What the pages ask is the examiner's."""
    return [name for name, _ in calls.made if name != "page"]


def ask(exam: Exam, built: Built, asked: list[Case], thread: bool = False) -> None:
    """Send requests; a response bears the region of its building, if it bears any.

    A good page does. Whether any other does is another task's question.
    """
    index, kind, region = built
    words = f"requests through {WORDS[kind]}"
    told = exam.ask("ask_all", index, [each for each, _ in asked], queue(asked, [""]), thread)
    for (request, recipe), reply in zip(asked, replies(words, len(asked), told), strict=True):
        good = request[0] == "GET" and recipe == GOOD
        if good or reply.all("X-Region"):
            check_region(f"{words}, built in {region}: status {reply.status}", region, reply)


def cases(visitors: Visitors, draws: Random, kind: str, count: int) -> list[Case]:
    """Pages of all kinds, several failures in a row, slow ones; most, where they are many, quick.

    kind: of WORDS; alone, the middleware is told neither of errors nor of paths.
    """
    able = [each for each in KINDS if each != "stamped"]
    if kind in ("sync", "async"):
        able = [each for each in able if each not in ERRORS]
    drawn = draws.sample(able, min(count, len(able)))
    failed = draws.choice([421, 500, 502, 503, 503])
    statuses = [200, 421, *[failed] * 3, *draws.sample(STATUSES, 5), *[200] * count]
    found = [case(visitors, draws, each, "", [""]) for each in drawn]
    for status in statuses[: count - len(drawn)]:
        recipe = GOOD | {"status": status}
        if draws.random() < 0.05:
            recipe["passes"] = 7_200
        method = draws.choice(["GET", "GET", "GET", "POST"])
        found.append((visitors.request(visitors.path(), method), recipe))
    return found
