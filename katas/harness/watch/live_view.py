"""A run as `make watch` shows it: the first red task is explained as soon as its tests have ended.

Two views with one face: LiveView draws the whole screen again and again, PlainView only adds lines.
"""

from rich.console import Console

from katas.harness.days import Day, Task
from katas.harness.display.console import shorten
from katas.harness.display.run_view import RunView
from katas.harness.engine.run_so_far import RunSoFar
from katas.harness.run.record import Event


class WatchedRun(RunSoFar, RunView):
    """A run so far, that can be drawn."""

    def __init__(self, day: Day, out: Console, first: int | None) -> None:
        RunView.__init__(self, day, out)
        self.begin(first)

    def take(self, event: Event) -> None:
        RunSoFar.take(self, event)

    def next_steps(self, red: Task | None) -> None:
        """The keys say what is next."""

    def draw(self) -> None:
        """Print all there is to see."""


class LiveView(WatchedRun):
    """Prints nothing by itself, but all of it whenever it is drawn."""

    is_drawing = False

    def header(self, event: Event) -> None:
        if self.is_drawing:
            super().header(event)

    def task_line(self, task: Task) -> None:
        if not self.is_drawing:
            return
        if self.ended or self.is_complete(task):
            super().task_line(task)
        else:
            done = sum(outcome != "" for outcome in self.outcomes(task.number))
            title = shorten(task.title, self.title_width)
            count = f"{done} of {len(self.of_task(task.number))} run" if done else "-"
            self.out.print(f"{task.number:>2}  {title:<{self.title_width}} . {count}", style="dim")

    def draw(self) -> None:
        self.shown.clear()
        self.is_drawing = True
        if self.run is not None:
            self.header(self.run)
        if self.ended:
            self.close()
        elif self.run is not None:
            for task in self.day.tasks:
                self.task_line(task)
            self.out.print()
            if self.red is not None:
                self.first_red(self.red)
        self.is_drawing = False


class PlainView(WatchedRun):
    """Lines in the order in which they become known."""

    is_patient = True
    explained: Task | None = None

    def take(self, event: Event) -> None:
        known = self.answered
        super().take(event)
        if event["event"] == "end":
            self.close()
        elif self.answered is not known and self.red is not None:
            self.first_red(self.red)
            self.out.print()

    def first_red(self, task: Task) -> None:
        if self.explained is None or task.number != self.explained.number:
            super().first_red(task)
        self.explained = task
