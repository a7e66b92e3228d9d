"""What soundness has found of a day: the matrix of all answers, its margins, and the surprises."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console

from katas.harness.days import Day
from katas.harness.display.console import escape
from solutions.checks.soundness.candidates import Candidate
from solutions.checks.soundness.workers import Trial

NAME_WIDTH = 38
SIGNS = {"passed": ".", "failed": "x", "not_run": "-", "unfit": "?", "error": "!"}


@dataclass
class DayReport:
    """What came of a day: the matrix' trials, all surprises, and flips between repeats.

    left_out: by the names of chaffs that could not be laid out, why.
    second: of wrong answers that were caught otherwise than recorded, another trial.
    wavered: what was otherwise than recorded in the first trial only.
    recorded: the wrong answers whose messages now name other tests than before.
    told: the mistakes that are named to whoever runs the starter, or another's wrong answer.
    unwritten: what is still to be written of a new day.
    """

    day: Day
    trials: dict[Candidate, list[Trial]] = field(default_factory=dict)
    surprises: list[str] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    second: dict[Candidate, Trial] = field(default_factory=dict)
    wavered: list[str] = field(default_factory=list)
    recorded: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    unwritten: list[str] = field(default_factory=list)
    flips: Counter[str] = field(default_factory=Counter)

    @property
    def verdicts(self) -> int:
        return sum(len(trial.outcomes) for trials in self.trials.values() for trial in trials)

    @property
    def tests(self) -> list[dict[str, Any]]:
        """The tests as a run announced them, in the order of the tasks."""
        known = (trial.tests for trials in self.trials.values() for trial in trials)
        return next((tests for tests in known if tests), [])


def show(report: DayReport, out: Console) -> None:
    """Print the matrix with its legend, and the margins."""
    tests, day = report.tests, report.day
    out.print(f"\n[b]Day {day.number}  {day.title}[/b]\n")
    for task in day.tasks:
        ids = [test["id"] for test in tests if test["task"] == task.number]
        out.print(f"[dim]task {task.number}[/dim]  {escape('  '.join(ids))}")
    heading = " ".join(
        f"{task.number:<{sum(t['task'] == task.number for t in tests)}}" for task in day.tasks
    )
    out.print(f"\n[dim]{'':{NAME_WIDTH}}{heading}", soft_wrap=True)
    for candidate, trials in report.trials.items():
        signs = _signs(trials[0], tests, day)
        out.print(f"{candidate.label:{NAME_WIDTH}}{signs}", soft_wrap=True)
    counts = " ".join(
        "".join(_count(report, test["id"]) for test in tests if test["task"] == task.number)
        for task in day.tasks
    )
    out.print(
        f"[dim]{'answers that fail it (+ is 10 or more)':{NAME_WIDTH}}{counts}\n", soft_wrap=True
    )
    for line in margins(report):
        out.print(f"[dim]margin[/dim]  {escape(line)}", soft_wrap=True)


def show_surprises(report: DayReport, out: Console) -> None:
    """Print what is wrong: after all matrices, where the end of a long log still shows it."""
    for each in report.told:
        out.print(f"[dim]named[/dim]     {escape(each)}", soft_wrap=True)
    for each in report.unwritten:
        out.print(f"[yellow]to write[/yellow]  {escape(each)}", soft_wrap=True)
    for each in report.recorded:
        out.print(f"[yellow]recorded[/yellow]  {escape(each)}", soft_wrap=True)
    for each in report.wavered:
        out.print(f"[yellow]wavered[/yellow]  {escape(each)}", soft_wrap=True)
    for surprise in report.surprises:
        out.print(f"[red]surprise[/red]  {escape(surprise)}", soft_wrap=True)
    for flip, times in report.flips.most_common():
        out.print(f"[red]flip[/red]  {escape(flip)}  {times} x", soft_wrap=True)


def margins(report: DayReport) -> list[str]:
    """For each bounded figure: the worst right answer, the bound, the best wrong answer."""
    right: dict[str, list[float]] = {}
    wrong: dict[str, list[float]] = {}
    bound: dict[str, float] = {}
    for candidate, trials in report.trials.items():
        for event in (e for trial in trials for e in trial.events if e["event"] == "test"):
            for figure in event["figures"]:
                if figure["allowed"] is None:
                    continue
                key = f"{event['id']}: {figure['name']}"
                bound[key] = figure["allowed"]
                if candidate.kind in ("reference", "wheat"):
                    right.setdefault(key, []).append(figure["measured"])
                elif event["outcome"] == "failed" and figure["measured"] > figure["allowed"]:
                    wrong.setdefault(key, []).append(figure["measured"])
    return [
        f"{key}: right at most {max(right.get(key, [0])):g}, allowed {limit:g},"
        f" wrong at least {min(wrong[key]):g}"
        for key, limit in bound.items()
        if key in wrong
    ]


def _signs(trial: Trial, tests: list[dict], day: Day) -> str:
    outcomes = trial.outcomes
    return " ".join(
        "".join(
            SIGNS.get(outcomes.get(t["id"], ""), " ") for t in tests if t["task"] == task.number
        )
        for task in day.tasks
    )


def _count(report: DayReport, test: str) -> str:
    count = sum(trials[0].outcomes.get(test) == "failed" for trials in report.trials.values())
    return "+" if count > 9 else str(count)
