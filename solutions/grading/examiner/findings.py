"""What a question can find, and how a day's exam marks its questions."""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

SHOWN = 400  # characters of a value in a finding


class Contradicted(Exception):
    """What came is not what a right answer gives. Shown to the student, so the texts are theirs."""

    def __init__(self, asked: str, expected: object, got: object) -> None:
        super().__init__(asked)
        self.asked, self.expected, self.got = shown(asked), shown(expected), shown(got)


class BrokeOff(Exception):
    """The answer's process ended, fell silent or said what nobody can read: the text says which."""


@dataclass(frozen=True)
class Raised:
    """What a call has raised there. Equal to nothing that a question expects."""

    type: str
    says: str

    def __repr__(self) -> str:
        return f"raised {self.type}: {self.says}"


def shown(value: object) -> str:
    """A value as a finding shows it; text stands for itself."""
    try:
        text = value if isinstance(value, str) else repr(value)
    except ValueError:  # an int of more digits than Python writes
        text = f"<{type(value).__name__}, too long to be shown>"
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


def question(task: int) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    """Mark a function of a day's exam.py as a question of that task: it takes an Exam.

    It raises Contradicted, or BrokeOff, or returns if all it saw is right. It gets a process of its
    own, freshly forked; its draws (`exam.random`) hang on the answer and the question's name only.
    """

    def mark(asks: Callable[[Any], None]) -> Callable[[Any], None]:
        asks.task = task  # type: ignore[attr-defined]
        return asks

    return mark


def questions(exam: ModuleType, task: int) -> list[Callable[[Any], None]]:
    """The questions of a task, in the order in which they stand in the module."""
    return [each for each in vars(exam).values() if getattr(each, "task", None) == task]


def examined_tasks(exam: ModuleType) -> list[int]:
    return sorted(
        {
            each.task
            for each in vars(exam).values()
            if callable(each) and type(getattr(each, "task", None)) is int
        }
    )
