"""The throughput of two workers on this machine against that of a local run with two jobs.

    python -m solutions.checks.bench.cluster [STUDENTS [ROUNDS [DAY,DAY]]]

The same cohort both ways in turns, each time by the whole command. The workers are there all along,
as a cluster's are: what their first meeting takes, the references on each of them, is said apart.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

from katas.harness import days
from katas.harness.answers import KATAS
from katas.harness.days import Day
from katas.harness.display.console import console
from solutions.checks.bench.grader import DAYS, JOBS
from solutions.checks.support.cluster import Cluster
from solutions.checks.tools.sample_cohort import FULL, PARTIAL, cohort
from solutions.grading.grade import Grading
from solutions.grading.kept.secret import NAME as SECRET
from solutions.grading.kept.secret import SIZE

HERE = "solutions.checks.bench.cluster"


def show(out: Console, students: int, rounds: int, numbers: str) -> None:
    """Grade a cohort both ways in turns, and print what each took."""
    root, chosen = KATAS.parent, of(numbers)
    environ = {**os.environ, "PYTHONPATH": str(root)}
    with tempfile.TemporaryDirectory(prefix="katas-bench-") as scratch:
        folder = Path(scratch)
        cohort(folder / "one", chosen, 1, (FULL,))
        cohort(folder / "inbox", chosen, students, (FULL, PARTIAL))
        with Cluster(root, environ, folder) as cluster:
            cluster.settle(JOBS)
            first = seconds(folder / "one", folder / "first", cluster.address, numbers)
            out.print(f"first meeting, with one student: {first:.1f} s")
            ratios = []
            for number in range(rounds):
                local = seconds(folder / "inbox", folder / f"local{number}", "", numbers)
                far = seconds(folder / "inbox", folder / f"far{number}", cluster.address, numbers)
                same = grades(folder / f"local{number}") == grades(folder / f"far{number}")
                ratios.append(local / far)
                out.print(
                    f"round {number + 1}: local {local:.1f} s, cluster {far:.1f} s,"
                    f" ratio {ratios[-1]:.2f}, grades.csv {'the same' if same else 'DIFFERENT'}"
                )
    out.print(
        f"throughput of {JOBS} workers / {JOBS} jobs here: {statistics.median(ratios):.2f}"
        f"   ({students} students, days {numbers}; rounds: {rounds};"
        f" load at the end: {os.getloadavg()[0]:.1f})"
    )


def of(numbers: str) -> list[Day]:
    return [day for day in days.present() if str(day.number) in numbers.split(",")]


def seconds(inbox: Path, place: Path, address: str, numbers: str) -> float:
    command = [sys.executable, "-m", HERE, json.dumps([str(inbox), str(place), address, numbers])]
    started = time.perf_counter()
    ran = subprocess.run(command, cwd=KATAS.parent, capture_output=True, text=True)
    if ran.returncode:
        sys.exit(f"The grader failed:\n{ran.stdout}{ran.stderr}")
    return time.perf_counter() - started


def grades(place: Path) -> bytes:
    return (place / "grades.csv").read_bytes()


def main(*given: str) -> int:
    if given and given[0].startswith("["):
        inbox, place, address, numbers = json.loads(given[0])
        Path(place).mkdir()
        Path(place, SECRET).write_bytes(bytes(SIZE))  # both ways the same is asked
        grading = Grading(Path(inbox), Path(place), of(numbers), JOBS, False, Console())
        grading.cluster = address or None
        return grading.run()
    students, rounds, numbers = [*given, *("10", "3", ",".join(map(str, DAYS)))[len(given) :]]
    show(console(), int(students), int(rounds), numbers)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
