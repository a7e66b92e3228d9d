"""The days and their tasks, as each day's kata.toml states them: the one manifest."""

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from katas.harness.answers import KATAS

FOLDER = "day[0-9][0-9]_*"
LAST = 1_000  # the place of a day that names none


class ManifestError(Exception):
    """A kata.toml is not as it should be. The text names the file, the fault and the remedy."""


@dataclass(frozen=True)
class Hint:
    """One hint; tests: names of the test functions that it is for, () for the whole task."""

    text: str
    tests: tuple[str, ...] = ()


@dataclass(frozen=True)
class Task:
    """One task of a day: what its tests are worth, and three hints from concept to shape."""

    number: int
    title: str
    points: int
    rule: str
    hints: tuple[Hint, ...]

    def hints_for(self, test: str) -> list[int]:
        """The numbers of the hints, from 1: those for the test with that id, then the rest."""
        name = test.partition("[")[0]
        numbers = range(1, len(self.hints) + 1)
        return sorted(numbers, key=lambda number: name not in self.hints[number - 1].tests)


@dataclass(frozen=True)
class Day:
    """One day of the kata. answers: the learner's files. given: what else is for them to read.

    place: where it stands from easy to hard.
    """

    number: int
    name: str
    title: str
    summary: str
    answers: tuple[str, ...]
    tasks: tuple[Task, ...]
    time_limit: float
    done: str
    import_answers: bool = True
    given: tuple[str, ...] = ()
    place: int = LAST

    @property
    def folder(self) -> Path:
        return KATAS / self.name

    @property
    def starter(self) -> Path:
        """The folder with the answer files as the learner first finds them."""
        return self.folder / "starter"

    @property
    def tests(self) -> Path:
        """The folder with the strict tests and what they are made with."""
        return self.folder / "tests"

    @property
    def package(self) -> str:
        return f"katas.{self.name}"

    @property
    def points(self) -> int:
        return sum(task.points for task in self.tasks)

    @cached_property
    def modules(self) -> tuple[str, ...]:
        """Dotted names of the answer modules."""
        return tuple(f"{self.package}.{Path(file).stem}" for file in self.answers)

    def task(self, number: int) -> Task:
        return next(task for task in self.tasks if task.number == number)


def read(folder: Path) -> Day:
    """The day kept in the folder. Raises ManifestError if its kata.toml is missing or wrong."""
    file = folder / "kata.toml"
    try:
        stat = file.stat()
    except OSError:
        return _read(file, None)
    return _read(file, (stat.st_mtime_ns, stat.st_size))


def _hint(given: str | dict[str, Any]) -> Hint:
    """A text, or a table of text and tests."""
    if isinstance(given, str):
        return Hint(given)
    if isinstance(given["tests"], str):
        raise ValueError("the tests of a hint are a list")
    return Hint(given["text"], tuple(given["tests"]))


@cache
def _read(file: Path, version: object) -> Day:
    folder = file.parent
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        tasks = tuple(
            Task(
                number=number,
                title=task["title"],
                points=task["points"],
                rule=task["rule"],
                hints=tuple(map(_hint, task["hints"])),
            )
            for number, task in enumerate(data["tasks"], 1)
        )
        return Day(
            number=int(folder.name[3:5]),
            name=folder.name,
            title=data["title"],
            summary=data["summary"],
            answers=tuple(data["answers"]),
            given=tuple(data.get("given", [])),
            tasks=tasks,
            time_limit=float(data.get("time_limit", 20)),
            done=data["done"],
            import_answers=data.get("import_answers", True),
            place=int(data.get("place", LAST)),
        )
    except FileNotFoundError:
        raise ManifestError(
            f"{file} is missing. Every day needs one: copy another day's."
        ) from None
    except KeyError as key:
        raise ManifestError(f"{file} has no {key}. See katas/harness/README.md.") from None
    except (tomllib.TOMLDecodeError, TypeError, ValueError) as error:
        raise ManifestError(f"{file} cannot be read: {error}") from None


def present() -> list[Day]:
    """All days that have a folder, in order."""
    return [read(folder) for folder in sorted(KATAS.glob(FOLDER)) if folder.is_dir()]


def by_number(number: int) -> Day | None:
    """The day with that number, or None."""
    return next((day for day in present() if day.number == number), None)


def easy_first() -> list[Day]:
    """All days, from easy to hard; those that name no place come last."""
    return sorted(present(), key=lambda day: (day.place, day.number))


def after(day: Day) -> Day | None:
    """The next harder day, or None."""
    here = (day.place, day.number)
    return next((other for other in easy_first() if (other.place, other.number) > here), None)


def of_path(path: Path) -> Day | None:
    """The day whose folder holds the path, or None."""
    if not path.is_relative_to(KATAS):
        return None
    name, *rest = path.relative_to(KATAS).parts or ("",)
    return read(KATAS / name) if rest and fnmatch(name, FOLDER) else None
