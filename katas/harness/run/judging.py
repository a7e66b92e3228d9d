"""Each test of a run: its data seeded, its time limited, its outcome found and recorded."""

import os
import random
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pytest

from katas.harness import answers, verdicts
from katas.harness.run import explain, loading, on_postgres
from katas.harness.run.record import ExitStatus, status_of
from katas.harness.run.selection import DAY, TASK
from katas.harness.run.source_links import expanded
from katas.harness.run.time_limit import LATER, limit, suspend

if TYPE_CHECKING:
    from katas.harness.run.plugin import KatasPlugin

OUTPUT_LINES = 8


class Result:
    """What came of one test."""

    def __init__(self) -> None:
        self.outcome = "passed"
        self.verdict: verdicts.Verdict | None = None
        self.seconds = 0.0
        self.output = ""


RESULT = pytest.StashKey[Result]()


class Judging:
    """A plugin of its own beside the run's, whose seed, record and end it shares."""

    def __init__(self, config: pytest.Config, run: "KatasPlugin") -> None:
        self.config, self.run = config, run
        self.outcomes: dict[str, str] = {}
        self.late: dict[tuple[int, int], str] = {}  # what was expected, by day and task

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        if DAY not in item.stash:
            return (yield)
        self.run.record("start", id=item.name, allowed=self.allowed(item))
        reseed(f"{self.run.seed}:{item.name}")
        verdicts.taken.clear()
        item.stash[RESULT] = Result()
        result = yield
        self.finish(item)
        return result

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """In plain pytest, the first test of a day that does not load says so; the others rest."""
        day = item.stash.get(DAY, None)
        if day is not None and day.name in self.run.broken:
            text, self.run.broken[day.name] = self.run.broken[day.name], ""
            if text:
                raise verdicts.Wrong(verdicts.Verdict(note=text))
            raise verdicts.NotRun(f"{' or '.join(day.answers)} does not load")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        if DAY not in item.stash:
            return (yield)
        day, task = item.stash[DAY], item.stash[TASK]
        if expected := self.late.get((day.number, task.number)):
            raise verdicts.Wrong(
                verdicts.Verdict(
                    expected=expected,
                    got="an earlier test of this task did not end, so this one was left out",
                    cause=verdicts.LEFT_OUT,
                )
            )
        with (
            on_postgres.nothing_unfinished(),
            limit(
                self.allowed(item),
                explain.locator(loading.files(day)),
                timed=self.config.getoption("--time-limit") is None,
                tell=lambda where: self.run.record("still", id=item.name, where=where),
            ),
        ):
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Iterator[None]:
        try:
            return (yield)
        finally:
            if DAY in item.stash:
                on_postgres.part()

    def allowed(self, item: pytest.Item) -> float:
        """The seconds that a test may compute."""
        day, given = item.stash[DAY], self.config.getoption("--time-limit")
        is_long = item.get_closest_marker("machine") is not None
        seconds: float = given or (day.time_limit if is_long else day.usual_time_limit)
        return seconds * LATER if self.late else seconds

    def pytest_enter_pdb(self) -> None:
        """Who debugs may take their time; where nobody can type, the test says what to do."""
        if self.run.recorder:
            raise explain.NobodyTypes
        suspend()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Iterator[None]:
        report: Any = yield
        if DAY not in item.stash:
            return report
        result, day = item.stash[RESULT], item.stash[DAY]
        result.seconds += call.duration
        if call.excinfo is not None and result.outcome == "passed":
            error = call.excinfo.value
            result.outcome, result.verdict = explain.outcome_of(error, loading.files(day), day)
            if result.verdict and result.verdict.cause == "time":
                expected = "every test of the task to end"
                if isinstance(error, explain.TimeLimit):
                    expected += f" within {error.seconds:g} s"
                self.late[day.number, item.stash[TASK].number] = expected
            if result.outcome == "not_run":
                report.outcome = "skipped"
                report.longrepr = (str(item.path), 0, result.verdict.note)
            elif result.outcome != "error":
                report.outcome = "failed"
                folder, here = answers.day_folder(day.name), self.config.invocation_params.dir
                text = expanded(str(result.verdict), day, folder, here)
                report.longrepr = f"{rule_of(item)}\n\n{text.lstrip()}"
        if report.when == "call":
            result.output = tail(report.capstdout)
        return report

    def finish(self, item: pytest.Item) -> None:
        result = item.stash[RESULT]
        self.outcomes[item.nodeid] = result.outcome
        self.run.record(
            "test",
            id=item.name,
            task=item.stash[TASK].number,
            outcome=result.outcome,
            seconds=result.seconds,
            verdict=result.verdict and asdict(result.verdict),
            figures=[asdict(figure) for figure in verdicts.taken],
            output=result.output,
        )

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.run.stopped is not None or not self.outcomes:
            return
        if self.run.recorder and len(self.outcomes) < self.run.announced:
            return  # something ended the session: whoever reads the record says which test it was
        status = status_of(self.outcomes.values())
        if session.exitstatus in (0, 1) and status != ExitStatus.GREEN:
            session.exitstatus = status
        self.run.record("end", status=status, seconds=time.monotonic() - self.run.started)

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """Leave at once if an endless loop sits in a thread: joining it would never end."""
        stuck = [t for t in threading.enumerate() if t is not threading.main_thread()]
        if self.late and stuck:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status_of(self.outcomes.values()))


def rule_of(item: pytest.Item) -> str:
    """The required behaviour: the first sentence of the test's docstring."""
    text = getattr(getattr(item, "function", None), "__doc__", None) or item.name
    return " ".join(text.strip().partition("\n\n")[0].split())


def reseed(seed: str) -> None:
    """Seed all random data of one test, independent of the tests before it."""
    from factory.random import reseed_random

    reseed_random(seed)
    random.seed(seed)


def tail(text: str) -> str:
    """The last lines of what the answer printed, each cut to 200 characters."""
    lines = text.splitlines()
    shown = [line[:200] for line in lines[-OUTPUT_LINES:]]
    if len(lines) > OUTPUT_LINES:
        shown.insert(0, f"({len(lines) - OUTPUT_LINES:,} lines before)")
    return "\n".join(shown)
