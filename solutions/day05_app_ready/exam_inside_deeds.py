"""What a process of the newsroom can be told to do, by the functions' names."""

import contextlib
import gc
import os
import signal
import socket
import sys
import threading
import time
import warnings
from collections.abc import Callable
from importlib import import_module
from typing import Any

import django
from django.db import connections
from django.db.models import signals
from django.utils import autoreload

from . import exam_inside_births, exam_inside_changes, exam_inside_names, exam_inside_readers
from .exam_inside_meetings import meet
from .exam_inside_process import LIFETIME, obey, outcome, settle

APP = "katas.day05_app_ready"
FIRST = "0001_initial"  # migration of the app's
TOGETHER = 12.0  # seconds for threads to come to their ends
overrides: list[Any] = []
threads: dict[str, tuple[threading.Thread, list[Any]]] = {}
ignored: list[str] = []


def start(agent: Any, how: str, listened: bool = False) -> str:
    """What a process does first. Gives the class of the config that Django uses.

    how: "setup"; "command", for manage.py with RuntimeWarning as an error; "early" to import
    startup and set nothing up yet. listened: others have connected receivers ahead of all.
    """
    if listened:
        for each in (signals.pre_save, signals.post_save, signals.pre_delete, signals.post_delete):
            each.connect(hear)
            each.connect(hear, sender="newsroom.Article")
    if how == "early":
        import_module(f"{APP}.startup")
        return ""
    if how == "command":
        from django.core.management import execute_from_command_line

        sys.unraisablehook = lambda found: ignored.append(repr(found.exc_value))
        warnings.filterwarnings("error", category=RuntimeWarning)
        execute_from_command_line(sys.argv)
    else:
        django.setup()
    if os.environ.get("RUN_MAIN") == "true":
        # Source: BaseReloader.run in django/utils/autoreload.py.
        autoreload.autoreload_started.send(sender=autoreload.StatReloader())
    return config_used()


def set_up(agent: Any, settings: str = "") -> str:
    if settings:
        os.environ["DJANGO_SETTINGS_MODULE"] = settings
    django.setup()
    return config_used()


def config_used() -> str:
    from django.apps import apps

    for config in apps.app_configs.values():
        if config.name == APP:
            return f"{type(config).__module__}.{type(config).__qualname__}"
    return ""


def hear(**kwargs: Any) -> None:
    """The receiver of others."""


def unraised(agent: Any) -> list[str]:
    """Warnings and errors that could reach nobody."""
    return ignored


def fork(agent: Any, order: dict[str, Any]) -> list[int]:
    """A process that goes on from here. Django's connections are closed ahead of it."""
    connections.close_all()
    listener = socket.create_server(("127.0.0.1", 0))
    port = int(listener.getsockname()[1])
    with exam_inside_births.on_order():
        pid = os.fork()
    if not pid:
        try:
            signal.alarm(LIFETIME)
            settle(order)
            obey(agent, listener)
        finally:
            os._exit(0)
    listener.close()
    return [port, pid]


def serve(agent: Any, workers: int) -> list[int]:
    """A real gunicorn, whose workers set Django up."""

    def make() -> Any:
        from django.core.wsgi import get_wsgi_application

        application = get_wsgi_application()
        agent.call("served")
        return application

    with exam_inside_births.on_order():
        port, pid = agent.gunicorn(make, workers=workers, loglevel="critical")
    return [port, pid]


def migrated(agent: Any, planned: bool) -> None:
    """What manage.py migrate checks, and sends. planned: it has a migration to apply.

    Source: Command.handle in django/core/management/commands/migrate.py.
    """
    from django.apps import apps
    from django.core import checks
    from django.core.management.base import OutputWrapper
    from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal

    checks.run_checks(databases=["default"])
    label = next(each.label for each in apps.get_app_configs() if each.name == APP)
    migration = import_module(f"{APP}.migrations.{FIRST}").Migration(FIRST, label)
    plan = [(migration, False)] if planned else []
    state = {"stdout": OutputWrapper(sys.stdout), "apps": apps, "plan": plan}
    emit_pre_migrate_signal(0, False, "default", **state)
    emit_post_migrate_signal(0, False, "default", **state)


def signalled(agent: Any) -> None:
    """Each signal that somebody handles comes, as when a server ends its workers."""
    for number in signal.valid_signals():
        handler = signal.getsignal(number)
        if callable(handler) and handler is not signal.default_int_handler:
            with contextlib.suppress(SystemExit, KeyboardInterrupt):
                signal.raise_signal(number)


def collect(agent: Any) -> None:
    gc.collect()


def ready_again(agent: Any) -> None:
    from django.apps import apps

    next(each for each in apps.get_app_configs() if each.name == APP).ready()


def new_config(agent: Any) -> None:
    """Source: override_settings.enable() in django/test/utils.py, for INSTALLED_APPS."""
    from django.apps import apps
    from django.conf import settings

    apps.set_installed_apps(settings.INSTALLED_APPS)


def old_config(agent: Any) -> None:
    from django.apps import apps

    apps.unset_installed_apps()


def replace_caches(agent: Any) -> None:
    from django.conf import settings
    from django.test.utils import override_settings

    overrides.append(override_settings(CACHES=settings.CACHES_REPLACED))
    overrides[-1].enable()


def restore_caches(agent: Any) -> None:
    overrides.pop().disable()


def front_page(agent: Any) -> Any:
    page = import_module(f"{APP}.startup").front_page()
    return str.__str__(page) if isinstance(page, str) else page  # a SafeString is a page as well


def run_init_job(agent: Any) -> Any:
    return import_module(f"{APP}.startup").run_init_job()


def begin_in_threads(agent: Any, names: list[str]) -> None:
    """startup.run_init_job() in threads of those names, at once."""

    def work(found: list[Any]) -> None:
        try:
            found.append(outcome(lambda: run_init_job(agent)))
        finally:
            connections.close_all()

    for name in names:
        found: list[Any] = []
        threads[name] = (threading.Thread(target=work, args=[found], daemon=True), found)
    for name in names:
        threads[name][0].start()


def end_of_threads(agent: Any, names: list[str]) -> list[Any]:
    """What came of them; None of one that comes to no end."""
    until = time.monotonic() + TOGETHER
    for name in names:
        threads[name][0].join(max(0.0, until - time.monotonic()))
    return [(threads.pop(name)[1] or [None])[0] for name in names]


def ended(agent: Any, names: list[str]) -> int:
    return sum(bool(threads[name][1]) for name in names)


DEEDS: dict[str, Callable[..., Any]] = {
    deed.__name__: deed
    for deed in (
        start,
        set_up,
        unraised,
        fork,
        serve,
        migrated,
        signalled,
        collect,
        ready_again,
        new_config,
        old_config,
        replace_caches,
        restore_caches,
        front_page,
        run_init_job,
        begin_in_threads,
        end_of_threads,
        ended,
        meet,
        *exam_inside_changes.DEEDS,
        *exam_inside_births.DEEDS,
        *exam_inside_names.DEEDS,
        *exam_inside_readers.DEEDS,
    )
}
