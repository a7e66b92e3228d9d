"""Keep one server from outliving its test: `python -I -S launch.py LISTENER COMMAND...`.

The test's process holds the other end of this process' standard input. That end closes when the
test is over, and just as well when its process is killed: the server is then told to stop, and
whatever is left of this process group gets SIGKILL. On standard output the test is told "pid N",
then "exit N".

Runs as a file of its own, without site-packages, because each server waits for it to start.
"""

import os
import select
import shutil
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

GRACE = 1.5  # seconds between SIGTERM and SIGKILL; a gevent worker looks up once a second
LIFETIME = 600.0  # seconds after which a server is stopped, whatever its test is doing
OWN = "katas-"  # how the name of a server's own folder begins; a dead test cannot remove it
STEP = 0.05  # seconds between two looks at the server


def main(listener: int, command: list[str]) -> None:
    """Run `command`, all its output going to standard error, until it ends or the test does.

    listener: the descriptor of the listening socket, which the server inherits.
    """
    if os.getpgrp() != os.getpid():
        sys.exit("launch.py kills its whole process group: start it in a session of its own")
    asked: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, frame: asked.append(number))
    test = os.getppid()
    folder = Path.cwd()  # in the end it may be gone
    pid = os.posix_spawn(
        command[0],
        command,
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, 2, 1),
        ],
        # Python ignores it, and what is ignored is inherited.
        setsigdef=[signal.SIGPIPE],
    )
    # A copy that stays open here would take connections for a server that is dead.
    os.close(listener)
    say(f"pid {pid}")
    code = None
    try:
        end = time.monotonic() + LIFETIME
        # A process forked by the test may hold the other end of standard input open: SIGTERM and
        # a new parent are further signs that the test is over.
        while code is None and not asked and time.monotonic() < end and os.getppid() == test:
            if select.select([0], [], [], STEP)[0]:
                break
            code = ended(pid)
        if code is None:
            os.kill(pid, signal.SIGTERM)
        end = time.monotonic() + GRACE
        while code is None and time.monotonic() < end:
            time.sleep(0.01)
            code = ended(pid)
    finally:
        say(f"exit {-signal.SIGKILL if code is None else code}")
        if os.getppid() != test and folder.name.startswith(OWN):
            shutil.rmtree(folder, ignore_errors=True)
        os.killpg(0, signal.SIGKILL)


def ended(pid: int) -> int | None:
    """The exit code of our child, negative for a signal; None while it runs."""
    found, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def say(text: str) -> None:
    """Tell the test, if it is still there."""
    with suppress(BrokenPipeError):
        os.write(1, f"{text}\n".encode())


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
