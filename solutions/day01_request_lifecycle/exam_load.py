"""Task 5, from outside: twenty clients at once on each real server."""

import time
import zlib
from random import Random
from typing import Any

from solutions.day01_request_lifecycle.exam_desk import PATIENCE, Desk, Maps, number
from solutions.day01_request_lifecycle.exam_headers import check_duration, check_region, durations
from solutions.day01_request_lifecycle.exam_news import SOURCES, Call, News, unpacked
from solutions.day01_request_lifecycle.exam_visitors import Visitors
from solutions.grading.examiner import Contradicted, Exam, Reply, question

CLIENTS = 20
AT_ONCE = {"gunicorn": 1, "uvicorn": 10}  # that must be in flight before any source answers
NAMES = {"gunicorn": "gunicorn, 1 sync worker", "uvicorn": "uvicorn, 1 worker"}
SERVICE = 0.1  # seconds that each service takes
SIDE_BY_SIDE = 0.5 * CLIENTS * SERVICE  # seconds on uvicorn: more than the lesson has
TRIES = 5
STATUSES = (200, 404, 403, 500)
LONG = 1.02  # seconds: a number of four digits before its point


@question(task=5)
def twenty_clients_on_each_server(exam: Exam) -> None:
    """On uvicorn they wait side by side, on gunicorn in line; each gets news of its own."""
    maps, desk = Maps(exam, always=True), Desk(exam)
    visitors = Visitors(exam, dashboard=True)
    ports = {}
    for server in exam.random.sample(list(NAMES), 2):
        with exam.services.counting() as calls:
            ports[server] = number(f"start {server}", exam.ask("serve", server, [""]))
            crowds(exam, visitors, server, ports[server], maps.region)
            pages(exam, desk, visitors, server, ports[server], maps.region)
        loadings = [name for name, _ in calls.made if name == "load_service_map"]
        asked = f"{NAMES[server]}, from its start on: how often the map is loaded"
        exam.at_most(asked, 1, len(loadings), "times")
    with exam.services.counting():
        slow_pages(exam, desk, visitors, ports, maps.region)


def crowds(exam: Exam, visitors: Visitors, server: str, port: int, region: str) -> None:
    """All clients at once; on uvicorn the best of several crowds is as fast as it must be."""
    asked = words(server)
    if server == "gunicorn":
        crowd(exam, visitors, server, port, region)
        return
    seconds: list[float] = []
    while len(seconds) < TRIES and min(seconds, default=SIDE_BY_SIDE + 1) > SIDE_BY_SIDE:
        seconds.append(crowd(exam, visitors, server, port, region, SERVICE))
    asked += f", each service takes {SERVICE} s: all answered, the best of {len(seconds)} times"
    exam.at_most(asked, round(SIDE_BY_SIDE, 2), round(min(seconds), 3), "s")


def words(server: str) -> str:
    return f"{CLIENTS} clients GET /dashboard/ at once on {NAMES[server]}"


def crowd(
    exam: Exam, visitors: Visitors, server: str, port: int, region: str, takes: float = 0.0
) -> float:
    """All clients at once; a source answers when as many wait for it as must.

    takes: seconds that it takes then. Returns how long the crowd took.
    """
    asked = words(server)
    bulletins = News(exam, plain_news)
    bulletins.at_once, bulletins.takes = AT_ONCE[server], takes
    began = time.perf_counter()
    clients = [visitors.exchange(port, "/dashboard/", within=4 * PATIENCE) for _ in range(CLIENTS)]
    found = [client.rest() for client in clients]
    seconds = time.perf_counter() - began
    if bulletins.shut:
        waiting = f"{asked}: calls of fetch_{bulletins.shut}() that wait at the same moment"
        raise Contradicted(waiting, f"at least {bulletins.at_once}", "fewer")
    bulletins.no_twins(asked)
    exam.same(f"{asked}: their statuses", [200] * CLIENTS, [each.status for each in found])
    for reply in found:
        check_region(asked, region, reply)
        durations(asked, reply)
    for source in SOURCES:
        said = [call for call in bulletins.calls if call.source == source]
        if len(said) < CLIENTS:
            raise Contradicted(f"{asked}: calls of fetch_{source}()", CLIENTS, len(said))
        given = marks(said)
        # Whose results they are is asked for the dashboard's own task.
        for reply in found:
            if not any(str(each).encode() in body(asked, reply) for each in given):
                raise Contradicted(f"{asked}: {source}", "what a call has returned", reply.body)
    return seconds


def body(asked: str, reply: Reply) -> bytes:
    """What it says, unpacked."""
    try:
        return unpacked(reply)
    except zlib.error:
        raise Contradicted(asked, "a body that can be unpacked", reply.body[:200]) from None


def plain_news(draws: Random, source: str) -> Any:
    """News of the usual shape."""
    mark = draws.randrange(10**9, 10**10)
    if source == "headlines":
        return [f"Bulletin {mark}", f"Bulletin {mark - 7}"]
    names = {"weather": ("celsius", "station"), "markets": ("change", "index")}[source]
    return {names[0]: draws.randrange(40), names[1]: mark}


def marks(calls: list[Call]) -> list[Any]:
    """What stands in no other call's news."""
    values = [call.value for call in calls]
    return [each[0] if isinstance(each, list) else [*each.values()][1] for each in values]


def pages(exam: Exam, desk: Desk, visitors: Visitors, server: str, port: int, region: str) -> None:
    """Both headers are there, on what went wrong, too."""
    for status in exam.random.sample(STATUSES, len(STATUSES)):
        kind = "text" if status == 200 else str(status)
        desk.recipes = [{"kind": kind, "body": "no"}]
        target = visitors.path()
        reply = visitors.fetch(port, target)
        exam.same(f"GET {target} from {server}: its status", status, reply.status)
        check_region(f"GET {target} from {server}", region, reply)
        durations(f"GET {target} from {server}", reply)


def slow_pages(
    exam: Exam, desk: Desk, visitors: Visitors, ports: dict[str, int], region: str
) -> None:
    """A page of each that takes its time tells how long."""
    desk.visits, desk.held = [], True
    desk.recipes = [{"kind": "text", "body": "at last"} for _ in ports]
    waiting = []
    for place, (server, port) in enumerate(ports.items()):
        asked = f"a page of {server} that takes its time"
        began = time.perf_counter()
        exchange = visitors.exchange(port, visitors.path("page"))
        waiting.append((asked, began, exchange, desk.entered(place + 1, asked)))
    time.sleep(LONG + exam.random.random() / 20)
    for asked, began, exchange, visit in waiting:
        visit.released.set()
        reply = exchange.rest()
        check_region(asked, region, reply)
        check_duration(asked, reply, visit.took, time.perf_counter() - began)
