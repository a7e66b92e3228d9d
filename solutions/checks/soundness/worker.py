"""A worker of soundness, a process of its own: jobs in, events out (see workers.py).

A day's tests are collected once, in a process of their own, and each answer is judged in a fork of
it. The answers come by the same path, one after the other; none is loaded before its fork.
"""

import contextlib
import gc
import json
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import pytest

from katas.harness import days
from katas.harness.answers import environment
from katas.harness.days import Day
from katas.harness.forkserver.server import Jobs, hand_on, say, warm_up
from katas.harness.run.fork import CONFIG, Fork, die_with, run_and_exit
from katas.harness.run.process import Run
from katas.harness.run.record import ExitStatus, Recorder
from katas.harness.run.starting import PLUGINS, arguments

SEED = "--seed="


class Branches:
    """A plugin of pytest's. Where the answer would be loaded, a fork goes on for each job."""

    def __init__(self, day: Day, jobs: Jobs) -> None:
        self.day, self.jobs = day, jobs
        self.run: Run | None = None  # kept by the fork: without it the run's folder is removed
        self.katas: Any = None

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config) -> None:
        self.katas = config.pluginmanager.get_plugin("katas")
        capture: Any = config.pluginmanager.get_plugin("capturemanager")
        gc.collect()
        gc.freeze()
        with capture.global_and_fixture_disabled():
            for job in self.jobs:
                if not self.judge(job):
                    return
        os._exit(0)

    def judge(self, job: dict[str, Any]) -> bool:
        """False in the fork, which goes on."""
        self.run = Run(
            self.day,
            environ=environment(job["answers"]),
            warm=True,
            until=self.jobs.descriptor,
            start=self.branch,
        )
        if self.run.pid == 0:
            self.katas.started = time.monotonic()
            self.katas.seed = seed_in(job["options"])
            return False
        hand_on(self.run, None, to_the_end=True)
        return True

    def branch(
        self,
        _arguments: list[str],
        environ: Mapping[str, str],
        output: int,
        unneeded: Sequence[int],
        record: int,
    ) -> Fork:
        fork = Fork(
            environ, output, [*unneeded, self.jobs.descriptor], partial(divert_output, output)
        )
        if fork.pid == 0:
            self.katas.recorder = Recorder(os.dup(record))
        return fork


def seed_in(options: Sequence[str]) -> int:
    return next(int(each.removeprefix(SEED)) for each in options if each.startswith(SEED))


def divert_output(output: int) -> None:
    """Lead whatever leads to standard output or error to the run's own output.

    pytest keeps copies of both, for its capturing and for faulthandler.
    """
    ours = [os.fstat(1), os.fstat(2)]
    for path in list(Path("/dev/fd").iterdir()):
        number = int(path.name)
        with contextlib.suppress(OSError):  # the one that read the folder is closed by now
            if any(os.path.samestat(os.fstat(number), each) for each in ours):
                os.dup2(output, number, inheritable=os.get_inheritable(number))


def serve_day(day: Day, folder: str, options: Sequence[str], descriptor: int) -> NoReturn:
    """Collect the day's tests, then run the jobs that come from the descriptor."""
    jobs = Jobs(descriptor)
    os.environ.update(environment(folder))
    branches = Branches(day, jobs)
    command = ["-c", str(CONFIG), *arguments(day, *options)]
    code = pytest.main(command, plugins=[branches])
    if branches.run is None:
        for _ in jobs:
            say({"event": "stopped", "reason": "not-collected", "text": f"pytest said {code}"})
            say({"event": "end", "status": ExitStatus.ENVIRONMENT, "seconds": 0.0})
    run_and_exit(lambda: code)


def serve() -> None:
    """Hand each job from standard input to the process of its day."""
    warm_up(PLUGINS)
    days_at_work: dict[tuple[str, ...], int] = {}
    signal.signal(signal.SIGCHLD, lambda *_: os._exit(70))
    for line in sys.stdin.buffer:
        job = json.loads(line)
        options = [each for each in job["options"] if not each.startswith(SEED)]
        kind = str(job["day"]), job["answers"], *options
        if kind not in days_at_work:
            days_at_work[kind] = begin(job, options, list(days_at_work.values()))
        os.write(days_at_work[kind], line)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for descriptor in days_at_work.values():
        os.close(descriptor)
    for _ in days_at_work:
        os.wait()


def begin(job: dict[str, Any], options: Sequence[str], unneeded: Sequence[int]) -> int:
    """Start the process of a day; what it is to do is written to the descriptor."""
    day = days.by_number(job["day"])
    assert day is not None
    reader, writer = os.pipe()
    parent = os.getpid()
    if os.fork() == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for descriptor in (*unneeded, writer):
            os.close(descriptor)
        die_with(parent)
        serve_day(day, job["answers"], options, reader)
    os.close(reader)
    return writer


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        serve()
