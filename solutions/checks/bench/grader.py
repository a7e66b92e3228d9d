"""The grader's throughput against that of a plain loop, on the same cohort, as a ratio.

The loop starts `pytest katas/dayNN_...` once for each student and day, with no isolation at all;
once more with none but the plugins that are needed. The grader's time is that of the whole command:
self-test, references, sandboxes, comparison and reports. Neither runs a starter that was handed in
unchanged; only the grader asks from outside as well.

The grader's overhead: its time by the clock, over the CPU time of what the answers themselves were
put through (their tests, and the examiner's questions), divided among the cores that it may use.
1.0 is the limit that no grader can go below; from 1.33 on more than a quarter of the time is
overhead: the start, the references, sandboxes that warm up, waiting, reports.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from katas.harness import answers, days
from katas.harness.days import Day
from katas.harness.display.console import working
from katas.harness.run.starting import arguments
from solutions.grading.grade import Grading, cores
from solutions.grading.verdict.model import DayGrade

DAYS = (2, 3, 4, 7)
JOBS = 2
PLAIN, LEAN, GRADER = "a plain pytest for each", "a lean pytest for each", "make grade"


def show(out: Console, students: int = 10, rounds: int = 3) -> None:
    """Grade a cohort both ways in turns, and print what each took."""
    from solutions.checks.tools.sample_cohort import FULL, PARTIAL, cohort

    chosen = [day for day in days.present() if day.number in DAYS]
    taken: dict[str, list[float]] = {PLAIN: [], LEAN: [], GRADER: []}
    with tempfile.TemporaryDirectory(prefix="katas-bench-") as scratch:
        inbox = Path(scratch, "inbox")
        cohort(inbox, chosen, students, (FULL, PARTIAL))
        count = sum(begun(each, day) for each in inbox.iterdir() for day in chosen)
        overheads: list[float] = []
        for number in range(rounds):
            for name, seconds in taken.items():
                with working(out, f"round {number + 1} of {rounds}: {name}"):
                    if name == GRADER:
                        place = Path(scratch, f"out{number}")
                        seconds.append(grader(inbox, place, chosen))
                        overheads.append(seconds[-1] * min(JOBS, cores()) / own_cpu(place))
                    else:
                        seconds.append(loop(inbox, chosen, lean=name == LEAN))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in ("", "median, s", "best", "worst", "submissions a minute"):
        table.add_column(column, justify="left" if not column else "right")
    for name, seconds in taken.items():
        middle = statistics.median(seconds)
        figures = (middle, min(seconds), max(seconds), 60 * count / middle)
        table.add_row(name, *(f"{figure:.1f}" for figure in figures))
    out.print(table)
    out.print()
    for name in (PLAIN, LEAN):
        pairs = zip(taken[name], taken[GRADER], strict=True)
        ratio = statistics.median(slow / fast for slow, fast in pairs)
        out.print(f"throughput of {GRADER} / {name}: {ratio:.2f}")
    overhead = statistics.median(overheads)
    out.print(
        f"{GRADER}, time by the clock / CPU time of the answers' own tests over cores: "
        f"{overhead:.2f}   (limit 1.0; overhead {1 - 1 / overhead:.0%})"
    )
    out.print(
        f"({students} students, {count} submissions to days {', '.join(map(str, DAYS))}; "
        f"jobs={JOBS}; interleaved rounds: {rounds}; load at the end: {os.getloadavg()[0]:.1f})"
    )


def begun(student: Path, day: Day) -> bool:
    """Whether there is an answer to the day that is not its starter."""
    folder = student / day.name
    return folder.is_dir() and any(
        (folder / file).read_bytes() != (day.starter / file).read_bytes() for file in day.answers
    )


def own_cpu(out: Path) -> float:
    """Seconds of CPU time of all answers' tests, and of asking them from outside."""
    lines = (out / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    return sum(DayGrade.from_json(json.loads(line)["grade"]).cpu for line in lines)


def loop(inbox: Path, chosen: Sequence[Day], *, lean: bool) -> float:
    """Seconds of one cold pytest for each student and day. lean: with the needed plugins only."""
    started = time.perf_counter()
    for student in sorted(inbox.iterdir()):
        for day in chosen:
            if begun(student, day):
                environ = {**os.environ, answers.VARIABLE: str(student)}
                # xdist is what the project's own checks need: an instructor need not have it.
                options = arguments(day) if lean else ["-p", "no:xdist", str(day.folder)]
                if lean:
                    environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
                quietly([sys.executable, "-m", "pytest", *options], environ)
    return time.perf_counter() - started


def grader(inbox: Path, out: Path, chosen: Sequence[Day]) -> float:
    """Seconds of all that make grade does, for these days."""
    command = [sys.executable, "-m", "solutions.checks.bench.grader", str(inbox), str(out)]
    command += [str(day.number) for day in chosen]
    started = time.perf_counter()
    if quietly(command, dict(os.environ)):
        sys.exit("The grader failed: run make grade by itself to see why.")
    return time.perf_counter() - started


def quietly(command: list[str], environ: dict[str, str]) -> int:
    quiet = subprocess.DEVNULL
    root = answers.KATAS.parent
    return subprocess.run(
        command, cwd=root, env=environ, stdin=quiet, stdout=quiet, stderr=quiet
    ).returncode


def main() -> int:
    """Grade DAYS of INBOX into OUT: make grade takes one day or all."""
    inbox, out, *numbers = sys.argv[1:]
    chosen = [day for day in days.present() if str(day.number) in numbers]
    return Grading(Path(inbox), Path(out), chosen, JOBS, False, Console()).run()


if __name__ == "__main__":
    sys.exit(main())
