"""Shows a run in a terminal. Reads the record only; colour supports, never carries, the meaning."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.text import Text

from katas.harness import answers, own_modules
from katas.harness.days import Day, Task
from katas.harness.display.console import (
    escape,
    headline,
    indented,
    relative,
    shorten,
    show_steps,
    spread,
    wrapped,
)
from katas.harness.display.next_steps import steps_after
from katas.harness.display.red_parts import red_parts
from katas.harness.display.run_facts import (
    COUNTS_WHEN_GREEN,
    changed,
    in_a_line,
    notes_on,
    unjudged,
)
from katas.harness.display.running import Running
from katas.harness.run.record import Event, ExitStatus
from katas.harness.run.source_links import expanded
from katas.harness.run.tally import RunTally

TITLE = 40
COUNTS = 34
MAKES_LINE = "(make's own line below only says that not all is green)"


class RunView(RunTally):
    """A day on the screen: the task list, then the first red task, then what to do next.

    trouble: why what was reached could not be kept, or "". before: the tests that were red at the
    end of the last run, and those that were green. hints_used: how many hints of a task have been
    shown, by its number.
    """

    def __init__(
        self, day: Day, out: Console, before: tuple[set[str], set[str]] = (set(), set())
    ) -> None:
        super().__init__(day)
        self.before = before
        self.began = time.monotonic()
        self.out = out
        self.shown: set[int] = set()
        self.folder = answers.day_folder(day.name)
        self.trouble = ""
        self.footer = Running()
        self.hints_used: Callable[[int], int] = lambda number: 0

    @property
    def title_width(self) -> int:
        return min(TITLE, max(14, self.out.width - 6 - COUNTS))

    def take(self, event: Event) -> None:
        super().take(event)
        self.footer.take(event)
        kind = event["event"]
        if kind == "end":
            self.seconds = time.monotonic() - self.began
        if kind == "run":
            if not self.is_mine:
                self.folder = Path(event["answers"]) / self.day.name
            self.header(event)
        elif kind == "start":
            test = self.tests[event["id"]]
            rule = shorten(test["rule"], self.out.width - 14)
            self.footer.line = f"task {test['task']}: {escape(rule)}"
        elif kind == "test":
            task = self.tests[event["id"]]["task"]
            if "" not in self.outcomes(task):
                self.task_line(self.day.task(task))
            if (red := self.first_red_task) is not None:
                self.footer.first_red = red_parts(self, red, self.folder, self.out.width)

    @property
    def first_red_task(self) -> Task | None:
        return next((t for t in self.day.tasks if "failed" in self.outcomes(t.number)), None)

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
        if self.is_green(task.number):
            mark, style = "ok", "green"
        elif "failed" in outcomes:
            mark, style = " x", "red"
        else:
            mark, style = " ?", "yellow"
        count = f"{passed} of {judged}"
        notes = notes_on(self, task)
        worth = "" if self.part == "test" else f"{task.points:>{12 - len(count)}} points"
        title, *rest = wrapped(task.title, self.title_width - 1)
        line = Text.assemble(
            (f"{task.number:>2}  {title:<{self.title_width}}", ""),
            (f"{mark} {count}", style),
            (worth, "" if mark == "ok" else "dim"),
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
        for task in self.tasks:
            self.task_line(task)
        earned = sum(self.day.task(number).points for number in self.green)
        points = sum(task.points for task in self.tasks)
        sums = "" if self.part == "test" else f"{earned} of {points} points · "
        total = f"{sums}{self.seconds:.1f} s"
        self.out.print(" " * min(self.title_width + 4, self.out.width - len(total)) + total)
        if sums and not earned and self.status == ExitStatus.RED:
            self.out.print(f"[dim]{indented(COUNTS_WHEN_GREEN, 4, self.out.width)}")
        self.changed()
        self.not_run()
        self.unfit()
        if self.is_mine and (own := own_modules.of(self.day)):
            text = indented(own_modules.told(self.day, own), 4, self.out.width)
            self.out.print(text, style="yellow", markup=False, soft_wrap=True)
        if self.trouble:
            self.out.print(f"[yellow]{escape(self.trouble)}")
        if (red := self.first_red_task) is not None:
            self.first_red(red)
        elif self.status == ExitStatus.GREEN and not self.part:
            self.out.print(f"\n[green]Day {self.day.number} done.[/green] {escape(self.day.done)}")
        self.next_steps(red)

    def changed(self) -> None:
        """What is green that was red in the last run, and the other way round."""
        for words, tests in changed(self, self.before):
            text = indented(in_a_line(words, tests), 4, self.out.width, whole=True)
            style = "green" if words == "fixed" else "red"
            self.out.print(text, style=style, markup=False, soft_wrap=True)

    def not_run(self) -> None:
        for result in self.results.values():
            if result["outcome"] == "not_run":
                self.out.print(f"[dim]    {result['id']}: {escape(result['verdict']['note'])}")

    def unfit(self) -> None:
        """What could not be judged: each reason once, and the tests that it kept from running."""
        for each in unjudged(self):
            self.out.print()
            headline(f"Not judged: {each.fault}", self.out, "yellow")
            self.out.print(each.note, markup=False, soft_wrap=True)
            self.out.print("\n[dim]tests that could not be judged[/dim]")
            for test in each.tests:
                self.out.print(f"  {test}", markup=False)

    def first_red(self, task: Task) -> None:
        for part in red_parts(self, task, self.folder, self.out.width):
            self.out.print(part, soft_wrap=True)

    def next_steps(self, red: Task | None) -> None:
        used = self.hints_used(red.number) if red is not None else 0
        self.out.print()
        show_steps(steps_after(self, red, used), self.out)
        if os.environ.get("KATAS_MAKE") and self.status != ExitStatus.GREEN:
            self.out.print(f"[dim]\n{indented(MAKES_LINE, 2, self.out.width)}")
