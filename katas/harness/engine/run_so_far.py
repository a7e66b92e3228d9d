"""A run while it goes on: which task is to be explained, and what would be kept of it now."""

from katas.harness.days import Day, Task
from katas.harness.learner.last_run import LastRun
from katas.harness.run.record import Event
from katas.harness.run.tally import RunTally


class RunSoFar(RunTally):
    """What is known of a run. `first`: the task whose tests were to come first, or None.

    is_patient: a task is explained when its tests have ended, not at its first failure.
    """

    is_patient = False

    def __init__(self, day: Day, first: int | None = None) -> None:
        super().__init__(day)
        self.begin(first)

    def begin(self, first: int | None) -> None:
        """Nothing is known yet."""
        self.first = first
        self.run: Event | None = None
        self.running: Task | None = None
        self.ended = False
        self.answered: Task | None = None
        self.trouble = ""

    def take(self, event: Event) -> None:
        """Keep an event. `answered` is the task whose tests gave the first verdict, once known."""
        super().take(event)
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
