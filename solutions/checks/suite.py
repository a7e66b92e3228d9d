"""The project's own checks, in a process of their own: pytest on this folder."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

from katas.harness.answers import KATAS

COMMAND = [sys.executable, "-m", "pytest", "solutions/checks", "-n", "4", "--dist=worksteal"]
# Else 400 MB of folders are kept, and some later pytest, a day's run perhaps, clears them away.
COMMAND += ["-o", "tmp_path_retention_policy=failed"]


def run() -> int:
    """Run the checks alone, on this terminal. Returns pytest's exit status."""
    return subprocess.run(COMMAND, cwd=KATAS.parent).returncode


@contextmanager
def beside(out: Console, turn: int | None) -> Iterator["subprocess.Popen[str]"]:
    """Run the checks during the block, and wait for them; their lines are shown as they come.

    turn: of the modules that take minutes only those whose turn it is; None: all.
    The checks mostly wait, for processes and servers, and leave the machine to the block.
    """
    by_turn = [] if turn is None else [f"--long-turn={turn}"]
    process = subprocess.Popen(
        [*COMMAND, f"--color={'yes' if out.color_system else 'no'}", *by_turn],
        cwd=KATAS.parent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )

    def show() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            out.print(Text.from_ansi(line.rstrip("\n")), soft_wrap=True)

    thread = threading.Thread(target=show)
    thread.start()
    try:
        yield process
    except BaseException:
        process.terminate()
        raise
    finally:
        process.wait()
        thread.join()
