"""The parts of a day's page, as HTML, from what is known of the day and of its run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import escape

from katas.harness import answers, own_modules
from katas.harness.commands.hint import IN_COMMON, next_hint
from katas.harness.days import Day, ManifestError, Task, after
from katas.harness.display.next_steps import nudge
from katas.harness.display.run_facts import (
    COUNTS_WHEN_GREEN,
    changed,
    explained,
    in_a_line,
    notes_on,
    unjudged,
)
from katas.harness.display.verdict_view import parts_of
from katas.harness.dojo.after_green import after_green
from katas.harness.dojo.bars import bars
from katas.harness.engine.run_so_far import RunSoFar
from katas.harness.learner.last_run import LastRun
from katas.harness.run.record import ExitStatus
from katas.harness.run.source_links import expanded
from katas.harness.verdicts import Figure

WORDS = {"ok": "green", "x": "red", "?": "could not be judged", ".": "not run yet"}
Before = tuple[set[str], set[str]]


@dataclass(frozen=True)
class Row:
    """A task's line. mark: ok, x, ? or . for not known; dots: the outcome of each test so far."""

    task: Task
    mark: str
    count: str
    notes: list[str]
    dots: list[str]
    running: bool = False

    @property
    def word(self) -> str:
        return "running" if self.running and self.mark == "." else WORDS[self.mark]


def of_run(
    run: RunSoFar, before: Before, folder: Path, waited: Sequence[str] = ()
) -> dict[str, str]:
    """What tells of a run. before: red and green tests of the last one; folder: of the answer.

    waited: the times that the learner has waited, in words.
    """
    stopped = run.stopped
    text = expanded(stopped["text"], run.day, folder, answers.KATAS.parent) if stopped else ""
    rows = [row_of(run, task) for task in run.tasks]
    return {
        "status": status(run),
        "tasks": render("tasks", rows=rows, unloadable=bool(stopped)),
        "waited": escape(", ".join(waited)),
        "verdict": message(text) if stopped else verdict(run, folder),
        "changes": changes(run, before) if run.ended else "",
        "announce": escape(announced(run)),
        "after": after_green(run) if run.ended and run.status == ExitStatus.GREEN else "",
    }


def of_last(day: Day, last: LastRun | None) -> dict[str, str]:
    """What is known of a day that is not run now."""
    rows = []
    for task in day.tasks:
        red = last is not None and task.number in last.red.values()
        green = last is not None and task.number in last.green
        rows.append(Row(task, "x" if red else "ok" if green else ".", "", [], []))
    known = last is not None and not last.unloadable
    text = "As the last run left it." if known else "Not run since the last change."
    tasks = render("tasks", rows=rows)
    return {"status": text, "tasks": tasks, "waited": "", "verdict": "", "changes": ""}


def row_of(run: RunSoFar, task: Task) -> Row:
    outcomes = run.outcomes(task.number)
    judged = len(outcomes) - outcomes.count("not_run")
    is_over = run.ended or (bool(outcomes) and run.is_complete(task))
    if "failed" in outcomes:
        mark = "x"
    elif not is_over or not outcomes:
        mark = "."
    else:
        mark = "ok" if run.is_green(task.number) else "?"
    count = f"{outcomes.count('passed')} of {judged}" if outcomes else ""
    notes = notes_on(run, task) if is_over else []
    return Row(task, mark, count, notes, outcomes, run.running == task)


def status(run: RunSoFar) -> str:
    """One line: what goes on, or what was reached."""
    if not run.ended:
        return f"Running task {run.running.number}" if run.running else "Starting"
    if run.stopped:
        return "Nothing was tested."
    earned = sum(run.day.task(number).points for number in run.green)
    return f"{earned} of {run.day.points} points · seed {run.seed}"


def announced(run: RunSoFar) -> str:
    """What a screen reader says: the first verdict, and how it ended; not each test."""
    if run.stopped:
        return "The answer does not load."
    if run.ended:
        left = [str(task.number) for task in run.tasks if "failed" in run.outcomes(task.number)]
        if run.status == ExitStatus.GREEN:
            return f"Day {run.day.number} is green."
        return f"{status(run)}. Red: task {', '.join(left)}." if left else status(run)
    return f"Task {run.red.number} is red." if run.red else ""


def verdict(run: RunSoFar, folder: Path) -> str:
    """The first red task explained, or the word for green; what could not be judged."""
    own = own_modules.of(run.day) if run.ended and run.is_mine else []
    context: dict[str, Any] = {
        "day": run.day,
        "unjudged": unjudged(run) if run.ended else (),
        "own": own_modules.told(run.day, own) if own else "",
        "trouble": run.trouble,
        "is_green": run.ended and run.status == ExitStatus.GREEN,
        "has_reference": answers.reference(run.day.name, run.day.answers) is not None,
        "following": after(run.day),
        "none_counts": COUNTS_WHEN_GREEN if run.ended and not run.green else "",
    }
    if run.red is not None:
        first = explained(run, run.red, folder)
        figures = [Figure(**figure) for figure in first.verdict["figures"]]
        extra = [each for name in ("note", "where") if (each := first.verdict.get(name))]
        test = first.test.partition("[")[0]
        context |= {"task": run.red, "first": first, "parts": parts_of(first.verdict)}
        context |= {"bars": bars(figures), "extra": extra}
        context |= {"command": f"make kata day={run.day.number} test={test} seed={run.seed}"}
    return render("verdict", **context)


def changes(run: RunSoFar, before: Before) -> str:
    found = changed(run, before)
    lines = [(words.replace(" ", "-"), in_a_line(words, tests)) for words, tests in found]
    return render("changes", lines=lines) if lines else ""


def hints(day: Day, last: LastRun | None, *, is_asked: bool = False) -> str:
    """The hints shown so far of the task that is red, and the mistake by name.

    is_asked: one more, which is noted. last: of a run that goes on; by default the last run kept.
    """
    try:
        found = next_hint(day, None, last, is_asked=is_asked)
    except ManifestError as error:
        return message(str(error))
    task = found.task
    count = len(found.texts)
    more = nudge(count, len(task.hints)) if task and count < len(task.hints) else ""
    return render("hints", day=day, found=found, more=more, in_common=IN_COMMON)


def message(text: str) -> str:
    return render("message", text=text)


def render(name: str, **context: Any) -> str:
    return render_to_string(f"dojo/parts/{name}.html", context)


def told(lines: list[str], folder: str = "") -> str:
    """What a command that changed the answer's file says."""
    return render("told", lines=lines, folder=folder)


def job(kind: str, state: Mapping[str, Any]) -> str:
    """What a measuring says: comparison or pictures."""
    return render(kind, **state)
