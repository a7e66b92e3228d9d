"""A throw-away project with one tiny day and a cohort: the grader on students of all kinds."""

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

from solutions import SOLUTIONS
from solutions.checks.support.tiny_project import DAY, NOT_COPIED, RIGHT, Tiny
from solutions.grading.verdict.model import DayGrade

EXAM = {
    "exam.py": '''
"""The tiny day's questions."""

from solutions.grading.examiner import question


@question(task=1)
def doubles(exam):
    numbers = [0, *(exam.random.randrange(10**9) for _ in range(20))]
    got = exam.ask("double", numbers, within=5)
    exam.same("what is doubled", [2 * number for number in numbers], got)


@question(task=2)
def shouts(exam):
    words = ["".join(exam.random.choices("abcxyz", k=8)) for _ in range(20)]
    exam.same("what is shouted", [word.upper() for word in words], exam.ask("shout", words))
''',
    "exam_inside.py": '''
"""What the tiny day's answer is asked to do."""


def double(agent, numbers):
    return [agent.module("answer").double(number) for number in numbers]


def shout(agent, words):
    return [agent.module("answer").shout(word) for word in words]
''',
}


class Graded(Tiny):
    """The project in `root`, with its reference; submissions in `inbox`, reports in `out`."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        own = root / "solutions"
        ignore = shutil.ignore_patterns(*NOT_COPIED)
        for name in ("commands", "grading"):
            shutil.copytree(SOLUTIONS / name, own / name, ignore=ignore)
        for name in ("__init__.py", "__main__.py"):
            shutil.copy(SOLUTIONS / name, own)
        (own / DAY).mkdir()
        (own / DAY / "answer.py").write_text(RIGHT)
        # Who hands in the starter has not begun.
        (self.day / "starter" / "answer.py").write_text(f"{RIGHT}\n# yours\n")
        for name, text in EXAM.items():
            (own / DAY / name).write_text(text)
        self.inbox, self.out = root / "inbox", root / "out"
        self.inbox.mkdir()

    def hand_in(self, student: str, answer: str) -> None:
        (self.inbox / student).mkdir()
        (self.inbox / student / "answer.py").write_text(answer)

    def command(self, *options: str) -> list[str]:
        return [
            "solutions",
            "grade",
            "--submissions",
            str(self.inbox),
            "--out",
            str(self.out),
            *options,
        ]

    def grade(self, *options: str) -> str:
        """Grade everyone; the command's output."""
        process = self.start(*self.command(*options))
        output, _ = process.communicate(timeout=600)
        assert process.returncode == 0, output
        return output

    def start_grading(self, *options: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-m", *self.command(*options)],
            cwd=self.root,
            env=self.environ(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def rows(self) -> dict[str, dict[str, str]]:
        """grades.csv by student."""
        with (self.out / "grades.csv").open(encoding="utf-8", newline="") as file:
            return {row["student"]: row for row in csv.DictReader(file)}

    def grades(self) -> dict[str, DayGrade]:
        """The last grade of each student in the journal."""
        lines = (self.out / "journal.jsonl").read_text(encoding="utf-8").splitlines()
        found = [DayGrade.from_json(json.loads(line)["grade"]) for line in lines]
        return {grade.student: grade for grade in found}
