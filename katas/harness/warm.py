"""A warm parent: Django, pytest and the plugins loaded once, then one fork for each run.

The parent never imports a day. It runs pytest once on a test of its own, so that everything a run
loads lazily is there, freezes the garbage collector's view of it, and forks.
"""

import contextlib
import gc
import io
import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NoReturn

import pytest

from katas.harness import answers, days

WARM_UP = "def test_warm(db):\n    pass\n"
CONFIG = Path(__file__).resolve().parents[2] / "pyproject.toml"


def warm_up(plugins: list[str]) -> None:
    """Load what every run needs. Call once, before the first fork, with no thread running."""
    import memray  # noqa: F401
    from django.test import AsyncRequestFactory, Client  # noqa: F401

    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    options = [each for name in plugins for each in ("-p", name)]
    with tempfile.TemporaryDirectory(prefix="katas-warm-") as folder, quiet():
        file = Path(folder) / "test_warm_up.py"
        file.write_text(WARM_UP)
        code = pytest.main(["-c", str(CONFIG), *options, "-q", str(file)])
    if code != 0:
        raise RuntimeError(f"the warm-up ended with status {code}")
    for name in [name for name in sys.modules if name == "test_warm_up"]:
        del sys.modules[name]
    gc.collect()
    gc.freeze()


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Nothing reaches the terminal."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield


class Forked:
    """A forked child with the part of subprocess.Popen's face that a run needs."""

    def __init__(
        self,
        arguments: list[str],
        environ: Mapping[str, str],
        output: int,
        unneeded: int,
        prepare: Callable[[], None] = lambda: None,
    ) -> None:
        """unneeded: a descriptor that is closed in the child. prepare: called in it before all."""
        self.returncode: int | None = None
        self.pid = os.fork()
        if self.pid == 0:
            os.close(unneeded)
            _run_and_exit(arguments, environ, output, prepare)

    def poll(self) -> int | None:
        """The exit code, negative for a signal; None while it runs."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self) -> int:
        if self.returncode is None:
            self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


def _run_and_exit(
    arguments: list[str], environ: Mapping[str, str], output: int, prepare: Callable[[], None]
) -> NoReturn:
    code = 70
    try:
        os.setsid()
        prepare()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        null = os.open(os.devnull, os.O_RDONLY)
        for source, target in ((null, 0), (output, 1), (output, 2)):
            os.dup2(source, target)
        os.environ.clear()
        os.environ.update(environ)
        code = int(pytest.main(["-c", str(CONFIG), *arguments]))
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def serve() -> None:
    """Run jobs from standard input, one JSON line each, until it closes.

    A job is {"day": 6, "answers": "/a/folder" or null, "options": ["--seed=1"]}. Its events are
    printed as JSON lines, then {"event": "done"}.
    """
    from katas.harness.run import PLUGINS, Run

    warm_up(PLUGINS)
    for line in sys.stdin:
        job = json.loads(line)
        day = days.by_number(job["day"])
        assert day is not None
        environ = {k: v for k, v in os.environ.items() if k != answers.VARIABLE}
        if job["answers"] is not None:
            environ[answers.VARIABLE] = job["answers"]
        for event in Run(day, *job["options"], environ=environ, warm=True):
            print(json.dumps(event))
        print(json.dumps({"event": "done"}), flush=True)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        serve()
