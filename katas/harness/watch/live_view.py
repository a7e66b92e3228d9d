"""A run as `make watch` shows it: the first red task is explained as soon as its tests have ended.

Two views with one face: LiveView draws the whole screen again and again, PlainView only adds lines.
"""

from collections.abc import Mapping

from rich.console import Console

from katas.harness.days import Day, Task
from katas.harness.display.console import shorten
from katas.harness.display.run_view import RunView
from katas.harness.learner.last_run import LastRun
from katas.harness.run.record import Event


class WatchedRun(RunView):
    """What is known of a run so far. `first`: the task whose tests were to come first, or None.

    is_patient: a task is explained when its tests have ended, not at its first failure.
    """

    is_patient = False

    def __init__(self, day: Day, out: Console, first: int | None) -> None:
        super().__init__(day, out)
        self.first = first
        self.run: Event | None = None
        self.running: Task | None = None
        self.ended = False
        self.answered: Task | None = None

    def take(self, event: Event, spinner: object = None) -> None:
        """Keep an event. `answered` is the task whose tests gave the first verdict, once known."""
        super().take(event, None)
        if event["event"] == "run":
            self.run = event
        elif event["event"] == "start":
            self.running = self.task_of(event)
        elif event["event"] == "end":
            self.ended, self.running = True, None
            self.answered = self.answered or self.red
        elif event["event"] == "test" and self.answered is None:
            task = self.task_of(event)
            is_red = "failed" in self.outcomes(task.number)
            if (is_red and self.is_told(task)) or (
                task.number == self.first and self.is_complete(task)
            ):
                self.answered = task

    def is_complete(self, task: Task) -> bool:
        return "" not in self.outcomes(task.number)

    def is_told(self, task: Task) -> bool:
        """Whether a red task is explained already."""
        return self.ended or not self.is_patient or self.is_complete(task)

    @property
    def failed(self) -> int:
        """How many tests are red so far."""
        return sum(result["outcome"] == "failed" for result in self.results.values())

    @property
    def red(self) -> Task | None:
        """The task to explain: the one asked for while the run goes on, then the first red one."""
        found = [
            task
            for task in self.day.tasks
            if "failed" in self.outcomes(task.number) and self.is_told(task)
        ]
        asked_for = [task for task in found if task.number == self.first and not self.ended]
        return next(iter(asked_for or found), None)

    def so_far(self) -> LastRun:
        """What would be kept of the run if it ended here."""
        outcomes = {id_: self.results.get(id_, {"outcome": ""})["outcome"] for id_ in self.tests}
        red = {id_: self.tests[id_]["task"] for id_ in self.tests if outcomes[id_] == "failed"}
        rest = [id_ for id_ in self.tests if outcomes[id_] not in ("passed", "failed")]
        return LastRun("", red, rest, self.green)

    def seconds_of(self, task: Task | None) -> float:
        """The time that the task's own tests took, or all tests."""
        return sum(
            result["seconds"]
            for result in self.results.values()
            if task is None or self.task_of(result) == task
        )

    def task_of(self, result: Event) -> Task:
        return self.day.task(self.tests[result["id"]]["task"])

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

    def take(self, event: Event, spinner: object = None) -> None:
        known = self.answered
        super().take(event, None)
        if event["event"] == "end":
            self.close()
        elif self.answered is not known and self.red is not None:
            self.first_red(self.red)
            self.out.print()

    def first_red(self, task: Task) -> None:
        if self.explained is None or task.number != self.explained.number:
            super().first_red(task)
        self.explained = task


def times(view: WatchedRun, since: str, told: Mapping[int, float], ended: float) -> str:
    """How long it took since the save, for example "Task 3: 0.41 s after the save (tests 0.22)".

    told: seconds until the first verdict on a task, by its number. ended: until the end of the day,
    0 for not yet.
    """
    parts = []
    shown = view.red or view.answered
    if shown is not None and shown.number in told:
        number, own = shown.number, view.seconds_of(shown)
        parts.append(f"Task {number}: {told[number]:.2f} s after {since} (tests {own:.2f})")
        since = ""
    if view.ended:
        own = view.seconds_of(None)
        since = f" after {since}" if since else ""
        parts.append(f"day: {ended:.2f} s{since} (tests {own:.2f})")
    elif view.running is not None:
        parts.append(f"running task {view.running.number}")
    return ", ".join(parts) or "starting"
