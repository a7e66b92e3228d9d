"""Task 1, from outside: when the service map is loaded, and whose region stands on a response."""

from random import Random
from typing import Any

from solutions.day01_request_lifecycle.exam_desk import Maps, lanes, number, replies
from solutions.day01_request_lifecycle.exam_headers import check_region
from solutions.grading.examiner import Exam, Raised, question

LOADED = ["load_service_map"]
WORDS = {
    "wsgi": "Django's WSGI handler",
    "asgi": "Django's ASGI handler",
    "sync": "TimingMiddleware around a get_response",
    "async": "TimingMiddleware around a get_response that is awaited",
}
Built = tuple[int, str, str]  # its number, its kind, its region


@question(task=1)
def each_building_loads_the_map_once(exam: Exam) -> None:
    """Buildings of each kind in any order; then requests of many kinds load nothing."""
    maps, draws = Maps(exam), exam.random
    kinds = ["wsgi", "asgi"] * 2 + lanes(exam) * 3
    draws.shuffle(kinds)
    built = [one_more(exam, maps, kind) for kind in kinds]
    with exam.services.counting() as calls:
        many = {kind: draws.randint(101, 115) for kind in ("wsgi", "sync", "async")}
        for each in draws.sample(built, len(built)):
            ask(exam, each, requests(draws, each[1], many.pop(each[1], 6)))
        exam.same("the service map while requests are served", [], names(calls))
        for _ in range(3):
            exam.ask("passes", draws.uniform(86_400, 400_000))
            ask(exam, draws.choice(built), requests(draws, "", 3), thread=True)
        exam.same(
            "the service map while requests are served, days later in new threads", [], names(calls)
        )
        last = one_more(exam, maps, draws.choice(["wsgi", "asgi"]))
    for each in draws.sample([*built, last], 4):
        with exam.services.counting() as calls:
            ask(exam, each, requests(draws, each[1], 3))
        exam.same("the service map while an older building serves", [], names(calls))


@question(task=1)
def processes_load_the_map_when_they_build(exam: Exam) -> None:
    """A forked process serves what was built before it; a server that builds loads once."""
    maps, draws = Maps(exam), exam.random
    forked, server = draws.sample(list(SERVERS), 2)
    index, _, region = one_more(exam, maps, SERVERS[forked])
    one_more(exam, maps, draws.choice(["wsgi", "asgi"]))
    with exam.services.counting() as calls:
        port = number(f"start {forked}", exam.ask("serve", forked, index))
        for _ in range(3):
            reply = exam.fetch(port, "/still/200/0/")
            check_region(f"a page of {forked}, forked after the building", region, reply)
    exam.same(f"the service map in {forked}, forked after the building", [], names(calls))
    with exam.services.counting() as calls:
        port = number(f"start {server}", exam.ask("serve", server, [""]))
        found = [exam.fetch(port, "/still/200/0/") for _ in range(4)]
    for reply in found:
        check_region(f"a page of {server}", maps.region, reply)
    exam.same(f"the services that {server} asks, from its start on", LOADED, names(calls))


SERVERS = {"gunicorn": "wsgi", "uvicorn": "asgi"}


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
    return [name for name, _ in calls.made]


def ask(exam: Exam, built: Built, asked: list[Any], thread: bool = False) -> None:
    """Send requests; each good response bears the region of its building."""
    index, kind, region = built
    words = f"requests through {WORDS[kind]}"
    found = replies(words, len(asked), exam.ask("ask_all", index, asked, thread))
    for reply in found:
        if reply.status == 200:
            check_region(f"{words}, built in {region}", region, reply)


def requests(draws: Random, kind: str, count: int) -> list[list[Any]]:
    """Pages that are well, several failures in a row, slow ones, and what wants no cache."""
    failed = draws.choice([421, 500, 502, 503, 503])
    statuses = [200, 421, *[failed] * 3, *draws.choices(range(305, 600), k=3)]
    found = []
    for place in range(count):
        status = statuses[place] if place < len(statuses) and count > 6 else 200
        seconds = draws.choice([0] * 9 + [7_200])
        headers = [["Cache-Control", "no-cache"]] if draws.random() < 0.3 else []
        found.append(["GET", f"/still/{status}/{seconds}/", headers, b""])
    return found
