"""Processes of the newsroom that do as they are told.

`python -m katas.day05_app_ready.tests.forkserver` imports Django's modules and nothing of the
newsroom, sets nothing up, and forks one process for each order that comes on the socket which is
its standard input: a fresh interpreter in all that matters here, without the price of one. An order
is JSON: env; cwd, the working directory; argv, what the process takes for its command line; how,
"setup", "command", "preload" to fork a worker when Django is set up, or "import" to import startup
and set nothing up yet; apart, if another process is to stand in between; strict, for python -W
error::RuntimeWarning; listened, if others connect receivers for articles ahead of all. Its three
descriptors come with it. The new process starts, prints a line of JSON about its start, then
answers each line of JSON on standard input with one on
standard output. Whatever the answer prints goes to standard error.
"""

import atexit
import contextlib
import gc
import json
import os
import platform
import signal
import socket
import sys
import traceback
import uuid
import warnings
import zlib
from dataclasses import asdict
from typing import Any, NoReturn

import django
from django.db.models import signals
from django.utils import autoreload

from katas.day05_app_ready.tests import clock, start_trace
from katas.day05_app_ready.tests.beforehand import prepare
from katas.day05_app_ready.tests.deeds import APP, DEEDS
from katas.day05_app_ready.tests.job_deeds import Missing, import_startup
from katas.day05_app_ready.tests.pipes import Lines
from katas.day05_app_ready.tests.start_trace import error_of

LIFETIME = 60  # seconds, for a process that nobody can kill


def serve() -> None:
    """Fork a process for each order, until the test closes the socket."""
    prepare()
    gc.collect()
    gc.freeze()
    # Nobody waits for the children: the system is to forget them.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(fileno=0) as orders:
        while True:
            data, descriptors, _, _ = socket.recv_fds(orders, 65_536, 3)
            if not data:
                return
            order = json.loads(data)
            apart = order.pop("apart", False)
            pid = os.fork()
            if pid == 0:
                if apart:
                    stand_between(orders, descriptors)
                orders.detach()
                become(order, descriptors)
            for descriptor in descriptors:
                os.close(descriptor)
            if not apart:
                orders.send(str(pid).encode())


def stand_between(orders: socket.socket, descriptors: list[int]) -> None:
    """Fork in a session of its own, and go on in the child, which has no sibling.

    This process tells of it, and is there until the child has ended.
    """
    os.setsid()
    pid = os.fork()
    if not pid:
        return
    for descriptor in descriptors:
        os.close(descriptor)
    orders.send(str(pid).encode())
    with contextlib.suppress(OSError):
        os.waitpid(pid, 0)
    os._exit(0)


def become(order: dict[str, Any], descriptors: list[int]) -> NoReturn:
    """Be the process that was ordered, and end with it."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for number, descriptor in enumerate(descriptors):
            os.dup2(descriptor, number)
            os.close(descriptor)
        os.environ.clear()
        os.environ.update(order.pop("env"))
        os.chdir(order.pop("cwd"))
        main(order)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(0)


def main(order: dict[str, Any]) -> None:
    lines = Lines()
    clock.follow()
    call_machine(os.environ["KATAS_MACHINE"])
    fault = None
    unraised = ignored_warnings()
    with start_trace.looking() as seen:
        try:
            start(**order)
        except BaseException as error:
            fault = error_of(error)
    fault = fault or next(iter(unraised), None)
    lines.say(**asdict(seen), fault=fault, config=config_used())
    while fault is None and (asked := lines.hear()) is not None:
        try:
            lines.say(value=DEEDS[asked.pop("do")](lines, **asked))
        except Missing as missing:
            lines.say(missing=missing.args)
        except BaseException as error:
            lines.say(fault=error_of(error))
    with contextlib.suppress(BaseException):
        # What an answer has put off until its process ends. The test still waits for that end.
        atexit._run_exitfuncs()
    lines.close()


def call_machine(name: str) -> None:
    """Let Python find that name for this machine."""
    socket.gethostname = platform.node = lambda: name
    uuid.getnode = lambda: zlib.crc32(name.encode())


def start(
    argv: list[str], how: str = "setup", strict: bool = False, listened: bool = False
) -> None:
    """What a process does first, as its command line would have it."""
    sys.argv = argv
    if listened:
        listen()
    if strict:
        warnings.filterwarnings("error", category=RuntimeWarning)
    if how == "import":
        import_startup()
    elif how == "command":
        from django.core.management import execute_from_command_line

        execute_from_command_line(argv)
    else:
        django.setup()
    if os.environ.get("RUN_MAIN") == "true":
        # Source: BaseReloader.run in django/utils/autoreload.py.
        autoreload.autoreload_started.send(sender=autoreload.StatReloader())
    if how == "preload":
        go_on_in_a_fork()


def listen() -> None:
    """Connect what others want to hear of articles, and of all models."""
    for each in (signals.pre_save, signals.post_save, signals.pre_delete, signals.post_delete):
        each.connect(hear)
        each.connect(hear, sender="newsroom.Article")


def hear(**kwargs: Any) -> None:
    """The receiver of others."""


def go_on_in_a_fork() -> None:
    """From here on, the process is one that was forked from itself."""
    if pid := os.fork():
        os.waitpid(pid, 0)
        os._exit(0)
    # Whoever kills the process knows its first half only.
    signal.alarm(LIFETIME)


def ignored_warnings() -> list[dict[str, Any]]:
    """The warnings from now on that are errors and can reach nobody: "Exception ignored in ...".

    A coroutine that nobody awaits warns when it is thrown away.
    """
    found: list[dict[str, Any]] = []
    print_it = sys.unraisablehook

    def hook(unraisable: Any) -> None:
        if isinstance(unraisable.exc_value, RuntimeWarning):
            found.append({**error_of(unraisable.exc_value), "where": start_trace.site()})
        print_it(unraisable)

    sys.unraisablehook = hook
    return found


def config_used() -> str:
    """The class of the config that Django uses for the day's app, or ""."""
    from django.apps import apps

    for config in apps.app_configs.values():
        if config.name == APP:
            return f"{type(config).__module__}.{type(config).__qualname__}"
    return ""


if __name__ == "__main__":
    serve()
