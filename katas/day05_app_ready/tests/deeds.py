"""What a test may ask of a process of the newsroom."""

import gc
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from queue import SimpleQueue
from typing import Any
from wsgiref.util import setup_testing_defaults

import django

from katas.day05_app_ready.tests.changes import CHANGES
from katas.day05_app_ready.tests.pipes import Lines
from katas.day05_app_ready.tests.start_trace import error_of, here, site
from katas.harness.meters.database import shorten

APP = "katas.day05_app_ready"
KEY, STALE = "front-page", "yesterday's page"
# What somebody else keeps in the same cache.
THEIRS = ("weather", "rain")
READS = ("SELECT", "PRAGMA", "EXPLAIN")
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
    """startup.run_init_job() in so many threads at once. Says each time how many have ended."""
    from django.db import connection

    job, together = of_startup("run_init_job"), threading.Barrier(count)
    ended: SimpleQueue[dict[str, Any]] = SimpleQueue()

    def work() -> None:
        together.wait()
        try:
            ended.put({"value": job()})
        except BaseException as error:
            ended.put({"fault": error_of(error)})
        finally:
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


def set_up(lines: Lines) -> None:
    django.setup()


def front_page(lines: Lines) -> Any:
    return of_startup("front_page")()


def request(lines: Lines, path: str) -> str:
    """One request of a reader, from its start to its close. Gives the status."""
    from django.core.handlers.wsgi import WSGIHandler

    environ: dict[str, Any] = {"PATH_INFO": path}
    setup_testing_defaults(environ)
    said: list[str] = []
    response = WSGIHandler()(environ, lambda status, headers: said.append(status))
    b"".join(response)
    response.close()
    return said[0]


def crunched_at(lines: Lines) -> str:
    """The answer's line that called crunch_front_page() last in this process, or ""."""
    return here.crunches[-1] if here.crunches else ""


def wait_for_threads(lines: Lines) -> None:
    """Wait for what was put off into a thread; not for threads that go on for ever."""
    for thread in set(threading.enumerate()) - {threading.current_thread()}:
        thread.join(1.0)


def set_cache(lines: Lines, page: str) -> None:
    from django.core.cache import cache

    cache.set(KEY, page)


def drop_cache(lines: Lines) -> None:
    from django.core.cache import cache

    cache.delete(KEY)


def ready_again(lines: Lines) -> None:
    """Call ready() of the config that Django uses once more."""
    from django.apps import apps

    next(each for each in apps.get_app_configs() if each.name == APP).ready()


def new_config(lines: Lines) -> None:
    """Load the apps anew: ready() of another config object is called.

    Source: override_settings.enable() in django/test/utils.py, for INSTALLED_APPS.
    """
    from django.apps import apps
    from django.conf import settings

    apps.set_installed_apps(settings.INSTALLED_APPS)


def old_config(lines: Lines) -> None:
    """The end of override_settings: the first config is the one again."""
    from django.apps import apps

    apps.unset_installed_apps()


def collect_garbage(lines: Lines) -> None:
    gc.collect()


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


def change(lines: Lines, what: str, title: str, refill: bool = False) -> dict[str, Any]:
    """Make one of CHANGES, and tell what it dropped.

    refill: a reader puts the old page back just before the article's row is written.
    """
    from django.core.cache import cache
    from django.db import connection

    from katas.day05_app_ready.tests import recording_cache

    def put_back(execute: Callable[..., Any], sql: str, *others: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and "newsroom_article" in sql:
            cache.set(KEY, STALE)
        return execute(sql, *others)

    act = CHANGES[what](title)
    cache.set_many({KEY: STALE, THEIRS[0]: THEIRS[1]})
    recording_cache.dropped.clear()
    if refill:
        with connection.execute_wrapper(put_back):
            act()
    else:
        act()
    return {
        "drops": recording_cache.dropped.count(KEY),
        "others": sorted({key for key in recording_cache.dropped if key != KEY}),
        "gone": cache.get(KEY) is None,
        "lost": [THEIRS[0]] if cache.get(THEIRS[0]) != THEIRS[1] else [],
    }


DEEDS: dict[str, Callable[..., Any]] = {
    deed.__name__: deed
    for deed in (
        set_up,
        run_init_job,
        run_in_threads,
        run_beside_a_reader,
        front_page,
        request,
        crunched_at,
        wait_for_threads,
        set_cache,
        drop_cache,
        ready_again,
        new_config,
        old_config,
        collect_garbage,
        add_job,
        job_names,
        jobs_named,
        change,
    )
}
