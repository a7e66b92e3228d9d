"""What is known of a run so far: its tests, what came of them, and which tasks are green."""

from katas.harness.days import Day, Task
from katas.harness.run.record import Event, ExitStatus


class RunTally:
    """Take the events of the record one after the other; between them, ask."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self.status = ExitStatus.ENVIRONMENT
        self.seconds = 0.0
        self.tests: dict[str, Event] = {}
        self.results: dict[str, Event] = {}
        self.stopped: Event | None = None
        self.is_mine, self.part, self.seed = False, "", 0

    def take(self, event: Event) -> None:
        kind = event["event"]
        if kind == "run":
            self.tests = {test["id"]: test for test in event["tests"]}
            self.is_mine, self.part = event["answers"] is None, event.get("part", "")
            self.seed = event["seed"]
        elif kind == "test":
            self.results[event["id"]] = event
        elif kind == "stopped":
            self.stopped = event
        elif kind == "end":
            self.status, self.seconds = ExitStatus(event["status"]), event["seconds"]

    @property
    def tasks(self) -> list[Task]:
        """The tasks that have tests in this run; all of the day's before it has told them."""
        numbers = {test["task"] for test in self.tests.values()}
        return [task for task in self.day.tasks if not numbers or task.number in numbers]

    def of_task(self, number: int) -> list[Event]:
        """The tests of a task, as the run announced them."""
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

    @property
    def green(self) -> list[int]:
        """The numbers of the green tasks."""
        return [task.number for task in self.day.tasks if self.is_green(task.number)]
