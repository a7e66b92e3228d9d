"""What a test may ask of a process of the newsroom."""

import gc
from collections.abc import Callable
from importlib import import_module
from typing import Any

import django

from katas.day05_app_ready.tests.changes import CHANGES
from katas.day05_app_ready.tests.pipes import Lines

APP = "katas.day05_app_ready"
KEY, STALE = "front-page", "yesterday's page"
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
                lines.say(paused=sql)
                lines.hear()
        return execute(sql, *others)

    with connection.execute_wrapper(stop):
        return job()


def set_up(lines: Lines) -> None:
    django.setup()


def front_page(lines: Lines) -> Any:
    return of_startup("front_page")()


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


def collect_garbage(lines: Lines) -> None:
    gc.collect()


def add_job(lines: Lines, name: str, result: str = "") -> None:
    """Another job of another team, finished if it has a result."""
    from django.utils import timezone

    from katas.day05_app_ready.models import JobRun

    JobRun.objects.create(name=name, result=result, finished_at=timezone.now() if result else None)


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
    cache.set(KEY, STALE)
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
    }


DEEDS: dict[str, Callable[..., Any]] = {
    deed.__name__: deed
    for deed in (
        set_up,
        run_init_job,
        front_page,
        set_cache,
        drop_cache,
        ready_again,
        collect_garbage,
        add_job,
        change,
    )
}
