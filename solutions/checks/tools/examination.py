"""Asks answers from outside, as the grader does, and prints what came of each task.

    python -m solutions.checks.tools.examination DAY [NAME ...] [--seeds N] [--task N ...]

NAME: "reference", "starter", "wheats", "chaffs", the name of a wheat or chaff, or a folder with
answer files; without any, the reference and all wheats. Exit status 1 if one of the right answers
does not agree. For a whole day, with what is caught of its wrong answers: make soundness exam=1.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from katas.harness import days
from katas.harness.days import Day
from solutions.checks.soundness import candidates
from solutions.checks.soundness.outside import RIGHT, Answer, ask
from solutions.grading.sandbox.outcome import RunOutcome
from solutions.grading.sandbox.work import Job
from solutions.grading.verdict.examined import AGREED


def chosen(day: Day, names: list[str], tasks: set[int] | None) -> Iterator[Answer]:
    """The answers that were asked for."""
    known = candidates.of(day)
    for name in names or ["reference", "wheats"]:
        if Path(name).is_dir():
            files = {file: (Path(name) / file).read_bytes() for file in day.answers}
            yield Answer(day, name, False, files, tasks)
            continue
        matching = [each for each in known if name in (each.kind, f"{each.kind}s", each.name)]
        if not matching:
            sys.exit(f"Day {day.number} has no answer called {name}, and it is no folder.")
        for each in matching:
            yield Answer(day, each.label, each.kind in RIGHT, each.files(day), tasks)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("day", type=int)
    arguments.add_argument("names", nargs="*")
    arguments.add_argument("--seeds", type=int, default=1)
    arguments.add_argument("--first", type=int, default=1, help="the first seed")
    arguments.add_argument("--task", type=int, action="append")
    arguments.add_argument("--jobs", type=int, default=1)
    options = arguments.parse_args()
    day = days.by_number(options.day)
    if day is None:
        sys.exit(f"There is no day {options.day}.")
    wrong = 0

    def heard(answer: Answer, job: Job, ran: RunOutcome, told: dict[int, dict[str, str]]) -> None:
        nonlocal wrong
        show(answer.label, job, ran, told)
        agreed = [task for task in job.asked if told.get(task, {}).get("result") == AGREED]
        wrong += answer.right and len(agreed) < len(job.asked)

    tasks = set(options.task) if options.task else None
    asked = list(chosen(day, options.names, tasks))
    seeds = range(options.first, options.first + options.seeds)
    covered = ask([day], lambda *_: asked, heard, seeds=seeds, jobs=options.jobs)
    print(f"day {day.number}: examined {covered[day.number]}; {wrong} right answers do not agree")
    return min(wrong, 1)


def show(label: str, job: Job, ran: RunOutcome, told: dict[int, dict[str, str]]) -> None:
    """One line for an examination, and some for each finding."""
    words = [f"{task} {told[task]['result'] if task in told else '-'}" for task in job.asked]
    used = (ran.ending or {}).get("cpu", 0.0)
    line = f"{label}  seed {job.secret}: {', '.join(words)}"
    asking = sum(event.get("cpu", 0.0) for event in ran.record.events)
    cpu = f"CPU: {used:.1f} s in the sandbox, {asking:.1f} s of the examiner"
    print(f"{line}   {ran.seconds:.1f} s, {cpu}", flush=True)
    for event in ran.record.of("fault"):
        print(f"    FAULT of ours, task {event['task']}: {event['text']}")
    for task, found in told.items():
        if found["result"] != AGREED:
            print(f"    task {task}: {found['asked']}")
            print(f"      expected {found['expected']}\n      got      {found['got']}")
    if ran.trouble or not ran.record.ended:
        print(f"    broke off: {ran.trouble} {ran.record.faults} {ran.ending}")


if __name__ == "__main__":
    sys.exit(main())
