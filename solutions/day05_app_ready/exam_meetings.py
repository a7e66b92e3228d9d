"""The job meets itself in one process: from each of its steps on, another thread runs it."""

from typing import Any

from katas.harness.run.visitor import PATIENT
from solutions.day05_app_ready.exam_newsroom import (
    SILENCE,
    Failure,
    Newsroom,
    Process,
    heard,
)
from solutions.day05_app_ready.exam_scene import Scene, came
from solutions.grading.examiner import BrokeOff, Exam

MOST = 40  # steps at which they meet: of more, draws say which
LOOK = 0.005  # seconds between two looks whether the process sleeps


class Meeting:
    """Who comes at a step: to the warehouse, where it is held, or to its end; or it waits.

    step: 0 for nobody. patience: seconds more that it is given to come to either. Afterwards, what
    is left of it; steps: how many there were.
    """

    def __init__(self, step: int, patience: float) -> None:
        self._step, self.patience, self.place, self.steps = step, patience, "", 0

    def __call__(self, scene: Scene) -> None:
        (process,) = scene.processes
        scene.warehouse.hold()
        process.begin("meet", self._step, self.patience)
        found = scene.settled(process, look=LOOK)
        scene.warehouse.open()
        ends, waited = self._read(process.reply() if found is SILENCE else found)
        asked = "run_init_job() in one thread"
        if self.place:
            asked += f"; before or in {self.place} of yours, run_init_job() in another one"
        scene.check_one(asked)
        told = sorted(
            "False" if number and waited and isinstance(each, Failure) else came(each)
            for number, each in enumerate(ends)
        )
        expected = ["False"] * bool(self.place) + ["True"]
        scene.exam.same(f"{asked}: what came of them", expected, told)
        process.end()

    def _read(self, told: Any) -> tuple[list[Any], bool]:
        """What came of them, and whether the other one waited."""
        try:
            ends, place, waited, patience, steps = told
            self.place, self.patience, self.steps = str(place), float(patience), int(steps)
            return [heard(each) for each in ends], bool(waited)
        except (TypeError, ValueError):
            raise BrokeOff(f"a process of the newsroom said {told!r}") from None


def meetings(exam: Exam, newsroom: Newsroom, parent: Process) -> None:
    def met(step: int, patience: float) -> Meeting:
        meeting = Meeting(step, patience)
        Scene(newsroom, [parent], meeting).play(newsroom.living())
        return meeting

    with exam.database.counting() as newsroom.all_of_it, exam.services.counting():
        last = met(0, PATIENT)
        steps = range(1, last.steps + 1)
        for step in sorted(exam.random.sample(steps, min(MOST, len(steps)))):
            last = met(step, last.patience)
