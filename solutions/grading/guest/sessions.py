"""A day that is asked about from outside: a fresh process with the answer for each session."""

import contextlib
import json
import os
import resource
import select
import signal
import socket
import tempfile
from collections.abc import Callable
from functools import partial
from typing import Any

from katas.harness import answers, days
from katas.harness.run.fork import Fork

from . import agent, system_calls
from .child import MESSAGE, TAIL, dumpable, end_all, end_of, limit


def be_examined(
    job: dict[str, Any], desk: socket.socket, control: socket.socket, clean: Callable[[], bool]
) -> dict[str, Any]:
    """Fork the answer's process for each session that the examiner begins, until it hangs up.

    job: the number of the day to `exam`, the `answers`' folder and the `cpu` time of one session.
    desk: the examiner's socket. clean: removes what a session has left for the next one. Returns
    the CPU time of all sessions.
    """
    day = days.by_number(job["exam"])
    assert day is not None
    environ = {**os.environ, answers.VARIABLE: job["answers"]}
    used = 0.0
    with desk:
        with contextlib.suppress(OSError):
            desk.send(b"ready")
        while True:
            if control in select.select([desk, control], [], [])[0]:
                if not control.recv(MESSAGE):
                    os._exit(0)
                break
            data, descriptors, _, _ = socket.recv_fds(desk, MESSAGE, 1)
            if not data:
                break
            if descriptors:
                begun = partial(session, day, descriptors[0], json.loads(data))
                ended = begun(environ, job["cpu"], desk, control)
                used += ended["cpu"]
                clean()
                with contextlib.suppress(OSError):
                    desk.send(json.dumps(ended).encode())
    return {"cpu": used}


def session(
    day: days.Day,
    door: int,
    order: dict[str, Any],
    environ: dict[str, str],
    cpu: int,
    desk: socket.socket,
    control: socket.socket,
) -> dict[str, Any]:
    """One process with the answer in it, until the examiner ends it, or the grader.

    order: whether it may begin other `processes`, of the same program; the `seed` of its draws.
    """

    def prepare() -> None:
        dumpable(True)
        limit({"CPU": cpu})
        system_calls.refuse(programs=True, processes=not order["processes"])

    with tempfile.TemporaryFile("w+b") as said:
        unneeded = [control.fileno(), desk.fileno()]
        child = Fork(environ, said.fileno(), unneeded, prepare)
        if child.pid == 0:
            agent.serve(door, day, order["seed"])
        os.close(door)
        while control not in select.select([desk, control], [], [])[0]:
            told = json.loads(desk.recv(MESSAGE) or b"{}")
            if "limit" not in told:
                break
            kind, most = told["limit"]
            error = ""
            try:
                resource.prlimit(child.pid, getattr(resource, f"RLIMIT_{kind}"), (most, most))
            except (OSError, ValueError) as found:
                error = repr(found)
            with contextlib.suppress(OSError):
                desk.send(json.dumps({"error": error}).encode())
        with contextlib.suppress(ProcessLookupError):
            os.kill(child.pid, signal.SIGKILL)
        _, status, used = os.wait4(child.pid, 0)
        end_all(child.pid)
        text = end_of(said, 2 * TAIL)
    seconds = used.ru_utime + used.ru_stime
    return {"code": os.waitstatus_to_exitcode(status), "cpu": seconds, "said": text[-TAIL:]}
