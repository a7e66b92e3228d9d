"""Is a day sound? Runs all its answers and says where tests and answers do not agree."""

import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from katas.harness.days import Day
from katas.harness.learner import mistakes
from solutions.checks.soundness import messages, mistakes_file
from solutions.checks.soundness.candidates import (
    Candidate,
    carry_over,
    faults_of_files,
    has_turn,
    is_meant,
    of,
)
from solutions.checks.soundness.patches import PatchFault
from solutions.checks.soundness.progress import run_shown
from solutions.checks.soundness.report import DayReport, show, show_surprises
from solutions.checks.soundness.workers import Trial, hogs

# Answers that run at the same time: some compute, and some wait.
JOBS = 6


def examine(
    days: Sequence[Day],
    out: Console,
    *,
    repeat: int = 1,
    machine: int = 0,
    load: int = 0,
    workers: int,
    seed: int = 1,
    update: bool = False,
    only: str = "",
    turn: tuple[int, int] = (0, 1),
) -> int:
    """Run every answer of the days and print what was found. Returns 0 if all is well.

    repeat: runs of each answer; more than one means random order, a new seed and a new hash seed
    for each. machine: further runs, of the tests marked `machine` only.
    load: CPU hogs beside the runs. seed: of the first round, and its hash seed: what was found in
    round 3 of seed=1 comes again with seed=3.
    only: parts of the names of the answers to run, with commas between.
    turn: of the wrong answers only those whose turn it is, and of how many.
    """
    started = time.monotonic()
    reports = [DayReport(day) for day in days]
    for report in reports if update else []:
        report.left_out = carry_over(report.day, only)
    rounds = repeat + machine
    with tempfile.TemporaryDirectory(prefix="katas-answers-") as folder, hogs(load):
        for number in range(rounds):
            options = [f"--seed={seed + number}"]
            options += ["--shuffle"] if rounds > 1 else []
            options += ["-m", "machine"] if number >= repeat else []
            trials = _trials(reports, only, options, Path(folder), turn)
            title = f"round {number + 1} of {rounds}" if rounds > 1 else "soundness"
            run_shown(trials, workers, out, title, hash_seed=seed + number)
        if rounds == 1 and not update:
            run_shown(_second_trials(reports), workers, out, "once more", hash_seed=seed)
    for report in reports:
        judge(report, update=update, partial=bool(only) or turn[1] > 1)
        show(report, out)
    for report in reports:
        show_surprises(report, out)
    surprises = sum(len(report.surprises) for report in reports)
    flips = sum(sum(report.flips.values()) for report in reports)
    answers = sum(len(report.trials) for report in reports)
    tests = sum(len(report.tests) for report in reports)
    verdicts = sum(report.verdicts for report in reports)
    parts = [f"{answers} answers", f"{tests} tests", f"{verdicts:,} verdicts"]
    parts += [f"{flips} flips beside {load} CPU hogs"] if rounds > 1 else []
    wavered = sum(len(report.wavered) for report in reports)
    parts += [f"{wavered} wavered"] if wavered else []
    parts += [f"{surprises} surprises", f"{time.monotonic() - started:.0f} s"]
    out.print(" · ".join(parts))
    return 1 if surprises or flips else 0


def _trials(
    reports: list[DayReport], only: str, options: list[str], folder: Path, turn: tuple[int, int]
) -> list[Trial]:
    """A trial for each answer. The days are mixed: some mostly wait, others mostly compute."""
    placed: list[tuple[float, Trial]] = []
    for report in reports:
        candidates = [
            each for each in of(report.day) if is_meant(each, only) and has_turn(each, *turn)
        ]
        for position, candidate in enumerate(candidates):
            try:
                place = candidate.lay_out(report.day, folder)
            except PatchFault as error:
                report.left_out.setdefault(candidate.name, str(error))
                continue
            trial = Trial(report.day.number, str(place), options)
            report.trials.setdefault(candidate, []).append(trial)
            placed.append((position / len(candidates), trial))
    return [trial for _, trial in sorted(placed, key=lambda pair: pair[0])]


def _second_trials(reports: list[DayReport]) -> list[Trial]:
    """One for each wrong answer that was caught, but otherwise than recorded.

    Threads and processes decide what some of them do. An answer that is not caught, or a right one
    that is rejected, gets no second trial.
    """
    for report in reports:
        for candidate, (first, *_) in report.trials.items():
            outcomes = set(first.outcomes.values())
            caught = "failed" in outcomes and not outcomes & {"unfit", "error"}
            if candidate.kind == "chaff" and caught and problems_of(candidate, first, report.day):
                report.second[candidate] = Trial(first.day, first.answers, first.options)
    return [trial for report in reports for trial in report.second.values()]


def judge(report: DayReport, *, update: bool, partial: bool) -> None:
    """Fill in the surprises and the flips."""
    say = report.surprises.append
    for fault in report.left_out.values():
        say(fault)
    for fault in faults_of_files(report.day):
        say(fault)
    failed_by: Counter[str] = Counter()
    for candidate, trials in report.trials.items():
        first = trials[0]
        failed_by.update(test for test, outcome in first.outcomes.items() if outcome == "failed")
        for trial in trials[1:]:
            # A run of some tests announces those; one that announces none lacks them all.
            for name in set(trial.outcomes or first.outcomes) - candidate.sometimes:
                if trial.outcomes.get(name) != first.outcomes.get(name):
                    report.flips[f"{candidate.label}: {name}"] += 1
        if candidate.kind == "starter" and not first.stopped:
            report.told = told_of(first, report.day)
        problems = problems_of(candidate, first, report.day, new=update, told=len(trials) == 1)
        second = report.second.get(candidate)
        if second and not problems_of(candidate, second, report.day):
            report.wavered += [f"{candidate.label}: {problem}" for problem in problems]
        else:
            report.surprises += [f"{candidate.label}: {problem}" for problem in problems]
        known = {test["id"] for test in first.tests}
        if known and (odd := sorted(candidate.sometimes - known)):
            say(f"{candidate.label}: Sometimes: names no test of the day: {', '.join(odd)}")
        if candidate.kind == "chaff" and update and len(trials) == 1:
            messages.record(report.day, candidate, first)
    for fault in mistakes_file.faults(report.day, update):
        say(fault)
    if not partial:
        for test in report.tests:
            if not failed_by[test["id"]]:
                say(f"{test['id']} is failed by no wrong answer: it proves nothing")
        for stray in messages.strays(report.day, of(report.day)):
            say(stray)


def problems_of(
    candidate: Candidate, trial: Trial, day: Day, *, new: bool = False, told: bool = True
) -> list[str]:
    """Where a run is not what it should be; told: in what its messages say, too."""
    found = surprises_of(candidate, trial, day, new=new)
    if candidate.kind == "chaff" and told and not new:
        found += [changed] if (changed := messages.difference(day, candidate, trial)) else []
    return found


def surprises_of(candidate: Candidate, trial: Trial, day: Day, *, new: bool = False) -> list[str]:
    """Where the outcomes of one run are not what they should be.

    new: a wrong answer may be one whose messages have not been recorded yet.
    """
    if trial.stopped:
        return [trial.stopped]
    outcomes = trial.outcomes
    failed = {test for test, outcome in outcomes.items() if outcome == "failed"}
    found = [
        f"{test}: {outcome}, the test itself is at fault\n{_note(trial, test)}"
        for test, outcome in outcomes.items()
        if outcome in ("unfit", "error")
    ]
    if candidate.kind in ("reference", "wheat"):
        found += [f"{test} rejects a right answer\n{_note(trial, test)}" for test in sorted(failed)]
    elif candidate.kind == "chaff":
        failed -= candidate.sometimes
        named = set(messages.caught_by(day, candidate))
        if named or not new:
            found += [f"is not caught by {test}" for test in sorted(named - failed)]
            found += [f"is caught by {test} too" for test in sorted(failed - named)]
        if not failed:
            found.append("is caught by no test")
    else:
        for task in day.tasks:
            ids = [test["id"] for test in trial.tests if test["task"] == task.number]
            if not failed & set(ids):
                found.append(f"task {task.number} is green from the start")
    return found


def told_of(trial: Trial, day: Day) -> list[str]:
    """What `make hint` says of the starter, task by task: each sentence is to be true of it."""
    outcomes = trial.outcomes
    red = {test["id"]: test["task"] for test in trial.tests if outcomes[test["id"]] == "failed"}
    named = {task.number: mistakes.named(day, task.number, red) for task in day.tasks}
    return [f"starter, task {number}: {sentence}" for number, sentence in named.items() if sentence]


def _note(trial: Trial, test: str) -> str:
    event = next(e for e in trial.events if e["event"] == "test" and e["id"] == test)
    verdict = event["verdict"] or {}
    parts = [f"      {key}: {verdict.get(key)}" for key in ("asked", "expected", "got", "note")]
    return "\n".join(part for part in parts if not part.endswith((": ", ": None")))
