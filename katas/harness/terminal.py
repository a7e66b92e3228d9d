"""Shows a run in a terminal. Reads the record only; colour supports, never carries, the meaning."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.rule import Rule
from rich.status import Status as Spinner
from rich.text import Text

from katas.harness import answers, lastrun, progress
from katas.harness.console import (
    escape,
    indent,
    indented,
    relative,
    shorten,
    show_steps,
    spread,
    working,
    wrapped,
)
from katas.harness.days import Day, Task, by_number
from katas.harness.failure import verdict_lines
from katas.harness.places import expanded, with_places
from katas.harness.results import Event, Status

TITLE = 40
COUNTS = 34


def show_run(day: Day, events: Iterable[Event], out: Console) -> Status:
    """Print a run while it happens. Returns how it ended."""
    view = RunView(day, out)
    with working(out, "starting") as spinner:
        for event in events:
            view.take(event, spinner)
    view.close()
    return view.status


class RunView:
    """A day on the screen: the task list, then the first red task, then what to do next."""

    def __init__(self, day: Day, out: Console) -> None:
        self.day, self.out = day, out
        self.status = Status.ENVIRONMENT
        self.seconds = 0.0
        self.tests: dict[str, Event] = {}
        self.results: dict[str, Event] = {}
        self.shown: set[int] = set()
        self.stopped: Event | None = None
        self.is_mine = False
        self.folder = answers.day_folder(day.name)
        self.digest = ""
        self.title_width = min(TITLE, max(16, out.width - 6 - COUNTS))

    def take(self, event: Event, spinner: Spinner | None) -> None:
        kind = event["event"]
        if kind == "run":
            self.tests = {test["id"]: test for test in event["tests"]}
            self.is_mine = event["answers"] is None
            if not self.is_mine:
                self.folder = Path(event["answers"]) / self.day.name
            self.digest = lastrun.digest(self.day)
            self.header(event)
        elif kind == "start" and spinner is not None:
            test = self.tests[event["id"]]
            rule = shorten(test["rule"], self.out.width - 14)
            spinner.update(f"[dim]task {test['task']}: {escape(rule)}")
        elif kind == "test":
            self.results[event["id"]] = event
            task = self.tests[event["id"]]["task"]
            if all(test["id"] in self.results for test in self.of_task(task)):
                self.task_line(self.day.task(task))
        elif kind == "stopped":
            self.stopped = event
        elif kind == "end":
            self.status, self.seconds = Status(event["status"]), event["seconds"]

    def of_task(self, number: int) -> list[Event]:
        return [test for test in self.tests.values() if test["task"] == number]

    def outcomes(self, number: int) -> list[str]:
        """The outcomes of a task's tests; "" for one that did not get its turn."""
        return [
            self.results.get(test["id"], {"outcome": ""})["outcome"]
            for test in self.of_task(number)
        ]

    def is_green(self, number: int) -> bool:
        seen = set(self.outcomes(number))
        return "passed" in seen and seen <= {"passed", "not_run"}

    # Lines ----------------------------------------------------------------------------------------

    def header(self, event: Event) -> None:
        files = " and ".join(self.day.answers)
        place = relative(self.folder)
        title = f"[b]Day {self.day.number}  {self.day.title}[/b]"
        left = f"      {'your answer' if self.is_mine else 'examined'}: {files}"
        right = f"tests: {len(self.tests)}   seed {event['seed']}"
        self.out.print(spread(title, place, self.out.width), soft_wrap=True)
        self.out.print(spread(left, right, self.out.width), soft_wrap=True)
        self.out.print()

    def task_line(self, task: Task) -> None:
        if task.number in self.shown:
            return
        self.shown.add(task.number)
        outcomes = self.outcomes(task.number)
        passed = outcomes.count("passed")
        judged = len(outcomes) - outcomes.count("not_run")
        unfit = outcomes.count("unfit") + outcomes.count("error")
        if self.is_green(task.number):
            mark, style = "ok", "green"
        elif "failed" in outcomes:
            mark, style = " x", "red"
        else:
            mark, style = " ?", "yellow"
        count = f"{passed} of {judged}"
        notes = [f"{outcomes.count('not_run')} not run"] if judged < len(outcomes) else []
        notes += ["could not be judged"] if unfit else []
        title, *rest = wrapped(task.title, self.title_width)
        line = Text.assemble(
            (f"{task.number:>2}  {title:<{self.title_width}}", ""),
            (f"{mark} {count}", style),
            (f"{task.points:>{12 - len(count)}} points", "" if mark == "ok" else "dim"),
        )
        self.out.print(line, no_wrap=True, overflow="ignore", crop=False)
        for more in rest:
            self.out.print(f"    {escape(more)}")
        if notes:
            self.out.print(f"[dim]    {', '.join(notes)}")

    def close(self) -> None:
        if self.stopped is not None:
            text = expanded(self.stopped["text"], self.day, self.folder, answers.KATAS.parent)
            self.out.print(text, markup=False, soft_wrap=True)
            self.next_steps(None)
            return
        for task in self.day.tasks:
            self.task_line(task)
        earned = sum(task.points for task in self.day.tasks if self.is_green(task.number))
        total = f"{earned} of {self.day.points} points · {self.seconds:.1f} s"
        self.out.print(f"{'':>{self.title_width + 4}}{total}")
        self.not_run()
        self.unfit()
        if self.is_mine:
            self.keep()
        red = next((t for t in self.day.tasks if "failed" in self.outcomes(t.number)), None)
        if red is not None:
            self.first_red(red)
        elif self.status == Status.GREEN:
            self.out.print(f"\n[green]Day {self.day.number} done.[/green] {escape(self.day.done)}")
        self.next_steps(red)

    def keep(self) -> None:
        """Note what was reached, and what this very file has red."""
        green = [task.number for task in self.day.tasks if self.is_green(task.number)]
        best = progress.bounded(self.results.values(), green)
        if trouble := progress.note(self.day, green, best):
            self.out.print(f"[yellow]{escape(trouble)}")
        outcomes = {id_: self.results.get(id_, {}).get("outcome", "failed") for id_ in self.tests}
        lastrun.note(self.day, self.digest, outcomes, green)

    def not_run(self) -> None:
        for result in self.results.values():
            if result["outcome"] == "not_run":
                self.out.print(f"[dim]    {result['id']}: {escape(result['verdict']['note'])}")

    def unfit(self) -> None:
        """What could not be judged: each reason once, and the tests that it kept from running."""
        reasons: dict[str, list[str]] = {}
        for result in self.results.values():
            if result["outcome"] in ("unfit", "error"):
                reasons.setdefault(result["verdict"]["note"], []).append(result["id"])
        for note, tests in reasons.items():
            self.out.print()
            title = "Not judged: the environment"
            self.out.print(Rule(title, align="left", characters="-", style="yellow"))
            self.out.print(note, markup=False, soft_wrap=True)
            self.out.print("\n[dim]tests that could not be judged[/dim]")
            for test in tests:
                self.out.print(f"  {test}", markup=False)

    def first_red(self, task: Task) -> None:
        failed = [
            result
            for test in self.of_task(task.number)
            if (result := self.results.get(test["id"])) and result["outcome"] == "failed"
        ]
        first, *others = failed
        title = f"Task {task.number}: {task.title[0].lower()}{task.title[1:]}"
        self.out.print()
        self.out.print(Rule(title, align="left", characters="-", style="red"))
        self.out.print(self.tests[first["id"]]["rule"], markup=False)
        self.out.print()
        verdict = with_places(first["verdict"], self.day, self.folder)
        for line in verdict_lines(verdict, self.out.width):
            self.out.print(line)
        if first["output"]:
            self.out.print("\n  [dim]your code printed[/dim]")
            self.out.print(indent(first["output"], 4), markup=False)
        rules = dict.fromkeys(self.tests[other["id"]]["rule"] for other in others)
        rules.pop(self.tests[first["id"]]["rule"], None)
        if rules:
            self.out.print("\n  [dim]also red in this task[/dim]")
            for rule in rules:
                self.out.print(indented(rule, 4, self.out.width), markup=False, soft_wrap=True)

    def next_steps(self, red: Task | None) -> None:
        number = self.day.number
        again = f"make kata day={number}"
        lesson = relative(self.day.folder / "README.md")
        steps: list[tuple[str, str]] = []
        if self.status == Status.GREEN:
            steps = [(f"make compare day={number}", "your answer beside ours, measured")]
            if following := by_number(number + 1):
                steps.append((f"make kata day={number + 1}", following.title.lower()))
            steps.append((lesson, "the lesson, where to read on"))
        else:
            steps = [(again, "run again")]
            if red is not None:
                steps.append((f"make hint day={number}", "a first nudge"))
                test = next(
                    t["id"]
                    for t in self.of_task(red.number)
                    if self.results.get(t["id"], {}).get("outcome") == "failed"
                )
                pytest = relative(Path(sys.prefix) / "bin" / "pytest")
                steps.append((f"{pytest} katas -k '{test}'", "this test alone"))
            if self.status == Status.ENVIRONMENT:
                steps.append(("make doctor", "what is wrong with this machine"))
            steps.append((lesson, "the lesson"))
        self.out.print()
        show_steps(steps, self.out)
        if os.environ.get("KATAS_MAKE") and self.status != Status.GREEN:
            self.out.print("[dim]\n  (make's own line below only says that not all is green)")
