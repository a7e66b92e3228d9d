"""Figures of `make watch`: from a save to the verdict, against pytest begun anew each time."""

import contextlib
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from katas.harness import answers
from katas.harness.days import Day
from katas.harness.run.process import Run
from katas.harness.run.starting import arguments

SAVES, ROUNDS = 20, 3
PATIENCE = 120.0  # seconds
VERDICT = re.compile(r"^Task \d+: .* after the save \(tests ([\d.]+)\)")
DAY_ENDED = re.compile(r"^Task .*, day: ([\d.]+) s \(tests ([\d.]+)\)")
SUMMARY = re.compile(r"\b\d+ (passed|failed).* in [\d.]+s")


class Watched:
    """A watch of a copy of the day's starter, without a terminal; lines come with their time."""

    def __init__(self, day: Day, folder: Path, command: Sequence[str]) -> None:
        shutil.copytree(day.starter, folder / day.name)
        self.file = folder / day.name / day.answers[0]
        self.text = self.file.read_text()
        self.lines: list[tuple[float, str]] = []
        self._seen = self._saves = 0
        self._process = subprocess.Popen(
            command,
            cwd=answers.KATAS.parent,
            env=environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.lines.append((time.perf_counter(), line))

    def save(self) -> float:
        """Save the answer with another last line, by turns in place, by a rename, and twice."""
        self._saves += 1
        text = f"{self.text}\n# save {self._saves}\n"
        self._seen = len(self.lines)
        started = time.perf_counter()
        if self._saves % 3 == 1:
            new = self.file.with_suffix(".new")
            new.write_text(text)
            new.replace(self.file)
        else:
            if self._saves % 3 == 2:
                self.file.write_text(self.text)
            self.file.write_text(text)
        return started

    def wait(self, wanted: "re.Pattern[str]") -> tuple[float, "re.Match[str]"]:
        """The time of the next line that matches, and the match."""
        until = time.perf_counter() + PATIENCE
        while time.perf_counter() < until:
            for at, line in self.lines[self._seen :]:
                if match := wanted.search(line):
                    return at, match
            time.sleep(0.001)
        raise TimeoutError("".join(line for _, line in self.lines[-20:]))

    def close(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def show(day: Day, out: Console) -> None:
    """Time saves of the day's starter: the watch, pytest from cold, and pytest-watcher if here."""
    taken: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="katas-bench-") as scratch, contextlib.ExitStack() as s:
        ours = Watched(day, Path(scratch, "ours"), [*python("katas"), "watch", str(day.number)])
        s.callback(ours.close)
        ours.wait(re.compile("after the start"))
        time.sleep(1)
        other = pytest_watcher(day, Path(scratch, "other"))
        if other is not None:
            s.callback(other.close)
            other.wait(SUMMARY)
        names = first_red(day, ours.file.parents[1])
        for number in range(SAVES):
            with out.status(f"save {number + 1} of {SAVES}"):
                started = ours.save()
                at, match = ours.wait(VERDICT)
                note(taken, "save to verdict", at - started)
                note(taken, "  of it beyond the tests' own time", at - started - float(match[1]))
        ours.wait(DAY_ENDED)
        for number in range(ROUNDS):
            with out.status(f"round {number + 1} of {ROUNDS}"):
                started = ours.save()
                note(taken, "save to the end of the day", ours.wait(DAY_ENDED)[0] - started)
                folder = ours.file.parents[1]
                note(taken, "pytest from cold, that task", cold(day, folder, ["-k", names]))
                note(taken, "pytest from cold, the day", cold(day, folder, []))
                if other is not None:
                    started = other.save()
                    seconds = other.wait(SUMMARY)[0] - started
                    note(taken, "pytest-watcher, save to the end", seconds)
    report(taken, out)


def report(taken: dict[str, list[float]], out: Console) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in ("seconds", "median", "p95", "of"):
        table.add_column(column, justify="left" if column == "seconds" else "right")
    for name, seconds in taken.items():
        worst = sorted(seconds)[min(len(seconds) - 1, round(0.95 * len(seconds)))]
        figures = (f"{statistics.median(seconds):.3f}", f"{worst:.3f}", str(len(seconds)))
        table.add_row(name, *figures)
    out.print(table)
    for slow, quick in (
        ("pytest from cold, the day", "save to verdict"),
        ("pytest from cold, that task", "save to verdict"),
        ("pytest-watcher, save to the end", "save to verdict"),
        ("pytest from cold, the day", "save to the end of the day"),
        ("pytest-watcher, save to the end", "save to the end of the day"),
    ):
        if slow in taken:
            ratio = statistics.median(taken[slow]) / statistics.median(taken[quick])
            out.print(f"{slow} / {quick}: {ratio:.1f}")


def note(taken: dict[str, list[float]], name: str, seconds: float) -> None:
    taken.setdefault(name, []).append(seconds)


def first_red(day: Day, folder: Path) -> str:
    """The tests of the first red task, as an expression for pytest's -k."""
    events = list(Run(day, environ=environment(folder)))
    tests = [event for event in events if event["event"] == "test"]
    red = min(event["task"] for event in tests if event["outcome"] == "failed")
    names = {event["id"].partition("[")[0] for event in tests if event["task"] == red}
    return " or ".join(sorted(names))


def cold(day: Day, folder: Path, options: Sequence[str]) -> float:
    """Seconds of pytest on the day, with only the plugins that are needed."""
    started = time.perf_counter()
    subprocess.run(
        [*python("pytest"), *arguments(day, *options)],
        cwd=answers.KATAS.parent,
        env=environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return time.perf_counter() - started


def pytest_watcher(day: Day, folder: Path) -> Watched | None:
    """pytest-watcher with its own delay of 0.2 s; None where it is not installed."""
    program = Path(sys.prefix, "bin", "ptw")
    if not program.exists():
        return None
    # Its own pattern, *.py, matches no path in a folder where watchdog is 7 or newer.
    options = ["--now", "--patterns", "**/*.py", "--runner", str(Path(sys.prefix, "bin", "pytest"))]
    return Watched(day, folder, [str(program), str(folder), *options, *arguments(day)])


def python(module: str) -> list[str]:
    return [sys.executable, "-m", module]


def environment(folder: Path) -> dict[str, str]:
    """As `make kata` has it, with the answers in that folder."""
    return {
        **os.environ,
        answers.VARIABLE: str(folder),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONUNBUFFERED": "1",
        "COLUMNS": "200",
    }
