"""How much memory a grader of many students needs.

    python -m solutions.checks.tools.memory_at_scale SIZE FOLDER [cluster]

The inbox, the journal, the verdicts and the reports are the real ones; only the sandboxes are left
out: each run has a made-up record of a green and a red test for each task. Prints a line of JSON.

cluster: on two real workers, which preload this module: so it is theirs that are left out.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest import mock

from rich.console import Console

from katas.harness import days
from katas.harness.answers import KATAS
from katas.harness.days import Day
from katas.harness.run.record import Event
from solutions.grading import grade, references
from solutions.grading.sandbox.outcome import RunOutcome
from solutions.grading.sandbox.received_record import Record
from solutions.grading.sandbox.work import Work

WORKERS = 2
HANDED_IN = 2  # the day that everybody hands in
TEXT = "what a test of this size would say " * 20


class NoSandboxes:
    """Stands in for SandboxPool: every run is over at once."""

    def __init__(self, *_: object, write: bool = False, **options: object) -> None:
        self._reference = write

    def __enter__(self) -> "NoSandboxes":
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def run(self, works: Iterator[Work], done: Callable[[Work], None]) -> None:
        for work in works:
            while work.jobs:
                job = work.jobs.popleft()
                work.finish(job, ran(job.day, red=not self._reference))
            done(work)


def ran(day: Day, red: bool) -> RunOutcome:
    tests = [
        {"id": f"test_{task.number}_{kind}", "task": task.number, "rule": "It works."}
        for task in day.tasks
        for kind in ("green", "red")
    ]
    events: list[Event] = [{"event": "run", "tests": tests, "versions": {"Django": "5.2"}}]
    for test in tests:
        failed = red and str(test["id"]).endswith("red")
        verdict = {"asked": TEXT, "expected": TEXT, "got": TEXT} if failed else None
        outcome = "failed" if failed else "passed"
        events.append(
            {"event": "test", "outcome": outcome, "verdict": verdict, "seconds": 0.1, **test}
        )
    events.append({"event": "end"})
    record = Record()
    record.feed(b"".join(json.dumps(event).encode() + b"\n" for event in events))
    return RunOutcome(day, record, {"code": 0, "said": "", "memory": 0, "cpu": 0.0})


def dask_setup(worker: object) -> None:
    """Called by a worker that preloads this module."""
    from solutions.grading.cluster import calibrated

    for module in (calibrated, references):
        mock.patch.object(module, "SandboxPool", NoSandboxes).start()


@contextmanager
def workers(folder: Path) -> Iterator[str]:
    """The address of a cluster with two workers without sandboxes."""
    from solutions.checks.support.cluster import Cluster

    environ = {**os.environ, "PYTHONPATH": str(KATAS.parent)}
    with Cluster(KATAS.parent, environ, folder) as cluster:
        for _ in range(WORKERS):
            cluster.start_other(KATAS.parent, "--preload", __spec__.name)
        yield cluster.address


@contextmanager
def most_in_flight() -> Iterator[list[int]]:
    """How many students the cluster had at once, at the most."""
    from solutions.grading.cluster.executor import ClusterExecutor

    most, look = [0], ClusterExecutor._exchange

    def exchange(self: ClusterExecutor) -> None:
        look(self)
        most[0] = max(most[0], len(self._out) + len(self._answers))

    with mock.patch.object(ClusterExecutor, "_exchange", exchange):
        yield most


def main() -> None:
    size, folder, on_cluster = int(sys.argv[1]), Path(sys.argv[2]), "cluster" in sys.argv[3:]
    inbox = folder / "inbox"
    handed_in, other = (d for d in days.present() if d.number in (HANDED_IN, HANDED_IN + 1))
    for number in range(size):
        (inbox / f"student-{number:05}").mkdir(parents=True)
        answer = inbox / f"student-{number:05}" / handed_in.answers[0]
        answer.write_text(f"urlpatterns = []  # {number}\n")
    told: dict[str, float] = {"students": size}
    with ExitStack() as stack:
        screen = stack.enter_context((folder / "screen").open("w"))
        grading = grade.Grading(
            inbox, folder / "out", [handed_in, other], 2, not on_cluster, Console(file=screen)
        )
        if on_cluster:
            grading.cluster = stack.enter_context(workers(folder))
            most = stack.enter_context(most_in_flight())
        else:
            grading.starter = True
            stack.enter_context(mock.patch.object(grade, "SandboxPool", NoSandboxes))
        stack.enter_context(mock.patch.object(references, "SandboxPool", NoSandboxes))
        started = time.monotonic()
        grading.run()
        told["seconds"] = time.monotonic() - started
    told["KiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if on_cluster:
        told["in flight"] = most[0]
    print(json.dumps(told))


if __name__ == "__main__":
    main()
