"""What a test may ask of a process that has to do with the one-time job and its page."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from queue import SimpleQueue
from typing import Any

from katas.day05_app_ready.tests.pipes import Lines
from katas.day05_app_ready.tests.start_trace import error_of, here, site
from katas.harness.meters.database import shorten

READS = ("SELECT", "PRAGMA", "EXPLAIN")
MEETING = 2.0  # seconds that a thread waits for the others
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "WITH")


class Missing(Exception):
    """The answer has no such name: file, name."""


def import_startup() -> Any:
    return import_module("katas.day05_app_ready.startup")


def of_startup(name: str) -> Any:
    module = import_startup()
    if not hasattr(module, name):
        raise Missing("startup.py", name)
    return getattr(module, name)


def run_init_job(lines: Lines, pause: int = 0, at: int = 0) -> Any:
    """startup.run_init_job().

    pause: stop before this write until the test says a word. The first is whatever does not only
    read, a BEGIN too; those behind it are changes of rows. at: the same before that statement of
    any kind, on whatever connection.
    """
    job = of_startup("run_init_job")
    if pause or at:
        ahead_of_all_statements(stop(lines, pause, at))
    return job()


def stop(lines: Lines, pause: int, at: int) -> Callable[[str], None]:
    to_come = pause or at

    def look(sql: str) -> None:
        nonlocal to_come
        text = sql.lstrip().upper()
        if at or (text.startswith(WRITES) if pause > 1 else not text.startswith(READS)):
            to_come -= 1
            if to_come == 0:
                lines.say(paused=shorten(sql, 70), where=site())
                lines.hear()

    return look


def statements_until_it_crunches(lines: Lines) -> int:
    """How many startup.run_init_job() makes on its way to the warehouse."""
    count, before = 0, len(here.crunches)

    def look(sql: str) -> None:
        nonlocal count
        count += len(here.crunches) == before

    job = of_startup("run_init_job")
    ahead_of_all_statements(look)
    job()
    return count


def writes_after_it_crunched(lines: Lines) -> list[int]:
    """Which of startup.run_init_job()'s statements change rows when it has crunched."""
    found, count, before = list[int](), 0, len(here.crunches)

    def look(sql: str) -> None:
        nonlocal count
        count += 1
        if len(here.crunches) > before and sql.lstrip().upper().startswith(WRITES):
            found.append(count)

    job = of_startup("run_init_job")
    ahead_of_all_statements(look)
    job()
    return found


def ahead_of_all_statements(look: Callable[[str], None]) -> None:
    """Have each looked at, on all connections that the process has and will have."""
    from django.db import connections
    from django.db.backends.signals import connection_created

    def looked(execute: Callable[..., Any], sql: str, *others: Any) -> Any:
        look(sql)
        return execute(sql, *others)

    def add(connection: Any, **kwargs: Any) -> None:
        if looked not in connection.execute_wrappers:
            connection.execute_wrappers.append(looked)

    for connection in connections.all(initialized_only=True):
        add(connection)
    connection_created.connect(add, weak=False)


def run_in_threads(lines: Lines, count: int) -> list[dict[str, Any]]:
    """startup.run_init_job() in so many threads at once. Says each time how many have ended."""
    from django.db import connection

    job, steps = of_startup("run_init_job"), Steps(count)
    ended: SimpleQueue[dict[str, Any]] = SimpleQueue()

    def work(me: int) -> None:
        def meet(execute: Callable[..., Any], sql: str, *others: Any) -> Any:
            if not sql.lstrip().upper().startswith(READS) and not connection.in_atomic_block:
                steps.take(me)
            return execute(sql, *others)

        try:
            with connection.execute_wrapper(meet):
                ended.put({"value": job()})
        except BaseException as error:
            ended.put({"fault": error_of(error)})
        finally:
            steps.leave(me)
            connection.close()

    for me in range(count):
        threading.Thread(target=work, args=[me], daemon=True).start()
    found: list[dict[str, Any]] = []
    for _ in range(count):
        found.append(ended.get())
        lines.say(ended=len(found))
    return found


class Steps:
    """Threads that go in step: none writes before all have come to a write, or to their end.

    What they have looked up by then is the same for all, so that a gap between looking and writing
    shows each time. Where a lock lets one of them through only, they soon give up going in step.
    """

    def __init__(self, count: int) -> None:
        self._taken: list[float] = [0.0] * count
        self._come = threading.Condition()
        self._together = True

    def take(self, me: int) -> None:
        with self._come:
            step = self._taken[me] = self._taken[me] + 1
            self._come.notify_all()
            if not self._come.wait_for(lambda: self._all_at(step), MEETING):
                self._together = False
                self._come.notify_all()

    def _all_at(self, step: float) -> bool:
        return not self._together or min(self._taken) >= step

    def leave(self, me: int) -> None:
        with self._come:
            self._taken[me] = float("inf")
            self._come.notify_all()


def run_and_hang_up() -> Any:
    """startup.run_init_job(), for a thread that ends with it."""
    from django.db import connection

    try:
        return of_startup("run_init_job")()
    finally:
        connection.close()


def run_in_a_thread(lines: Lines) -> Any:
    """startup.run_init_job() in a thread of its own."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run_and_hang_up).result()


def run_beside_a_reader(lines: Lines) -> Any:
    """startup.run_init_job() in a thread; when the test says a word, front_page() beside it."""
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(run_and_hang_up)
        while not done.done() and not lines.heard(0.01):
            pass
        if not done.done():
            lines.hear()
            lines.say(value=front_page(lines))
        return done.result()


def front_page(lines: Lines) -> Any:
    return of_startup("front_page")()


def add_job(lines: Lines, name: str, result: str = "") -> None:
    """Another job of another team, finished if it has a result."""
    from django.utils import timezone

    from katas.day05_app_ready.models import JobRun

    JobRun.objects.create(name=name, result=result, finished_at=timezone.now() if result else None)


def job_names(lines: Lines) -> list[str]:
    from katas.day05_app_ready.models import JobRun

    return list(JobRun.objects.values_list("name", flat=True))


def jobs_named(lines: Lines, names: list[str]) -> dict[str, str]:
    """What the table says of these jobs, those that are not there included."""
    from katas.day05_app_ready.models import JobRun

    found = {name: "no such row" for name in names}
    for job in JobRun.objects.filter(name__in=names):
        found[job.name] = f"finished_at={job.finished_at}, result={job.result!r}"
    return found
