"""The pytest plugin: options, tasks, seeds, time limits, and the record of the run."""

import bdb
import gc
import json
import os
import platform
import random
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from textwrap import indent
from typing import Any

import pytest

from katas.harness import answers, days, verdicts
from katas.harness.run import explain, loading
from katas.harness.run.record import SCHEMA, ExitStatus, Recorder, status_of
from katas.harness.run.selection import DAY, TASK, NoSuchTest, chosen, in_order
from katas.harness.run.source_links import expanded
from katas.harness.run.time_limit import limit, suspend

OUTPUT_LINES = 8
SEED = "katas_seed"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("katas")
    group.addoption("--answers", help="the folder of answers to examine (as KATAS_ANSWERS)")
    group.addoption("--seed", type=int, help="replay a run's random data")
    group.addoption("--shuffle", action="store_true", help="run the tests in random order")
    group.addoption("--only-task", type=int, help="run this task's tests alone")
    group.addoption("--only-test", help="run the test of this name alone, with all its parameters")
    group.addoption("--first-task", type=int, help="run this task's tests before the others")
    group.addoption("--record", type=int, help="file descriptor for the record (JSON lines)")
    group.addoption("--held", type=int, help="file descriptor to wait for, the tests collected")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "task(number): the task of the day that the test belongs to")
    config.addinivalue_line(
        "markers", "machine: measures memory, time, threads, servers or processes (soundness)"
    )
    if (folder := config.getoption("--answers")) is not None:
        os.environ[answers.VARIABLE] = folder
    config.pluginmanager.register(KatasPlugin(config), "katas")


class KatasPlugin:
    """One run: which day, whose answers, what came of it."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        seed = getattr(config, "workerinput", {}).get(SEED, config.getoption("--seed"))
        self.seed = random.randrange(10**5) if seed is None else seed
        descriptor = config.getoption("--record")
        self.recorder = Recorder(descriptor) if descriptor is not None else None
        self.started = time.monotonic()
        self.days: dict[str, days.Day] = {}
        self.outcomes: dict[str, str] = {}
        self.late: set[tuple[int, int]] = set()
        self.broken: dict[str, str] = {}
        self.not_collected: dict[str, str] = {}
        self.stopped: ExitStatus | None = None
        self.announced = 0
        self.part = "test" if config.getoption("--only-test") else ""
        self.part = self.part or ("task" if config.getoption("--only-task") else "")
        try:
            self.folder = answers.folder()
        except answers.AnswersNotFound as error:
            self.stop(ExitStatus.NO_ANSWERS, "answers-not-found", str(error))

    def record(self, event: str, **fields: Any) -> None:
        if self.recorder:
            self.recorder.write(event, **fields)

    def stop(self, status: ExitStatus, reason: str, text: str) -> None:
        """End the run with one message."""
        self.stopped = status
        self.record("stopped", reason=reason, text=text)
        self.record("end", status=status, seconds=time.monotonic() - self.started)
        pytest.exit(f"\n{text}", returncode=status)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Give the workers of pytest-xdist the seed that the header names."""
        node.workerinput[SEED] = self.seed

    def pytest_report_header(self) -> str:
        return f"katas: answers {self.folder or 'in katas/'}, --seed {self.seed}"

    # Collecting -----------------------------------------------------------------------------------

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.not_collected[report.nodeid] = report.longreprtext

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        mine = [item for item in items if days.of_path(item.path)]
        for item in mine:
            day = days.of_path(item.path)
            assert day is not None
            self.days.setdefault(day.name, day)
            item.stash[DAY] = day
            item.stash[TASK] = self.task_of(item, day)
        self.be_held()
        try:
            task, test = self.config.getoption("--only-task"), self.config.getoption("--only-test")
            mine = chosen(mine, task, test)
        except NoSuchTest as error:
            self.stop(ExitStatus.WRONG_USE, "no-such-test", str(error))
        first = self.config.getoption("--first-task")
        mine.sort(key=lambda item: in_order(item.stash[DAY], item.stash[TASK], first))
        if self.config.getoption("--shuffle"):
            random.Random(self.seed).shuffle(mine)
        items[:] = [item for item in items if DAY not in item.stash] + mine
        for file in self.not_collected:
            if day := days.of_path(self.config.rootpath / file):
                self.days.setdefault(day.name, day)
        for day in self.days.values():
            if self.recorder or not self.config.getoption("--collect-only"):
                self.check(day)
        if self.recorder and self.not_collected:
            file, text = next(iter(self.not_collected.items()))
            self.stop(
                ExitStatus.ENVIRONMENT,
                "not-collected",
                f"Not judged: the environment. {file} cannot be loaded:\n\n"
                f"{indent(last_lines(text), '  ')}",
            )
        if mine:
            self.announced = len(mine)
            self.announce(mine)
            # Tests collect garbage often: what is loaded by now need not be walked each time.
            gc.freeze()

    def be_held(self) -> None:
        """If asked to, wait for the seed and the task that comes first; end if none will come.

        What could not be collected may be mended by then: the next run begins from the start.
        """
        if (descriptor := self.config.getoption("--held")) is None:
            return
        if self.not_collected:
            os._exit(0)
        with os.fdopen(descriptor) as go:
            line = go.readline()
        if not line:
            os._exit(0)
        for option in json.loads(line):
            name, _, number = option.removeprefix("--").partition("=")
            setattr(self.config.option, name.replace("-", "_"), int(number))
        if (seed := self.config.getoption("--seed")) is not None:
            self.seed = seed
        self.started = time.monotonic()

    def task_of(self, item: pytest.Item, day: days.Day) -> days.Task:
        marks = [mark.args[0] for mark in item.iter_markers("task")]
        numbers = {task.number for task in day.tasks}
        if len(marks) != 1 or marks[0] not in numbers:
            self.stop(
                ExitStatus.ENVIRONMENT,
                "manifest",
                f"{item.nodeid} must have one mark task(n), n one of {sorted(numbers)};"
                f" it has {marks}.",
            )
        return day.task(marks[0])

    def check(self, day: days.Day) -> None:
        try:
            loading.check(day)
        except answers.AnswersNotFound as error:
            self.stop(ExitStatus.NO_ANSWERS, "answers-not-found", str(error))
        except loading.DoesNotLoad as error:
            if self.recorder:
                self.stop(ExitStatus.RED, "does-not-load", str(error))
            self.broken[day.name] = str(error)

    def announce(self, items: list[pytest.Item]) -> None:
        import django

        self.record(
            "run",
            schema=SCHEMA,
            day=items[0].stash[DAY].number,
            answers=self.folder and str(self.folder),
            seed=self.seed,
            part=self.part,
            versions={"python": platform.python_version(), "django": django.__version__},
            tests=[
                {
                    "id": item.name,
                    "task": item.stash[TASK].number,
                    "rule": rule_of(item),
                    "node": f"{item.path.relative_to(answers.KATAS.parent)}::{item.name}",
                }
                for item in items
            ],
        )

    # Running --------------------------------------------------------------------------------------

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        if DAY not in item.stash:
            return (yield)
        self.record("start", id=item.name)
        reseed(f"{self.seed}:{item.name}")
        verdicts.taken.clear()
        item.stash[RESULT] = Result()
        result = yield
        self.finish(item)
        return result

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """In plain pytest, the first test of a day that does not load says so; the others rest."""
        day = item.stash.get(DAY, None)
        if day is not None and day.name in self.broken:
            text, self.broken[day.name] = self.broken[day.name], ""
            if text:
                raise verdicts.Wrong(verdicts.Verdict(note=text))
            raise verdicts.NotRun(f"{' or '.join(day.answers)} does not load")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        if DAY not in item.stash:
            return (yield)
        day, task = item.stash[DAY], item.stash[TASK]
        if (day.number, task.number) in self.late:
            raise verdicts.Wrong(
                verdicts.Verdict(
                    expected=f"every test of the task to end within {day.time_limit:g} s",
                    got="an earlier test of this task did not end, so this one was left out",
                )
            )
        with limit(day.time_limit, explain.locator(loading.files(day))):
            return (yield)

    def pytest_enter_pdb(self) -> None:
        """Who debugs may take their time; where nobody can type, the test says what to do."""
        if self.recorder:
            raise bdb.BdbQuit
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
            result.outcome, result.verdict = explain.outcome_of(error, loading.files(day))
            if isinstance(error, explain.TimeLimit):
                self.late.add((day.number, item.stash[TASK].number))
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
        self.record(
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
        if self.stopped is not None or not self.outcomes:
            return
        if self.recorder and len(self.outcomes) < self.announced:
            return  # something ended the session: whoever reads the record says which test it was
        status = status_of(self.outcomes.values())
        if session.exitstatus in (0, 1) and status != ExitStatus.GREEN:
            session.exitstatus = status
        self.record("end", status=status, seconds=time.monotonic() - self.started)

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """Leave at once if an endless loop sits in a thread: joining it would never end."""
        stuck = [t for t in threading.enumerate() if t is not threading.main_thread()]
        if self.late and stuck:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status_of(self.outcomes.values()))


class Result:
    """What came of one test."""

    def __init__(self) -> None:
        self.outcome = "passed"
        self.verdict: verdicts.Verdict | None = None
        self.seconds = 0.0
        self.output = ""


RESULT = pytest.StashKey[Result]()


def rule_of(item: pytest.Item) -> str:
    """The required behaviour: the first sentence of the test's docstring."""
    text = getattr(getattr(item, "function", None), "__doc__", None) or item.name
    return " ".join(text.strip().partition("\n\n")[0].split())


def reseed(seed: str) -> None:
    """Seed all random data of one test, independent of the tests before it."""
    from factory.random import reseed_random

    reseed_random(seed)
    random.seed(seed)


def last_lines(text: str, count: int = 4) -> str:
    """The last lines of a traceback: where it ended, and with what."""
    return "\n".join([line.removeprefix("E   ") for line in text.strip().splitlines()][-count:])


def tail(text: str) -> str:
    """The last lines of what the answer printed, each cut to 200 characters."""
    lines = text.splitlines()
    shown = [line[:200] for line in lines[-OUTPUT_LINES:]]
    if len(lines) > OUTPUT_LINES:
        shown.insert(0, f"({len(lines) - OUTPUT_LINES:,} lines before)")
    return "\n".join(shown)
