"""The first process of a sandbox: loads Django and pytest once, then forks a child for each day.

Standard input is a socket to the grader. A job comes with the writing end of a pipe, which only the
child that runs the day keeps: what it records reaches the grader without passing through here. The
answer to a job says how the child ended. As process 1 of the sandbox this process cannot be killed
from within, and its end is the end of all others.
"""

import contextlib
import ctypes
import json
import os
import resource
import select
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from katas.harness import answers, days
from katas.harness.forkserver.server import warm_up
from katas.harness.run.fork import Fork, Forked
from katas.harness.run.process import PLUGINS, arguments

from . import agent, tripwires

MESSAGE = 65_536  # bytes, more than any message has
PR_SET_DUMPABLE = 4
STACKS_WITHIN = 3.0  # seconds for faulthandler to write where a stuck child is
TAIL = 2_000  # characters of what pytest said, for a fault of ours


def main() -> NoReturn:
    """Say that all is ready, then run jobs until the grader hangs up."""
    settings = json.loads(sys.argv[1])
    control = socket.socket(fileno=os.dup(0))
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    limit(settings["limits"])
    dumpable(False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warm_up(PLUGINS)
    days.present()
    scratch = {folder: set(Path(folder).iterdir()) for folder in settings["scratch"]}
    tell(control, ready=True)
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, MESSAGE, 1)
        if not data:
            os._exit(0)
        job = json.loads(data)
        del data  # it holds the key, which the child is not to find
        if "exam" in job:
            desk = socket.socket(fileno=descriptors[0])
            told = be_examined(job, desk, control, partial(sweep, scratch))
            tell(control, **told, clean=sweep(scratch))
        elif "day" in job:
            told = run(job, descriptors[0], control)
            tell(control, **told, clean=sweep(scratch))


def tell(control: socket.socket, **message: Any) -> None:
    try:
        control.send(json.dumps(message).encode())
    except OSError:  # the grader is gone
        os._exit(0)


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


def run(job: dict[str, Any], record: int, control: socket.socket) -> dict[str, Any]:
    """Run a day in a child of its own and say how the child ended.

    job: the number of the `day`, the `answers`' folder, pytest's `options`, `cpu`, the seconds of
    CPU time after which the child is killed, and the `key` of the record's seal.
    """
    day, key = days.by_number(job["day"]), [job.pop("key")]
    assert day is not None

    def prepare() -> None:
        dumpable(True)
        limit({"CPU": job["cpu"]})
        tripwires.arm(key.pop(), day)

    environ = {**os.environ, answers.VARIABLE: job["answers"]}
    environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    with tempfile.TemporaryFile("w+b") as said:
        options = ["-p", tripwires.__name__, f"--record={record}", *arguments(day, *job["options"])]
        child = Forked(options, environ, said.fileno(), [control.fileno()], prepare)
        os.close(record)
        stopped = wait(child.pid, control)
        _, status, used = os.wait4(child.pid, 0)
        end_all(child.pid)
        said.seek(0, os.SEEK_END)
        said.seek(max(0, said.tell() - 8 * TAIL))
        text = said.read().decode("utf-8", "replace")
    return {
        "code": os.waitstatus_to_exitcode(status),
        "stopped": stopped,
        "cpu": used.ru_utime + used.ru_stime,
        "memory": used.ru_maxrss * 1024,
        "said": text[-TAIL:],
        "place": place(text, [f"/{day.name}/{file}" for file in day.answers]),
    }


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
                ended = session(day, descriptors[0], environ, job["cpu"], desk, control)
                used += ended["cpu"]
                clean()
                with contextlib.suppress(OSError):
                    desk.send(json.dumps(ended).encode())
    return {"cpu": used}


def session(
    day: days.Day,
    door: int,
    environ: dict[str, str],
    cpu: int,
    desk: socket.socket,
    control: socket.socket,
) -> dict[str, Any]:
    """One process with the answer in it, until the examiner ends it, or the grader."""

    def prepare() -> None:
        dumpable(True)
        limit({"CPU": cpu})

    with tempfile.TemporaryFile("w+b") as said:
        unneeded = [control.fileno(), desk.fileno()]
        child = Fork(environ, said.fileno(), unneeded, prepare)
        if child.pid == 0:
            agent.serve(door, day)
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
        said.seek(0, os.SEEK_END)
        said.seek(max(0, said.tell() - 2 * TAIL))
        text = said.read().decode("utf-8", "replace")
    seconds = used.ru_utime + used.ru_stime
    return {"code": os.waitstatus_to_exitcode(status), "cpu": seconds, "said": text[-TAIL:]}


def wait(child: int, control: socket.socket) -> bool:
    """Wait until the child ends, or end it when the grader says so, and tell whether it was told.

    A child that is ended so is first made to write its stacks: faulthandler's handler of SIGABRT
    works even in a stuck process.
    """
    ended = os.pidfd_open(child)
    try:
        if ended in select.select([ended, control.fileno()], [], [])[0]:
            return False
        if not control.recv(MESSAGE):
            end_all(child)
            os._exit(0)
        for number in (signal.SIGABRT, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, number)
            if select.select([ended], [], [], STACKS_WITHIN)[0]:
                break
        return True
    finally:
        os.close(ended)


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


def sweep(folders: dict[str, set[Path]]) -> bool:
    """Empty the folders that an answer may write to, but for what was there before it.

    Returns whether that was possible.
    """
    try:
        for folder, own in folders.items():
            for path in set(Path(folder).iterdir()) - own:
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                else:
                    path.unlink()
    except (OSError, RecursionError):
        return False
    return True


def place(said: str, files: list[str]) -> str:
    """The answer's line in the stacks that faulthandler wrote, or ""."""
    for line in said.splitlines():
        for file in files:
            if f'{file}", line ' in line:
                number, _, function = line.partition('", line ')[2].partition(" in ")
                return f"{Path(file).name}:{number} in {function}"
    return ""


if __name__ == "__main__":
    main()
