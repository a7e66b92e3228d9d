"""The first process of a sandbox: loads Django and pytest once, then forks a child for each day.

Standard input is a socket to the grader. A job comes with the writing end of a pipe, which only the
child that runs the day keeps: what it records reaches the grader without passing through here. The
answer to a job says how the child ended. As process 1 of the sandbox this process cannot be killed
from within, and its end is the end of all others.
"""

import json
import os
import shutil
import signal
import socket
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from katas.harness import answers, days
from katas.harness.forkserver.server import warm_up
from katas.harness.run.fork import Forked
from katas.harness.run.stacks import answer_line
from katas.harness.run.starting import PLUGINS, arguments

from . import own_postgres, system_calls, tripwires
from .child import MESSAGE, TAIL, dumpable, end_all, end_of, limit, unheard, wait
from .sessions import be_examined


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


def run(job: dict[str, Any], record: int, control: socket.socket) -> dict[str, Any]:
    """Run a day in a child of its own and say how the child ended.

    job: the number of the `day`, the `answers`' folder, pytest's `options`, `cpu`, the seconds of
    CPU time after which the child is killed, the `key` of the record's seal, and whether the day
    runs on `postgres`.
    """
    with own_postgres.served(job["postgres"]) as server:
        return run_with(server, job, record, control)


def run_with(
    server: dict[str, str], job: dict[str, Any], record: int, control: socket.socket
) -> dict[str, Any]:
    """Run a day on the server of those variables; on SQLite, where there are none."""
    day, key = days.by_number(job["day"]), [job.pop("key")]
    assert day is not None

    def prepare() -> None:
        dumpable(True)
        limit({"CPU": job["cpu"]})
        signal.signal(signal.SIGALRM, unheard)  # a test may end while it is being rung
        os.environ.update(server)
        if server:
            own_postgres.use()
        tripwires.arm(key.pop(), day)
        system_calls.refuse()  # what is left behind could be used when it is asked from outside

    environ = {**os.environ, **server, answers.VARIABLE: job["answers"]}
    environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    with tempfile.TemporaryFile("w+b") as said:
        options = ["-p", tripwires.__name__, f"--record={record}", *arguments(day, *job["options"])]
        child = Forked(options, environ, said.fileno(), [control.fileno()], prepare)
        os.close(record)
        stopped = wait(child.pid, control)
        _, status, used = os.wait4(child.pid, 0)
        end_all(child.pid)
        text = end_of(said, 8 * TAIL)
    return {
        "code": os.waitstatus_to_exitcode(status),
        "stopped": stopped,
        "cpu": used.ru_utime + used.ru_stime,
        "memory": used.ru_maxrss * 1024,
        "said": text[-TAIL:],
        "place": answer_line(text, day),
    }


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


if __name__ == "__main__":
    main()
