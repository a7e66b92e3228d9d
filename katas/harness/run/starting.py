"""How pytest is started for a run: its arguments, and the two ways to a process of its own."""

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from katas.harness.days import Day
from katas.harness.postgres import databases

if TYPE_CHECKING:
    from katas.harness.run.fork import Fork

# From pytest's arguments, the environment, the output's descriptor, descriptors the child does not
# need, and the record's, to the process.
Start = Callable[
    [list[str], Mapping[str, str], int, Sequence[int], int], "subprocess.Popen[bytes] | Fork"
]
PLUGINS = ["pytest_django.plugin", "pytest_benchmark.plugin"]


def arguments(day: Day, *options: str) -> list[str]:
    """pytest's arguments for a day's tests, with only the plugins that are needed."""
    plugins = [each for name in PLUGINS for each in ("-p", name)]
    return [
        *plugins,
        "-q",
        "--no-header",
        "--tb=no",
        "--show-capture=no",
        # On a PostgreSQL server the test database is dropped when the run has ended, not before.
        *(["--reuse-db"] if databases.are_served() else []),
        *options,
        str(day.folder),
    ]


def as_process(
    arguments: list[str],
    environ: Mapping[str, str],
    output: int,
    unneeded: Sequence[int],
    writer: int,
) -> "subprocess.Popen[bytes] | Fork":
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", *arguments],
        env=environ,
        pass_fds=[writer],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def as_fork(
    arguments: list[str],
    environ: Mapping[str, str],
    output: int,
    unneeded: Sequence[int],
    writer: int,
) -> "subprocess.Popen[bytes] | Fork":
    from katas.harness.run.fork import Forked

    return Forked(arguments, environ, output, unneeded)
