"""The projects that hostile answers are graded in, through the real command, in the sandbox."""

import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from katas.harness import days
from solutions.checks.red_team import cases, shipped
from solutions.checks.red_team.cases import Case
from solutions.checks.support.tiny_cohort import SOLUTIONS, Graded
from solutions.checks.support.tiny_project import DAY, RIGHT
from solutions.grading.submissions.moments import Moment
from solutions.grading.verdict.model import DayGrade

STUDENTS = 6
METERED = [day.name for day in days.present() if cases.of_day(day.name)]
FIRST = 10  # the number of the first hostile day
Key = tuple[str, int]  # a student and a day


class Team(Graded):
    """cases: those that are run, by student and day."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.cases: dict[Key, Case] = {}

    def graded(self) -> dict[Key, DayGrade]:
        """The last grade of each student and day in the journal."""
        lines = (self.out / "journal.jsonl").read_text(encoding="utf-8").splitlines()
        found = [DayGrade.from_json(json.loads(line)["grade"]) for line in lines]
        return {(grade.student, grade.day): grade for grade in found}


class RedTeam(Team):
    """A few students with a hostile answer for every other day, and right ones for those between.

    A student's days run one after the other in one sandbox: what a hostile one leaves there, the
    right one after it would meet. Two sandboxes run at the same time. One student is honest.
    """

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        every = [*cases.of_day("tiny"), *shipped.cases()]
        most = max(len(every[start::STUDENTS]) for start in range(STUDENTS))
        for number in range(FIRST, FIRST + 2 * most):
            self.add_day(number)
        for start in range(STUDENTS):
            for place, case in enumerate(every[start::STUDENTS]):
                number = FIRST + 2 * place
                self.cases[f"team {start}", number] = case
                self.put(case, self.folder(f"team {start}", number))
                self.right(f"team {start}", number + 1)
        self.after = [(student, number + 1) for student, number in self.cases]
        self.honest = [("honest", number) for number in (9, FIRST, FIRST + 1)]
        for student, number in self.honest:
            self.right(student, number)

    def add_day(self, number: int) -> None:
        """One more tiny day."""
        name = day_name(number)
        for above in (self.root / "katas", self.root / "solutions"):
            shutil.copytree(above / DAY, above / name)
            for file in (above / name).rglob("*.py"):
                file.write_text(file.read_text().replace(DAY, name))

    def folder(self, student: str, number: int) -> Path:
        folder = self.inbox / student / day_name(number)
        folder.mkdir(parents=True)
        return folder

    def put(self, case: Case, folder: Path) -> None:
        if case.row == "ships files":
            shipped.lay_out(case, folder)
        else:
            text = case.text.replace("PROJECT", str(self.root))
            (folder / "answer.py").write_text(text, encoding="utf-8")

    def right(self, student: str, number: int) -> None:
        (self.folder(student, number) / "answer.py").write_text(RIGHT)


class Metered(Team):
    """A project of the real days that have meters worth patching, and answers that patch them."""

    def __init__(self, root: Path, names: Sequence[str] = METERED) -> None:
        super().__init__(root)
        for above in (root / "katas", root / "solutions"):
            shutil.rmtree(above / DAY)
        known = {day.name: day for day in days.present()}
        for name in names:
            day = known[name]
            ignore = shutil.ignore_patterns("__pycache__")
            shutil.copytree(day.folder, root / "katas" / name, ignore=ignore)
            (root / "solutions" / name).mkdir()
            exam = [file.name for file in (SOLUTIONS / name).glob("exam*.py")]
            for file in [*day.answers, *exam]:
                shutil.copy(SOLUTIONS / name / file, root / "solutions" / name)
            for place, case in enumerate(cases.of_day(name)):
                self.cases[f"team {place}", day.number] = case
                folder = self.inbox / f"team {place}" / name
                folder.mkdir(parents=True)
                for other in day.answers[1:]:
                    shutil.copy(day.starter / other, folder)
                (folder / day.answers[0]).write_text(case.text, encoding="utf-8")


def day_name(number: int) -> str:
    return DAY if number == 9 else f"day{number}_tiny"


def alike(grades: Iterable[DayGrade]) -> list[dict[str, Any]]:
    """The grades without what differs between any two runs."""
    found = []
    for grade in grades:
        tasks = [
            replace(
                task,
                tests=[replace(test, seconds=0.0) for test in task.tests],
            )
            for task in grade.tasks
        ]
        same = replace(grade, student="", day=0, seconds=0.0, cpu=0.0, seed=0, tasks=tasks)
        found.append(replace(same, time_limits="", moment=Moment()).as_json())
    return found
