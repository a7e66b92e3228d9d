"""Threads that a layer keeps while pages are being made; for both lanes."""

import os
import time
from typing import Any

from solutions.day04_middleware.exam_premises import letters, some_address
from solutions.day04_middleware.exam_room import Room
from solutions.day04_middleware.exam_visit import Plan, let_through
from solutions.grading.examiner import BrokeOff, Contradicted, Exam

PATIENCE = 15.0
PAGES = 7  # more than the process has threads
SHARED = 4  # pages for each of its threads, so that a thread for every few of them is seen as well
MORE = 3  # threads that a pool may have begun meanwhile


def waiting_page(exam: Exam, key: str) -> Plan:
    random = exam.random
    return {
        "path": f"/waits/{letters(random, 3, 12)}/",
        "headers": [["X-API-Key", key]],
        "address": some_address(random),
        "ending": {"status": 200, "body": letters(random, 9, 30)},
        "held": 30.0,
    }


def leaves_the_threads(
    exam: Exam, room: Room, handler: int, plan: Plan, name: str, given: int
) -> None:
    """While a page waits in the event loop, threads for synchronous code are free.

    One is Django's own: another page, of a handler without the layer, is made in it. One is the
    loop's, which has no other.
    """
    path, body = f"/pages/{letters(exam.random, 3, 12)}/", letters(exam.random, 9, 30)
    other: Plan = {"path": path, "ending": {"status": 200, "body": body}}
    visit = room.begin("A", handler, {**plan, "beside": (given, other)})
    assert visit.beside is not None
    reached = visit.reached.wait(PATIENCE)
    free = visit.beside.reached.wait(PATIENCE if reached else 0.0)
    visit.released.set()
    room.end("A", visit)
    asked = f"ASGI, {name}: a page waits in the event loop"
    let_through(visit, asked, plan["ending"]["body"])
    if not reached:
        raise BrokeOff(f"a page was not reached for {PATIENCE:.0f} s")
    if not free:
        expected = "threads for synchronous code, Django's and the loop's, are free meanwhile"
        raise Contradicted(asked, expected, "a layer keeps one")
    let_through(visit.beside, f"{asked}; another page", body)


def alone_in_its_thread(exam: Exam, room: Room, handler: int, plan: Plan, name: str) -> None:
    """While a page is being made, there is no thread beyond those that there were before."""
    more = []
    for _ in range(3):
        time.sleep(0.05)  # an earlier one may be ending still
        before = threads(exam)
        visit = room.begin("W", handler, {**plan, "path": f"/pages/{name}/"})
        visit.reached.wait(PATIENCE)
        more.append(len(threads(exam) - before))
        visit.released.set()
        room.end("W", visit)
        let_through(visit, f"WSGI, {name}: a page", plan["ending"]["body"])
        if more[-1] <= 0:
            return
    asked = f"WSGI, {name}: threads of the process beyond the one that makes a page"
    raise Contradicted(asked, "none", f"{min(more)}")


def threads(exam: Exam) -> set[int]:
    """The kernel's numbers of the process' threads."""
    return {int(name) for name in os.listdir(f"/proc/{exam.session.pid}/task")}  # noqa: PTH208


def keeps_no_threads(exam: Exam, room: Room, handler: int, key: str, name: str) -> None:
    """Of more pages than there are threads, all wait in the event loop, and none keeps a thread.

    Each request comes when the one before is at its page, so that a thread that has checked it
    is free again. Threads that end meanwhile make no room for others. Not once more if there are
    too many: a pool of threads stays as large as it was.
    """
    alone = threads_while(exam, room, handler, key, 1)[-1]
    pages = SHARED * len(alone) + PAGES
    first, *_, last = threads_while(exam, room, handler, key, pages)
    if (more := max(len(last - first), len(first) - len(alone))) > MORE:
        asked = f"ASGI, {name}: {pages} pages wait in the event loop"
        raise Contradicted(asked, "no more threads than for one", f"{more} more")


def threads_while(exam: Exam, room: Room, handler: int, key: str, pages: int) -> list[set[int]]:
    """The threads as each of so many pages is come to, and as all wait. Raises Contradicted if
    fewer do."""
    asked, seen = f"ASGI: {pages} pages wait at the same time", list[set[int]]()
    functions, before, there = exam.services.functions, room.views, []
    view = functions["view"]

    def come_to(number: int) -> dict[str, Any]:
        seen.append(threads(exam))
        ending: dict[str, Any] = view(number)
        return ending

    def look(answered: list[bool]) -> bool:
        until = time.monotonic() + PATIENCE
        while room.views - before < pages and time.monotonic() < until:
            time.sleep(0.02)
        there.append(room.views - before)
        seen.append(threads(exam))
        return True

    functions |= {"look": look, "view": come_to}
    plans = [{**waiting_page(exam, key), "held": 0} for _ in range(pages)]
    visits = room.together("A", handler, plans)
    functions["view"] = view
    if not there:
        raise BrokeOff("the answer's process said nothing of its pages")
    for visit, plan in zip(visits, plans, strict=True):
        let_through(visit, asked, plan["ending"]["body"])
    if there[0] < pages:
        raise Contradicted(f"{asked}: requests that come to them", pages, there[0])
    return seen
