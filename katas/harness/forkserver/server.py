"""A warm parent: Django, pytest and the plugins loaded once, then one fork for each run.

The parent never imports a day. It runs pytest once on a test of its own, so that everything a run
loads lazily is there, freezes the garbage collector's view of it, and forks.
"""

import contextlib
import functools
import gc
import importlib
import io
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pluggy import PluginManager

from katas.harness import answers, days
from katas.harness.lines import LineBuffer
from katas.harness.postgres import databases
from katas.harness.run.fork import CONFIG
from katas.harness.run.record import Event, ExitStatus

if TYPE_CHECKING:
    from katas.harness.run.process import Run

WARM_UP = """from katas.harness.forkserver import template_database

def test_warm(db):
    template_database.keep()
"""
# What most days import, none of it a day's or a learner's.
OFTEN_USED = [
    "memray",
    "django.test",
    "katas.newsroom.factories",
    *(f"katas.harness.meters.{each}" for each in ("crowd", "database", "event_loop", "http")),
    *(f"katas.harness.meters.{each}" for each in ("instances", "memory", "servers", "transport")),
]


def warm_up(plugins: list[str]) -> None:
    """Load what every run needs. Call once, before the first fork, with no thread running."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.environ["DJANGO_SETTINGS_MODULE"] = "katas.harness.settings"
    # What is migrated here is left on a PostgreSQL server, for the runs to copy.
    kept = databases.of_a_run(os.environ)
    os.environ.update(kept)
    import django

    django.setup()
    for name in OFTEN_USED:
        importlib.import_module(name)
    _ask_git_once()
    _read_entry_points_once()
    options = [each for name in plugins for each in ("-p", name)]
    options += ["--reuse-db"] if kept else []
    with tempfile.TemporaryDirectory(prefix="katas-warm-") as folder, quiet():
        file = Path(folder) / "test_warm_up.py"
        file.write_text(WARM_UP)
        code = pytest.main(["-c", str(CONFIG), *options, "-q", str(file)])
    if code != 0:
        raise RuntimeError(f"the warm-up ended with status {code}")
    from katas.harness.forkserver import template_database

    template_database.hand_on()
    for name in [name for name in sys.modules if name == "test_warm_up"]:
        del sys.modules[name]
    gc.collect()
    gc.freeze()


def _ask_git_once() -> None:
    """Spare each fork the eight git processes by which pytest-benchmark names a file.

    It asks for the name when it adds its options, and uses it for --benchmark-autosave only.
    """
    from pytest_benchmark import plugin

    if hasattr(plugin, "get_tag"):
        plugin.get_tag = functools.cache(plugin.get_tag)


def _read_entry_points_once() -> None:
    """Spare each fork the look at every installed package for each `-p` on its command line.

    pytest asks whether the name is an entry point before it imports it as a module
    (`PytestPluginManager.import_plugin`).
    """
    names = frozenset(point.name for point in entry_points(group="pytest11"))
    load = PluginManager.load_setuptools_entrypoints

    def load_known(self: PluginManager, group: str, name: str | None = None) -> int:
        return load(self, group, name) if name is None or name in names else 0

    PluginManager.load_setuptools_entrypoints = load_known  # type: ignore[method-assign]


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Nothing reaches the terminal."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield


class Jobs:
    """Jobs from a file descriptor, one JSON line each; a blank line only ends the job before."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._lines: list[bytes] = []
        self._stream = LineBuffer()

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """All but those that another line has overtaken before they were begun."""
        while self._lines or self._read():
            line = self._lines.pop(0)
            if not line.strip():
                continue
            if not self._lines:
                yield json.loads(line)
            say({"event": "done"})

    def _read(self) -> bool:
        """Wait for at least one line; False at the end of input."""
        while not self._lines:
            data = os.read(self.descriptor, 65_536)
            if not data:
                return False
            self._lines = self._stream.feed(data)
        return True


def serve() -> None:
    """Run jobs from standard input until it closes. Whatever arrives during a run ends that run.

    A job is {"day": 6, "answers": "/a/folder" or null, "options": ["--seed=1"], "standby": true}.
    What comes of it is {"event": "forked", "pid": 4711}, the run's process group; its events, which
    break off when the run is given up for the next job, a blank line or the end of input; {"event":
    "done"}. With "standby", the run of another such job is made ready meanwhile.
    """
    from katas.harness.forkserver.standby import Standby
    from katas.harness.run.process import Run
    from katas.harness.run.starting import PLUGINS

    warm_up(PLUGINS)
    jobs = Jobs(sys.stdin.fileno())
    standby = Standby(until=jobs.descriptor)
    for job in jobs:
        day, folder, options = days.by_number(job["day"]), job["answers"], job["options"]
        assert day is not None
        prepare = functools.partial(standby.prepare, day, folder) if job.get("standby") else None
        waiting = standby.take(day, folder, options)
        if waiting is not None and hand_on(waiting, prepare):
            continue
        try:
            environ = answers.environment(folder)
            run = Run(day, *options, environ=environ, warm=True, until=jobs.descriptor)
        except OSError as error:
            say({"event": "stopped", "reason": "environment", "text": f"No run: {error}"})
            say({"event": "end", "status": ExitStatus.ENVIRONMENT, "seconds": 0.0})
            continue
        hand_on(run, prepare, to_the_end=True)
    standby.close()


def hand_on(run: "Run", prepare: Callable[[], None] | None, to_the_end: bool = False) -> bool:
    """Say the run's events, and have the next one prepared once its tests are known.

    Returns False, with nothing said, if it broke off before its first event: what has waited may
    have begun when the disk was full. to_the_end: say even that.
    """
    said = to_the_end
    say({"event": "forked", "pid": run.pid})
    for event in run:
        if not said and event.get("reason") == "broken-off":
            return False
        said = True
        say(event)
        if prepare and event["event"] in ("run", "end"):
            prepare()
    return True


def say(event: Event) -> None:
    print(json.dumps(event), flush=True)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        serve()
