"""Task 5, from outside: twenty clients at once on each real server."""

import time
from random import Random
from typing import Any

from solutions.day01_request_lifecycle.exam_desk import PATIENCE, Desk, Maps, number
from solutions.day01_request_lifecycle.exam_headers import check_duration, check_region, durations
from solutions.day01_request_lifecycle.exam_news import SOURCES, Call, News, unpacked
from solutions.grading.examiner import Contradicted, Exam, question

CLIENTS = 20
AT_ONCE = {"gunicorn": 1, "uvicorn": 10}  # that must be in flight before any source answers
NAMES = {"gunicorn": "gunicorn, 1 sync worker", "uvicorn": "uvicorn, 1 worker"}
PAGES = {"/still/200/0/": 200, "/nowhere/": 404, "/p/403/": 403, "/p/500/": 500}
LONG = 1.02  # seconds: a number of four digits before its point


@question(task=5)
def twenty_clients_on_each_server(exam: Exam) -> None:
    """On uvicorn they wait side by side, on gunicorn in line; each gets news of its own."""
    maps, desk = Maps(exam, always=True), Desk(exam)
    ports = {}
    for server in exam.random.sample(list(NAMES), 2):
        with exam.services.counting() as calls:
            ports[server] = number(f"start {server}", exam.ask("serve", server, [""]))
            crowd(exam, server, ports[server])
            pages(exam, desk, server, ports[server], maps.region)
        loadings = [name for name, _ in calls.made if name == "load_service_map"]
        asked = f"{NAMES[server]}, from its start on: how often the map is loaded"
        exam.at_most(asked, 1, len(loadings), "times")
    with exam.services.counting():
        slow_pages(exam, desk, ports, maps.region)


def crowd(exam: Exam, server: str, port: int) -> None:
    """All clients at once; a source answers when as many wait for it as must."""
    bulletins = News(exam, plain_news)
    bulletins.at_once = AT_ONCE[server]
    asked = f"{CLIENTS} clients GET /dashboard/ at once on {NAMES[server]}"
    clients = [exam.exchange(port, "/dashboard/", within=4 * PATIENCE) for _ in range(CLIENTS)]
    found = [client.rest() for client in clients]
    if bulletins.shut:
        words = f"{asked}: calls of fetch_{bulletins.shut}() that wait at the same moment"
        raise Contradicted(words, f"at least {bulletins.at_once}", "fewer")
    exam.same(f"{asked}: their statuses", [200] * CLIENTS, [each.status for each in found])
    for source in SOURCES:
        said = [call for call in bulletins.calls if call.source == source]
        if len(said) < CLIENTS:
            raise Contradicted(f"{asked}: calls of fetch_{source}()", CLIENTS, len(said))
        for reply in found:
            if not any(str(each).encode() in unpacked(reply) for each in marks(said)):
                raise Contradicted(f"{asked}: {source}", "what a call has returned", reply.body)


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


def pages(exam: Exam, desk: Desk, server: str, port: int, region: str) -> None:
    """Both headers are there, on what went wrong, too."""
    for target, status in exam.random.sample(list(PAGES.items()), len(PAGES)):
        desk.recipes = [{"kind": str(status), "body": "no"}] if status in (403, 500) else []
        reply = exam.fetch(port, target)
        exam.same(f"GET {target} from {server}: its status", status, reply.status)
        check_region(f"GET {target} from {server}", region, reply)
        durations(f"GET {target} from {server}", reply)


def slow_pages(exam: Exam, desk: Desk, ports: dict[str, int], region: str) -> None:
    """A page of each that takes its time tells how long."""
    desk.visits, desk.held = [], True
    desk.recipes = [{"kind": "text", "body": "at last"} for _ in ports]
    waiting = []
    for place, (server, port) in enumerate(ports.items()):
        asked = f"a page of {server} that takes its time"
        began = time.perf_counter()
        exchange = exam.exchange(port, "/p/slow/")
        waiting.append((asked, began, exchange, desk.entered(place + 1, asked)))
    time.sleep(LONG + exam.random.random() / 20)
    for asked, began, exchange, visit in waiting:
        visit.released.set()
        reply = exchange.rest()
        check_region(asked, region, reply)
        check_duration(asked, reply, visit.took, time.perf_counter() - began)
