"""Answers that strangers wrote to deceive the examiner, and the tasks that each has not solved.

They know the exams, not what is drawn. No line of them is told which of the tasks are asked about.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from katas.harness import days
from solutions.checks.soundness.outside import Answer, ask
from solutions.grading.sandbox.outcome import RunOutcome
from solutions.grading.sandbox.work import Job
from solutions.grading.verdict.examined import AGREED

HERE = Path(__file__).resolve().parent / "outside"


def answers() -> Iterator[Answer]:
    """Each with the tasks that its docstring names after "Not solved:".

    A file is the day's first one, and the others are the starter's; a folder has them all.
    """
    for day in days.present():
        for place in sorted((HERE / day.name).glob("[!_.]*")):
            first = place / day.answers[0] if place.is_dir() else place
            own = place if place.is_dir() else day.starter
            files = {name: (own / name).read_bytes() for name in day.answers}
            files[day.answers[0]] = source = first.read_bytes()
            told = ast.get_docstring(ast.parse(source)) or ""
            said = re.search(r"^Not solved: (.+)$", told, re.M)
            assert said, f"{first} does not say what it has not solved"
            tasks = {int(number) for number in said[1].split(", ")}
            yield Answer(day, place.stem, False, files, tasks)


def agreed(seeds: range, jobs: int = 2) -> list[str]:
    """The answers that had a task agreed which they have not solved: name, seed, task."""
    found: list[str] = []

    def heard(answer: Answer, job: Job, ran: RunOutcome, told: dict[int, dict[str, str]]) -> None:
        results = {task: told.get(task, {"result": ran.trouble})["result"] for task in job.asked}
        shown = ", ".join(f"{task} {result}" for task, result in results.items())
        print(f"day {answer.day.number}  {answer.label:<24} seed {job.secret}: {shown}", flush=True)
        found.extend(
            f"{answer.label}, seed {job.secret}, task {task}"
            for task, result in results.items()
            if result == AGREED
        )

    asked = [*answers()]
    ask(days.present(), lambda *_: asked, heard, seeds=seeds, jobs=jobs)
    return found
