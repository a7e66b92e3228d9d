"""What the first process of a sandbox does with a child: bounds, its end, its last words."""

import contextlib
import ctypes
import json
import os
import resource
import select
import signal
import socket
from types import FrameType
from typing import IO

MESSAGE = 65_536  # bytes, more than any message has
PR_SET_DUMPABLE = 4
STACKS_WITHIN = 3.0  # seconds for faulthandler to write where a stuck child is
TAIL = 2_000  # characters of what a child said, for a fault of ours


def limit(limits: dict[str, int]) -> None:
    """Bounds for this process and all that come from it; they cannot be raised again."""
    for name, most in limits.items():
        kind = getattr(resource, f"RLIMIT_{name}")
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))


def dumpable(yes: bool) -> None:
    """Whether processes of the same user may look into this one or trace it."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, int(yes), 0, 0, 0)


def wait(child: int, control: socket.socket) -> bool:
    """Wait until the child ends, or end it when the grader says so, and tell whether it was told.

    A child that is to be rung gets SIGALRM: its test's time is up (`katas.harness.run.time_limit`).
    One that is ended is first made to write its stacks: faulthandler's handler of SIGABRT works
    even in a stuck process.
    """
    ended = os.pidfd_open(child)
    try:
        while True:
            if ended in select.select([ended, control.fileno()], [], [])[0]:
                return False
            if not (message := control.recv(MESSAGE)):
                end_all(child)
                os._exit(0)
            if "ring" not in json.loads(message):
                break
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGALRM)
        for number in (signal.SIGABRT, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, number)
            if select.select([ended], [], [], STACKS_WITHIN)[0]:
                break
        return True
    finally:
        os.close(ended)


def unheard(number: int, frame: FrameType | None) -> None:
    """For a signal that comes when nobody waits for it any more. No program inherits it."""


def end_all(child: int) -> None:
    """Kill whatever the child left behind and reap it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if os.getpid() == 1:
            os.kill(-1, signal.SIGKILL)
        else:
            os.killpg(child, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while os.getpid() == 1:
            os.wait()


def end_of(said: IO[bytes], characters: int) -> str:
    """The end of what a child has written."""
    said.seek(0, os.SEEK_END)
    said.seek(max(0, said.tell() - characters))
    return said.read().decode("utf-8", "replace")
