"""Task 5, from outside: twenty clients at once on each real server."""

from functools import partial

from solutions.day01_request_lifecycle.exam_desk import PATIENCE, Desk, Maps, number
from solutions.day01_request_lifecycle.exam_headers import check_duration, check_region, durations
from solutions.day01_request_lifecycle.exam_news import News, content, own_news
from solutions.grading.examiner import Contradicted, Exam, question

CLIENTS = 20
LEAST = 10
NAMES = {"gunicorn": "gunicorn, 1 sync worker", "uvicorn": "uvicorn, 1 worker"}
ERRORS = {"/nowhere/": 404, "/p/403/": 403, "/p/500/": 500}


@question(task=5)
def twenty_clients_on_uvicorn(exam: Exam) -> None:
    """Ten of them at least wait for the news at the same moment; each gets its own."""
    load(exam, "uvicorn", LEAST)


@question(task=5)
def twenty_clients_on_gunicorn(exam: Exam) -> None:
    """One after the other: each has asked all three sources anew."""
    load(exam, "gunicorn", 1)


def load(exam: Exam, server: str, at_once: int) -> None:
    """All clients at once. at_once: how many must be in flight before any source answers."""
    maps, bulletins, desk = Maps(exam, always=True), News(exam), Desk(exam)
    asked = f"{CLIENTS} clients GET /dashboard/ at once on {NAMES[server]}"
    with exam.services.counting() as calls:
        port = number(f"start {server}", exam.ask("serve", server, [""]))
        bulletins.held = True

        def release() -> int:
            came = bulletins.wait_for(3 * at_once)
            bulletins.let_all_go()
            return came

        clients = [partial(exam.fetch, port, "/dashboard/", within=2 * PATIENCE)] * CLIENTS
        *found, came = exam.at_once(*clients, release)
        exam.same(f"{asked}: their statuses", [200] * CLIENTS, [each.status for each in found])
        if came < 3 * at_once:
            words = f"{asked}: calls of the three sources, before any of them answers"
            raise Contradicted(words, f"at least {3 * at_once}", came)
        own_news(asked, bulletins.calls, [content(asked, each) for each in found])
        for reply in found:
            check_region(asked, maps.region, reply)
            durations(asked, reply)
        pages(exam, desk, port, server, maps.region)
    loadings = [name for name, _ in calls.made if name == "load_service_map"]
    exam.same(f"loadings of the map by {NAMES[server]}, from its start on", 1, len(loadings))


def pages(exam: Exam, desk: Desk, port: int, server: str, region: str) -> None:
    """Good and bad pages have both headers there, and one that takes its time tells how long."""
    for target, status in exam.random.sample(list(ERRORS.items()), len(ERRORS)):
        desk.recipes = [{"kind": str(status), "body": "no"}]
        reply = exam.fetch(port, target)
        exam.same(f"GET {target} from {server}: its status", status, reply.status)
        check_region(f"GET {target} from {server}", region, reply)
        durations(f"GET {target} from {server}", reply)
    desk.visits, desk.held, desk.recipes = [], True, [{"kind": "text", "body": "at last"}]
    exchange = exam.exchange(port, "/p/slow/")
    asked = f"a page of {server} that takes its time"
    visit = desk.entered(1, asked)
    visit.released.wait(1.02 + exam.random.random() / 10)
    desk.let_all_go()
    reply = exchange.rest()
    check_region(asked, region, reply)
    check_duration(asked, reply, visit.took, reply.seconds)
