"""Is the same submission given the same grade each time?

    python -m solutions.checks.tools.repeatability

Of each day the reference, an alternative, the starter and a wrong answer are graded several times
on an idle machine, and as often beside processes that use up all of its time. Every task's
outcome has to be the same. Exit status 1: it was not.
"""

import json
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import click

from katas.harness import days as harness_days
from katas.harness.days import Day
from solutions.checks.soundness.workers import hogs
from solutions.checks.tools.sample_cohort import hand_in, right, wrong
from solutions.grading.verdict.reference import SOLUTIONS

KINDS = "reference", "alternative", "starter", "mistake"
Outcomes = dict[tuple[str, int], str]


def cohort(inbox: Path, days: Sequence[Day]) -> None:
    """A student for each kind of answer, with all days."""
    for day in days:
        kinds = zip(KINDS, (*right(day)[:2], *wrong(day)[:2]), strict=True)
        for kind, answer in kinds:
            hand_in(inbox, kind, day, answer)


def graded(inbox: Path, out: Path, days: Sequence[Day], unsafe: bool) -> Outcomes:
    """What came of each task of each student, the reasons of whole days included."""
    command = [sys.executable, "-m", "solutions", "grade", "--submissions", str(inbox)]
    command += [str(days[0].number)] if len(days) == 1 else []
    command += ["--out", str(out), "--jobs", "2", *(["--unsafe"] if unsafe else [])]
    ran = subprocess.run(command, cwd=SOLUTIONS.parent, capture_output=True, text=True)
    if ran.returncode:
        sys.exit(
            f"The grader ended with {ran.returncode}:\n{ran.stdout[-2000:]}{ran.stderr[-2000:]}"
        )
    found: Outcomes = {}
    for line in (out / "journal.jsonl").read_text(encoding="utf-8").splitlines():
        grade = json.loads(line)["grade"]
        for task in grade["tasks"]:
            tests = ", ".join(f"{test['id']} {test['outcome']}" for test in task["tests"])
            key = (f"{grade['student']} on day {grade['day']}", task["number"])
            found[key] = f"{grade['status']}, {task['earned']} points: {tests}"
    return found


@click.command()
@click.option("--times", default=30, help="Gradings on an idle machine, and as many beside hogs.")
@click.option("--hogs", "count", default=4, help="Processes that do nothing but use the CPU.")
@click.option("--day", "numbers", multiple=True, type=int, help="Only this day; may be repeated.")
@click.option("--unsafe", is_flag=True)
def main(times: int, count: int, numbers: tuple[int, ...], unsafe: bool) -> None:
    """Grade the same answers again and again and compare every task's outcome."""
    days = [day for day in harness_days.present() if not numbers or day.number in numbers]
    seen: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    with tempfile.TemporaryDirectory() as scratch:
        inbox = Path(scratch, "inbox")
        cohort(inbox, days)
        for beside in (0, count) if count else (0,):
            for number in range(times):
                with hogs(beside):
                    outcomes = graded(inbox, Path(scratch, f"out-{beside}-{number}"), days, unsafe)
                for key, outcome in outcomes.items():
                    seen[key][outcome] += 1
                click.echo(f"{number + 1} of {times} beside {beside} hogs: {len(outcomes)} tasks")
    changed = {key: found for key, found in seen.items() if len(found) > 1}
    for (whose, task), found in changed.items():
        click.echo(f"{whose}, task {task}:")
        for outcome, often in found.most_common():
            click.echo(f"  {often} times  {outcome}")
    click.echo(f"{len(seen) - len(changed)} of {len(seen)} tasks had the same outcome each time.")
    sys.exit(1 if changed else 0)


if __name__ == "__main__":
    main()
