"""What a test may ask of a process that has to do with the one-time job and its page."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from queue import SimpleQueue
from typing import Any

from katas.day05_app_ready.tests.pipes import Lines
from katas.day05_app_ready.tests.start_trace import error_of, site
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


def run_init_job(lines: Lines, pause: int = 0) -> Any:
    """startup.run_init_job().

    pause: stop before this write until the test says a word. The first is whatever does not only
    read, a BEGIN too; those behind it are changes of rows.
    """
    from django.db import connection

    job = of_startup("run_init_job")
    if not pause:
        return job()
    to_come = pause

    def stop(execute: Callable[..., Any], sql: str, *others: Any) -> Any:
        nonlocal to_come
        text = sql.lstrip().upper()
        if text.startswith(WRITES) if pause > 1 else not text.startswith(READS):
            to_come -= 1
            if to_come == 0:
                lines.say(paused=shorten(sql, 70), where=site())
                lines.hear()
        return execute(sql, *others)

    with connection.execute_wrapper(stop):
        return job()


def run_in_threads(lines: Lines, count: int) -> list[dict[str, Any]]:
    """startup.run_init_job() in so many threads at once. Says each time how many have ended.

    No thread writes before all have come to their first write or to their end, so that what they
    have looked up is the same. A lock may let one of them through only: that one waits a moment.
    """
    from django.db import connection

    job, come = of_startup("run_init_job"), threading.Condition()
    ended: SimpleQueue[dict[str, Any]] = SimpleQueue()
    here: set[int] = set()

    def arrive(wait: bool) -> None:
        with come:
            if (me := threading.get_ident()) not in here:
                here.add(me)
                come.notify_all()
                come.wait_for(lambda: not wait or len(here) == count, MEETING)

    def meet(execute: Callable[..., Any], sql: str, *others: Any) -> Any:
        if not sql.lstrip().upper().startswith(READS):
            arrive(wait=True)
        return execute(sql, *others)

    def work() -> None:
        try:
            with connection.execute_wrapper(meet):
                ended.put({"value": job()})
        except BaseException as error:
            ended.put({"fault": error_of(error)})
        finally:
            arrive(wait=False)
            connection.close()

    for _ in range(count):
        threading.Thread(target=work, daemon=True).start()
    found: list[dict[str, Any]] = []
    for _ in range(count):
        found.append(ended.get())
        lines.say(ended=len(found))
    return found


def run_beside_a_reader(lines: Lines) -> Any:
    """startup.run_init_job() in a thread; when the test says a word, front_page() beside it."""
    from django.db import connection

    job = of_startup("run_init_job")

    def work() -> Any:
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(work)
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
