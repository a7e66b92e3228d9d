"""Is a day sound? Runs all its answers and prints where tests and answers do not agree."""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from katas.harness.days import Day
from solutions.checks.soundness import versions
from solutions.checks.soundness.candidates import carry_over, has_turn, is_meant, of
from solutions.checks.soundness.judging import judge, problems_of
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
    counts: Path | None = None,
) -> int:
    """Run every answer of the days and print what was found. Returns 0 if all is well.

    repeat: runs of each answer; more than one means random order, a new seed and a new hash seed
    for each. machine: further runs, of the tests marked `machine` only.
    load: CPU hogs beside the runs. seed: of the first round, and its hash seed: what was found in
    round 3 of seed=1 comes again with seed=3.
    only: parts of the names of the answers to run, with commas between.
    turn: of the wrong answers only those whose turn it is, and of how many.
    counts: a folder for what is counted, on this Python and this database.
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
            if number == 0 and rounds > 1:
                took = time.monotonic() - started
                out.print(f"The first of {rounds} rounds took {took:.0f} s: all take", end=" ")
                out.print(f"about {max(rounds * took / 60, 1):.0f} minutes.")
        if rounds == 1 and not update:
            run_shown(_second_trials(reports), workers, out, "once more", hash_seed=seed)
    for report in reports:
        judge(report, update=update, partial=bool(only) or turn[1] > 1)
        show(report, out)
    for report in reports:
        show_surprises(report, out)
    if counts:
        versions.keep(reports, counts)
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
