"""The throughput of two workers on this machine against that of a local run with two jobs.

    python -m solutions.checks.bench.cluster [STUDENTS [ROUNDS]]

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
from katas.harness.display.console import console
from solutions.checks.bench.grader import DAYS, JOBS
from solutions.checks.support.cluster import Cluster
from solutions.checks.tools.sample_cohort import FULL, PARTIAL, cohort
from solutions.grading.grade import Grading

HERE = "solutions.checks.bench.cluster"
CHOSEN = [day for day in days.present() if day.number in DAYS]


def show(out: Console, students: int, rounds: int) -> None:
    """Grade a cohort both ways in turns, and print what each took."""
    root = KATAS.parent
    environ = {**os.environ, "PYTHONPATH": str(root)}
    with tempfile.TemporaryDirectory(prefix="katas-bench-") as scratch:
        folder = Path(scratch)
        cohort(folder / "one", CHOSEN, 1, (FULL,))
        cohort(folder / "inbox", CHOSEN, students, (FULL, PARTIAL))
        with Cluster(root, environ, folder) as cluster:
            cluster.settle(JOBS)
            first = seconds(folder / "one", folder / "first", cluster.address)
            out.print(f"first meeting, with one student: {first:.1f} s")
            ratios = []
            for number in range(rounds):
                local = seconds(folder / "inbox", folder / f"local{number}", "")
                far = seconds(folder / "inbox", folder / f"far{number}", cluster.address)
                same = grades(folder / f"local{number}") == grades(folder / f"far{number}")
                ratios.append(local / far)
                out.print(
                    f"round {number + 1}: local {local:.1f} s, cluster {far:.1f} s,"
                    f" ratio {ratios[-1]:.2f}, grades.csv {'the same' if same else 'DIFFERENT'}"
                )
    out.print(
        f"throughput of {JOBS} workers / {JOBS} jobs here: {statistics.median(ratios):.2f}"
        f"   ({students} students, days {', '.join(map(str, DAYS))}; rounds: {rounds};"
        f" load at the end: {os.getloadavg()[0]:.1f})"
    )


def seconds(inbox: Path, place: Path, address: str) -> float:
    command = [sys.executable, "-m", HERE, json.dumps([str(inbox), str(place), address])]
    started = time.perf_counter()
    ran = subprocess.run(command, cwd=KATAS.parent, capture_output=True, text=True)
    if ran.returncode:
        sys.exit(f"The grader failed:\n{ran.stdout}{ran.stderr}")
    return time.perf_counter() - started


def grades(place: Path) -> bytes:
    return (place / "grades.csv").read_bytes()


def main(*given: str) -> int:
    if given and given[0].startswith("["):
        inbox, place, address = json.loads(given[0])
        grading = Grading(Path(inbox), Path(place), CHOSEN, JOBS, False, Console())
        grading.cluster = address or None
        return grading.run()
    students, rounds = map(int, [*given, *("10", "3")[len(given) :]])
    show(console(), students, rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
