"""A run in a fork of this process, which has warmed up: see `katas.harness.forkserver.server`."""

import ctypes
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn

import pytest

from katas.harness.answers import KATAS

CONFIG = KATAS.parent / "pyproject.toml"
PR_SET_PDEATHSIG = 1  # linux/prctl.h
FAILED = 70  # sysexits.h: EX_SOFTWARE
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class Fork:
    """A forked child with the part of subprocess.Popen's face that a run needs.

    It comes back twice: `pid` is 0 in the child, which leads a process group of its own.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        output: int,
        unneeded: Sequence[int],
        prepare: Callable[[], None] = lambda: None,
    ) -> None:
        """unneeded: descriptors that are closed in the child. prepare: called in it before all."""
        self.returncode: int | None = None
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                for descriptor in unneeded:
                    os.close(descriptor)
                os.setsid()
                die_with(parent)
                prepare()
                _settle(environ, output)
            except BaseException:
                os._exit(FAILED)

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


class Forked(Fork):
    """A child that runs pytest and ends with it."""

    def __init__(
        self,
        arguments: list[str],
        environ: Mapping[str, str],
        output: int,
        unneeded: Sequence[int],
        prepare: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(environ, output, unneeded, prepare)
        if self.pid == 0:
            run_and_exit(lambda: pytest.main(["-c", str(CONFIG), *arguments]))


def run_and_exit(pytest_main: Callable[[], int]) -> NoReturn:
    """End this process with pytest's exit code, whatever happens."""
    code = FAILED
    try:
        code = int(pytest_main())
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _settle(environ: Mapping[str, str], output: int) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    null = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((null, 0), (output, 1), (output, 2)):
        os.dup2(source, target)
    os.environ.clear()
    os.environ.update(environ)
    tempfile.tempdir = None  # the parent has looked it up, but this run has its own


def die_with(parent: int) -> None:
    """Be killed when the parent dies, where the system can do that (Linux, prctl(2)).

    Elsewhere the run ends with its next event, which nobody is there to read, and whoever started
    the parent has been told the run's process group.
    """
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
