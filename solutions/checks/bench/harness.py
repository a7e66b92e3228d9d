"""Figures of the harness itself, as ratios from one run."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from katas.harness import answers
from katas.harness.days import Day
from katas.harness.display.console import working
from katas.harness.run.process import Run
from katas.harness.run.starting import arguments

ROUNDS = 3


def show(day: Day, out: Console) -> None:
    """Time `make kata`, bare pytest and the start-up in turns, on the reference if it is here."""
    reference = answers.KATAS.parent / "solutions"
    if answers.VARIABLE not in os.environ and (reference / day.name).is_dir():
        os.environ[answers.VARIABLE] = str(reference)
    contenders: dict[str, Callable[[Day], float]] = {
        f"make kata day={day.number}, s": make_kata,
        "bare pytest, same tests and plugins, s": bare_pytest,
        "start-up to first test, s": start_up,
    }
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(ROUNDS):
        for name, contender in contenders.items():
            with working(out, f"round {number + 1} of {ROUNDS}: {name}"):
                taken[name].append(contender(day))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in ("", "median", "best", "worst"):
        table.add_column(column, justify="left" if not column else "right")
    for name, seconds in taken.items():
        cells = [f(seconds) for f in (statistics.median, min, max)]
        table.add_row(name, *(f"{cell:.2f}" for cell in cells))
    out.print(table)
    ours, bare, _ = (statistics.median(seconds) for seconds in taken.values())
    out.print(f"\nmake kata / bare pytest: {ours / bare:.2f}   ({ROUNDS} interleaved rounds)")


def make_kata(day: Day) -> float:
    """Seconds of the learner's command as a whole."""
    return _timed(["make", "-s", "kata", f"day={day.number}"], {})


def bare_pytest(day: Day) -> float:
    """Seconds of pytest on the same tests, with only the plugins that they need."""
    command = [sys.executable, "-m", "pytest", *arguments(day)]
    return _timed(command, {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"})


def start_up(day: Day) -> float:
    """Seconds from the start of a cold run to the start of its first test."""
    started = time.perf_counter()
    run = Run(day)
    for event in run:
        if event["event"] in ("start", "stopped"):
            break
    seconds = time.perf_counter() - started
    run.close(wait=1.0)
    return seconds


def _timed(command: list[str], environ: dict[str, str]) -> float:
    started = time.perf_counter()
    subprocess.run(
        command,
        cwd=answers.KATAS.parent,
        env={**os.environ, **environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return time.perf_counter() - started
