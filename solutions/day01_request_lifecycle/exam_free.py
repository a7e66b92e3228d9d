"""Task 4, from outside: whether the loop is free for others, all the while and for any request.

What keeps the processor busy is not judged: CPU time of the examined processes counts for nothing.
A machine that is busy delays anything, so the best of many times counts.
"""

import time
from itertools import pairwise

from solutions.day01_request_lifecycle.exam_desk import Desk, lanes
from solutions.day01_request_lifecycle.exam_news import SOURCES, News, nothing
from solutions.day01_request_lifecycle.exam_visitors import Visitors
from solutions.grading.examiner import BrokeOff, Contradicted, Exam, Raised, memory

TRIES = 10
AHEAD = 9  # dashboards: fewer than the ten that a limit must let in
LAYERS = 20  # requests at once through the layer
LATER = 0.3  # seconds: who stops the loop for a thirtieth of a second each time takes longer
LONG_RUN, VIEWS = 3_000, 800  # requests that one layer has, and dashboards
MOST_WAITS, FEW_TRIES = 4, 3  # of a thread; the questions before and after them count as well
SOON = 0.01  # seconds in which the news is under way
PAGE = "/dashboard/"


def beside_a_page(exam: Exam, visitors: Visitors, port: int, bulletins: News) -> None:
    """A page behind some dashboards is served while they wait; another one, when they wait no more.

    Each against a page that is asked for alone just before.
    """
    Desk(exam)
    servers, idle = exam.session.others(), []
    asked = f"a page beside {AHEAD} dashboards on uvicorn"
    for _ in range(TRIES):
        bulletins.calls, bulletins.held = [], True
        alone, _ = page_served(visitors, port, servers)
        ahead = [visitors.exchange(port, PAGE) for _ in range(AHEAD)]
        behind, status = page_served(visitors, port, servers)
        bulletins.wait_for(AHEAD * len(SOURCES))
        bulletins.all_given()
        time.sleep(SOON)
        after, last = page_served(visitors, port, servers)
        statuses = [status, last, *(each.rest().status for each in ahead)]
        exam.same(f"{asked}: all statuses", [200] * len(statuses), statuses)
        idle.append((max(behind, after) - alone, behind > after))
        if idle[-1][0] <= LATER:
            return
    seconds, waiting = min(idle)
    asked += f", {'while they wait for' if waiting else 'once they have got'} their news"
    asked += ": how much later than alone it is served, "
    asked += f"the best of {TRIES}, without what keeps the processor busy"
    exam.at_most(asked, LATER, round(seconds, 3), "s")


def page_served(visitors: Visitors, port: int, servers: set[int]) -> tuple[float, int]:
    """How many seconds a page takes without its servers' loops' CPU time, and its status."""
    began, before = time.perf_counter(), busy(servers)
    status = visitors.fetch(port, visitors.path("apage")).status
    return time.perf_counter() - began - (busy(servers) - before), status


def busy(servers: set[int]) -> float:
    """Seconds of their loops' CPU time."""
    try:
        return sum(map(memory.cpu_of_first_thread, servers))
    except OSError:
        raise BrokeOff("the answer's server has ended") from None


def beside_the_layer(exam: Exam, visitors: Visitors) -> None:
    """Another task of the loop gets its turn while many requests go through the layer."""
    if "async" not in lanes(exam):
        return
    draws, idle = exam.random, []
    asked = f"another task of an event loop, beside {LAYERS} requests through TimingMiddleware"
    # Half of them for the dashboard: who stops the loop for that one only shows as well.
    targets = [PAGE if place % 2 else visitors.path() for place in range(LAYERS)]
    requests = [visitors.request(target) for target in draws.sample(targets, LAYERS)]
    moments: list[tuple[float, float]] = []

    def turn() -> None:
        moments.append((time.perf_counter(), busy({exam.session.pid})))

    exam.services.functions["turn"] = turn
    for _ in range(TRIES):
        moments.clear()
        told = exam.ask("beside_layer", requests)
        if isinstance(told, Raised) or len(moments) < 2:
            raise Contradicted(asked, "they are served", told)
        (began, before), (ended, after) = moments[0], moments[-1]
        idle.append(ended - began - (after - before))
        if idle[-1] <= LATER:
            break
    asked += f": how much later than alone, the best of {len(idle)}"
    asked += ", without what keeps the processor busy"
    exam.at_most(asked, LATER, round(min(idle), 3), "s")


def now_and_then(exam: Exam, visitors: Visitors) -> None:
    """No request out of many stops the loop's thread: the kernel counts how often it waits."""
    if "async" not in lanes(exam):
        return
    counts: list[int] = []
    exam.services.functions["turn"] = lambda: counts.append(memory.waits(exam.session.pid))
    news = {f"fetch_{source}": nothing(exam.random, source) for source in SOURCES}
    requests = [visitors.request(PAGE) for _ in range(7)]
    found: list[tuple[int, int]] = []
    for _ in range(FEW_TRIES):
        counts.clear()
        told = exam.ask("now_and_then", LONG_RUN, VIEWS, requests, news)
        if isinstance(told, Raised) or len(counts) != 4:
            raise Contradicted(f"{LONG_RUN:,} requests on one event loop", "they are served", told)
        alone, layer, view = (after - before for before, after in pairwise(counts))
        found.append((layer - alone, view - alone))
        if max(found[-1]) <= MOST_WAITS:
            return
    asks = f"{LONG_RUN:,} requests through one TimingMiddleware", f"{VIEWS:,} dashboards"
    for asked, waits in zip(asks, map(min, zip(*found, strict=True)), strict=True):
        asked += ", one after the other on an event loop: how often they stop its thread"
        exam.at_most(asked, MOST_WAITS, waits, "times")
