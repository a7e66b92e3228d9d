"""What a test may ask of a process of the newsroom."""

import gc
import os
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import django

from katas.day05_app_ready.tests.again import walk
from katas.day05_app_ready.tests.changes import CHANGES
from katas.day05_app_ready.tests.fork_deeds import run_in_forks
from katas.day05_app_ready.tests.job_deeds import (
    add_job,
    front_page,
    job_names,
    jobs_named,
    run_beside_a_reader,
    run_in_a_thread,
    run_in_threads,
    run_init_job,
    statements_until_it_crunches,
    writes_after_it_crunched,
)
from katas.day05_app_ready.tests.pipes import Lines
from katas.day05_app_ready.tests.readers import SENDERS
from katas.day05_app_ready.tests.start_trace import commands, here

APP = "katas.day05_app_ready"
KEY, STALE = "front-page", "yesterday's page"
# What somebody else keeps in the same cache.
THEIRS = {"weather": "rain", "front-page-of-sport": "2 : 1", "Front-Page": "theirs"}
# Those that replace_caches() has made.
overrides: list[Any] = []


def set_up(lines: Lines, settings: str = "") -> None:
    if settings:
        os.environ["DJANGO_SETTINGS_MODULE"] = settings
    django.setup()


def make_tables(lines: Lines) -> None:
    """All tables, without the detours of migrate."""
    from django.apps import apps
    from django.db import connection

    with connection.schema_editor() as editor:
        for model in apps.get_models():
            editor.create_model(model)


def environment(lines: Lines) -> dict[str, str]:
    return dict(os.environ)


def request(lines: Lines, path: str, sender: str) -> None:
    """One request of a reader, from its start to its close. sender: of SENDERS."""
    SENDERS[sender]([[path, "", []]])


def crunched_at(lines: Lines) -> str:
    """The answer's line that called crunch_front_page() last in this process, or ""."""
    return here.crunches[-1] if here.crunches else ""


def command_run_at(lines: Lines) -> list[str]:
    """The answer's lines that had the build command run in a process of its own."""
    return commands


def wait_for_threads(lines: Lines) -> None:
    """Wait for what was put off into a thread; not for threads that go on for ever."""
    for thread in set(threading.enumerate()) - {threading.current_thread()}:
        thread.join(1.0)


def set_cache(lines: Lines, page: str) -> None:
    """A page that somebody put into the cache, beside what others keep there."""
    from django.core.cache import cache

    cache.set_many({KEY: page, **THEIRS})


def others_lost(lines: Lines) -> list[str]:
    """What others kept in the cache and is there no more."""
    from django.core.cache import cache

    return [key for key in THEIRS if cache.get(key) != THEIRS[key]]


def drop_cache(lines: Lines) -> None:
    from django.core.cache import cache

    cache.delete(KEY)


def replace_caches(lines: Lines) -> None:
    """From here on, the default cache is another one, as under override_settings(CACHES=...)."""
    from django.conf import settings
    from django.test.utils import override_settings

    overrides.append(override_settings(CACHES=settings.CACHES_REPLACED))
    overrides[-1].enable()


def restore_caches(lines: Lines) -> None:
    """The end of override_settings(CACHES=...)."""
    overrides.pop().disable()


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


def change(lines: Lines, what: str, title: str, refill: bool = False) -> dict[str, Any]:
    """Make one of CHANGES, and tell what it dropped.

    refill: a reader puts the old page back just before the article's row is written.
    """
    from django.core.cache import cache
    from django.db import connection

    def put_back(execute: Callable[..., Any], sql: str, *others: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and "newsroom_article" in sql:
            cache.set(KEY, STALE)
        return execute(sql, *others)

    act = CHANGES[what](title)
    if not refill:
        return looked_at(lines, act)
    with connection.execute_wrapper(put_back):
        return looked_at(lines, act)


def change_in_a_request(lines: Lines, what: str, title: str) -> dict[str, Any]:
    """Make one of CHANGES while a request is answered. It ends when all has been looked at."""
    from django.core.handlers.wsgi import WSGIHandler
    from django.core.signals import request_finished, request_started

    request_started.send(sender=WSGIHandler, environ={"PATH_INFO": "/"})
    try:
        return change(lines, what, title)
    finally:
        request_finished.send(sender=WSGIHandler)


def change_again(lines: Lines, title: str, steps: list[list[str]]) -> list[dict[str, Any]]:
    """Change the same objects in these steps of again.py, and tell what each dropped."""
    return walk(title, steps, partial(looked_at, lines))


def looked_at(lines: Lines, act: Callable[[], object]) -> dict[str, Any]:
    """Make a change while the page is in the cache, and tell what it dropped."""
    from django.core.cache import cache, caches

    from katas.day05_app_ready.tests.recording_cache import dropped

    for each in (cache, caches["theirs"]):
        each.set_many({KEY: STALE, **THEIRS})
    dropped.clear()
    act()
    here = [key for location, key in dropped if location == cache.location]
    return {
        "drops": here.count(KEY),
        "others": sorted({key for key in here if key != KEY}),
        "gone": cache.get(KEY) is None,
        "lost": others_lost(lines),
        "elsewhere": len(dropped) - len(here),
        "listened": listened(),
    }


def listened() -> bool:
    """Somebody, whoever that is, listens in this process when an article is saved or deleted."""
    from django.db.models.signals import post_delete, post_save

    from katas.newsroom.models import Article

    return post_save.has_listeners(Article) or post_delete.has_listeners(Article)


DEEDS: dict[str, Callable[..., Any]] = {
    deed.__name__: deed
    for deed in (
        set_up,
        make_tables,
        run_init_job,
        statements_until_it_crunches,
        writes_after_it_crunched,
        run_in_a_thread,
        run_in_threads,
        run_in_forks,
        run_beside_a_reader,
        front_page,
        environment,
        request,
        crunched_at,
        command_run_at,
        wait_for_threads,
        set_cache,
        drop_cache,
        others_lost,
        replace_caches,
        restore_caches,
        ready_again,
        new_config,
        old_config,
        collect_garbage,
        add_job,
        job_names,
        jobs_named,
        change,
        change_in_a_request,
        change_again,
    )
}
