"""Asks answers from outside, as the grader does, and prints what came of each task.

    python -m solutions.checks.tools.examination DAY [NAME ...] [--seeds N] [--task N ...]

NAME: "reference", "starter", "wheats", "chaffs", the name of a wheat or chaff, or a folder with
answer files; without any, the reference and all wheats. Exit status 1 if one of the right answers
does not agree.
"""

import argparse
import sys
from collections import deque
from pathlib import Path

from katas.harness import days
from katas.harness.days import Day
from solutions.checks.soundness import candidates
from solutions.grading.examiner.examiners import Examiners
from solutions.grading.sandbox.outcome import RunOutcome
from solutions.grading.sandbox.pool import Job, SandboxPool, Work
from solutions.grading.sandbox.selftest import found
from solutions.grading.sandbox.staging import Workplace


def chosen(day: Day, names: list[str]) -> list[tuple[str, bool, dict[str, bytes]]]:
    """Name, whether it is right, and the files of each answer that was asked for."""
    known = candidates.of(day)
    picked: list[tuple[str, bool, dict[str, bytes]]] = []
    for name in names or ["reference", "wheats"]:
        if Path(name).is_dir():
            files = {file: (Path(name) / file).read_bytes() for file in day.answers}
            picked.append((name, False, files))
            continue
        matching = [each for each in known if name in (each.kind, f"{each.kind}s", each.name)]
        if not matching:
            sys.exit(f"Day {day.number} has no answer called {name}, and it is no folder.")
        picked += [
            (each.label, each.kind in ("reference", "wheat"), each.files(day)) for each in matching
        ]
    return picked


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
    with Workplace() as workplace:
        box = found(workplace, [], unsafe=False)
        with (
            Examiners([day], workplace.examiners) as examiners,
            SandboxPool(box, workplace, options.jobs, examiners=examiners) as sandboxes,
        ):
            covered = examiners.covered[day.number]
            tasks = tuple(task for task in options.task or covered if task in covered)

            def work(label: str, right: bool, files: dict[str, bytes]) -> Work:
                def finish(job: Job, ran: RunOutcome) -> bool:
                    nonlocal wrong
                    wrong += show(label, right, job, ran)
                    return False

                seeds = range(options.first, options.first + options.seeds)
                jobs = [Job(day, files, 0, asked=tasks, secret=str(seed)) for seed in seeds]
                return Work(label, deque(jobs), finish)

            sandboxes.run((work(*each) for each in chosen(day, options.names)), lambda _: None)
    print(f"day {day.number}: examined {covered}; {wrong} of the right answers' do not agree")
    return min(wrong, 1)


def show(label: str, right: bool, job: Job, ran: RunOutcome) -> int:
    """One line for an examination, and one for each finding. Returns how many are wrong."""
    told = {event["task"]: event for event in ran.record.of("asked")}
    words = [f"{task} {told[task]['result'] if task in told else '-'}" for task in job.asked]
    used = (ran.ending or {}).get("cpu", 0.0)
    line = f"{label}  seed {job.secret}: {', '.join(words)}"
    print(f"{line}   {ran.seconds:.1f} s, {used:.1f} s CPU in the sandbox", flush=True)
    for event in ran.record.events:
        if event["event"] == "fault":
            print(f"    FAULT of ours, task {event['task']}: {event['text']}", flush=True)
        elif event.get("result") in ("contradicted", "broke-off"):
            print(f"    task {event['task']} {event['question']}: {event['asked']}")
            print(f"      expected {event['expected']}\n      got      {event['got']}", flush=True)
    if ran.trouble or not ran.record.ended:
        print(f"    broke off: {ran.trouble} {ran.record.faults} {ran.ending}", flush=True)
    return sum(told.get(task, {}).get("result") != "agreed" for task in job.asked) if right else 0


if __name__ == "__main__":
    sys.exit(main())
