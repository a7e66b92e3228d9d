"""The pytest plugin: its options, which tests are collected and announced, how a run is stopped."""

import gc
import json
import os
import platform
import random
from collections.abc import Iterator
from textwrap import indent
from time import monotonic
from typing import Any

import pytest

from katas.harness import answers, days
from katas.harness.postgres import databases
from katas.harness.run import loading, on_postgres
from katas.harness.run.judging import Judging, rule_of
from katas.harness.run.record import SCHEMA, ExitStatus, Recorder
from katas.harness.run.selection import DAY, TASK, NoSuchTest, chosen, in_order

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
    group.addoption(
        "--time-limit",
        type=float,
        help="seconds of CPU time for one test, instead of the day's; SIGALRM ends one that waits",
    )
    group.addoption("--held", type=int, help="file descriptor to wait for, the tests collected")
    group.addoption("--db", choices=["sqlite", "postgres"], help="the database: SQLite by default")


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """The server is there before Django's settings are read, which pytest-django does here."""
    if early_config.known_args_namespace.db == "postgres":
        on_postgres.serve(early_config)
    return (yield)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "task(number): the task of the day that the test belongs to")
    config.addinivalue_line(
        "markers", "machine: measures memory, time, threads, servers or processes (soundness)"
    )
    if (folder := config.getoption("--answers")) is not None:
        os.environ[answers.VARIABLE] = folder
    katas = KatasPlugin(config)
    config.pluginmanager.register(katas, "katas")
    config.pluginmanager.register(Judging(config, katas), "katas-judging")


class KatasPlugin:
    """One run: which day, whose answers, what came of it."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        seed = getattr(config, "workerinput", {}).get(SEED, config.getoption("--seed"))
        self.seed = random.randrange(10**5) if seed is None else seed
        descriptor = config.getoption("--record")
        self.recorder = Recorder(descriptor) if descriptor is not None else None
        self.started = monotonic()
        self.days: dict[str, days.Day] = {}
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
        self.record("end", status=status, seconds=monotonic() - self.started)
        pytest.exit(f"\n{text}", returncode=status)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Give the workers of pytest-xdist the seed that the header names."""
        node.workerinput[SEED] = self.seed

    def pytest_report_header(self) -> str:
        there = ", on PostgreSQL" if databases.are_served() else ""
        return f"katas: answers {self.folder or 'in katas/'}, --seed {self.seed}{there}"

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.not_collected[report.nodeid] = report.longreprtext

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        try:
            mine = [item for item in items if days.of_path(item.path)]
        except days.ManifestError as error:
            self.stop(ExitStatus.ENVIRONMENT, "manifest", str(error))
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
            fault = "the environment" if "ModuleNotFoundError" in text else "a fault of the kata"
            self.stop(
                ExitStatus.ENVIRONMENT,
                "not-collected",
                f"Not judged: {fault}. {file} cannot be loaded:\n\n"
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
        self.started = monotonic()

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


def last_lines(text: str, count: int = 4) -> str:
    """The last lines of a traceback: where it ended, and with what."""
    return "\n".join([line.removeprefix("E   ") for line in text.strip().splitlines()][-count:])
