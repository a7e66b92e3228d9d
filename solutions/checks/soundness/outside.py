"""Do right answers agree when they are asked from outside, and is each wrong one caught there too?

Asked as the grader asks: in its sandbox, by its examiners. A right answer that is contradicted, at
any seed, is the worst fault of all. A wrong answer is to be caught in the tasks whose tests catch
it, as far as they are examined; where it is contradicted in others, it is told: an exam that judges
another task's contract sends whoever made that one mistake to a review of more.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from rich.console import Console

from katas.harness.days import Day
from solutions.checks.soundness import messages
from solutions.checks.soundness.candidates import Candidate, is_meant, of
from solutions.checks.soundness.workers import hogs
from solutions.grading.examiner.examiners import Examiners
from solutions.grading.sandbox.outcome import RunOutcome
from solutions.grading.sandbox.pool import SandboxPool
from solutions.grading.sandbox.selftest import found
from solutions.grading.sandbox.staging import Workplace
from solutions.grading.sandbox.work import Job, Work
from solutions.grading.verdict import reference
from solutions.grading.verdict.examined import AGREED, finding

RIGHT = ("reference", "wheat")


@dataclass
class Answer:
    """One answer of a day that is asked.

    tasks: about these, or None for all that are examined. red: those whose tests catch it.
    """

    day: Day
    label: str
    right: bool
    files: dict[str, bytes]
    tasks: set[int] | None = None
    red: frozenset[int] = frozenset()


@dataclass
class DayOutside:
    """What was seen of a day: which wrong answers were caught, of those that could be."""

    day: Day
    examined: list[int]
    asked: int = 0
    caught: int = 0
    missed: list[str] = field(default_factory=list)
    beyond: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    verdicts: int = 0


Heard = Callable[[Answer, Job, RunOutcome, dict[int, dict[str, str]]], None]


def ask(
    days: Sequence[Day],
    answers: Callable[[dict[int, list[int]], SandboxPool], Iterable[Answer]],
    heard: Heard,
    *,
    seeds: range,
    jobs: int,
) -> dict[int, list[int]]:
    """Ask the answers at each seed and hand on what was found, by task.

    answers: makes them, of the examined tasks of each day. Returns those.
    """
    with Workplace() as workplace:
        box = found(workplace, [], unsafe=False)
        with (
            Examiners(days, workplace.examiners) as examiners,
            SandboxPool(box, workplace, jobs, examiners=examiners) as sandboxes,
        ):
            covered = examiners.covered

            def works() -> Iterable[Work]:
                for answer in answers(covered, sandboxes):
                    known = covered[answer.day.number]
                    tasks = tuple(t for t in known if answer.tasks is None or t in answer.tasks)
                    if tasks:
                        yield work(answer, tasks)

            def work(answer: Answer, tasks: tuple[int, ...]) -> Work:
                def finish(job: Job, ran: RunOutcome) -> bool:
                    told = {event["task"]: finding(event) for event in ran.record.of("asked")}
                    heard(answer, job, ran, told)
                    return False

                made = [
                    Job(answer.day, answer.files, 0, asked=tasks, secret=str(seed))
                    for seed in seeds
                ]
                return Work(answer.label, deque(made), finish)

            sandboxes.run(iter(works()), lambda _: None)
            return dict(covered)


def tasks_of_tests(days: Sequence[Day], sandboxes: SandboxPool) -> dict[int, dict[str, int]]:
    """The task of each test, by day: as a run of the reference announces them."""
    shown: dict[int, dict[str, int]] = {}

    def finish(job: Job, ran: RunOutcome) -> bool:
        tests = reference.expected(ran).tests
        shown[job.day.number] = {test["id"]: test["task"] for test in tests}
        return False

    works = [
        Work(day.name, deque([Job(day, reference.files_of(day), reference.SEED)]), finish)
        for day in days
    ]
    sandboxes.run(iter(works), lambda _: None)
    return shown


def examine_outside(
    days: Sequence[Day],
    out: Console,
    *,
    repeat: int,
    load: int,
    jobs: int,
    seed: int,
    only: str,
) -> int:
    """Print what was found. Returns 0 if every right answer agrees, at each of `repeat` seeds.

    Wrong answers are asked once. load: CPU hogs beside. only: parts of names, with commas between.
    """
    started = time.monotonic()
    reports: dict[int, DayOutside] = {day.number: DayOutside(day, []) for day in days}

    def right(covered: dict[int, list[int]], sandboxes: SandboxPool) -> Iterable[Answer]:
        for day in days:
            reports[day.number].examined = covered[day.number]
            for each in of(day):
                if each.kind in RIGHT and is_meant(each, only):
                    yield Answer(day, each.label, True, each.files(day))

    def wrong(covered: dict[int, list[int]], sandboxes: SandboxPool) -> Iterable[Answer]:
        tests = tasks_of_tests(days, sandboxes)
        for day in days:
            for each in of(day):
                if each.kind == "chaff" and is_meant(each, only):
                    red = red_tasks(each, day, tests)
                    yield Answer(day, each.name, False, each.files(day), red=red)

    def heard(answer: Answer, job: Job, ran: RunOutcome, told: dict[int, dict[str, str]]) -> None:
        report = reports[answer.day.number]
        agreed = [task for task in job.asked if told.get(task, {}).get("result") == AGREED]
        report.verdicts += len(job.asked)
        report.faults += [f"{answer.label}: {event['text']}" for event in ran.record.of("fault")]
        if not answer.right:
            caught = set(job.asked) - set(agreed)
            if meant := answer.red & set(job.asked):
                report.asked += 1
                report.caught += bool(caught & meant)
                report.missed += [] if caught & meant else [answer.label]
            report.beyond += [f"{answer.label} ({task})" for task in sorted(caught - answer.red)]
            return
        for task in sorted(set(job.asked) - set(agreed)):
            said = told.get(task) or {"asked": ran.trouble, "expected": "", "got": ""}
            text = "\n      ".join(
                f"{part:<9} {said[part]}" for part in ("asked", "expected", "got")
            )
            report.faults.append(f"{answer.label}, seed {job.secret}, task {task}:\n      {text}")

    with hogs(load):
        ask(days, right, heard, seeds=range(seed, seed + repeat), jobs=jobs)
        ask(days, wrong, heard, seeds=range(seed, seed + 1), jobs=jobs)
    for report in reports.values():
        show(report, out)
    faults = sum(len(report.faults) for report in reports.values())
    verdicts = sum(report.verdicts for report in reports.values())
    out.print(f"{verdicts:,} tasks asked · {faults} faults · {time.monotonic() - started:.0f} s")
    return 1 if faults else 0


def red_tasks(chaff: Candidate, day: Day, tests: dict[int, dict[str, int]]) -> frozenset[int]:
    """The tasks whose tests catch a wrong answer, as its messages are recorded."""
    known = tests[day.number]
    return frozenset(known[name] for name in messages.caught_by(day, chaff) if name in known)


def show(report: DayOutside, out: Console) -> None:
    examined = ", ".join(map(str, report.examined)) or "none"
    line = f"day {report.day.number}  examined: {examined}"
    if report.asked:
        share = 100 * report.caught / report.asked
        line += f"  wrong answers caught outside: {report.caught} of {report.asked} ({share:.0f} %)"
    out.print(line, markup=False, highlight=False)
    if report.missed:
        out.print(f"  not caught: {', '.join(report.missed)}", markup=False, highlight=False)
    if report.beyond:
        others = ", ".join(report.beyond)
        text = f"  contradicted in tasks whose tests are green: {others}"
        out.print(text, markup=False, highlight=False)
    for fault in report.faults:
        out.print(f"  {fault}", markup=False, highlight=False)
