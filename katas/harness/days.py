"""The days and their tasks, as each day's kata.toml states them: the one manifest."""

import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from katas.harness.answers import KATAS
from katas.harness.manifest import ManifestError, load

FOLDER = re.compile(r"day[0-9]{2}_[a-z0-9_]+")
TIME_LIMIT = 10.0  # seconds for a test
LAST = 1_000  # the place of a day that names none


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

    time_limit: seconds for a test marked `machine`; usual_time_limit: for the others.
    place: where it stands from easy to hard. apps: folders that are Django apps of the day's own.
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
    usual_time_limit: float = TIME_LIMIT
    apps: tuple[str, ...] = ()

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

    @property
    def installed(self) -> tuple[str, ...]:
        """What the day adds to INSTALLED_APPS."""
        return tuple(f"{self.package}.{app}" for app in self.apps)

    def task(self, number: int) -> Task:
        return next(task for task in self.tasks if task.number == number)


def read(folder: Path) -> Day:
    """The day kept in the folder. Raises ManifestError for its name, or for its kata.toml."""
    if not FOLDER.fullmatch(folder.name):
        raise ManifestError(
            f"{folder}: the folder of a day is named day08_transactions, two digits and a name."
        )
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
    return Hint(given["text"], tuple(given["tests"]))


@cache
def _read(file: Path, version: object) -> Day:
    folder, data = file.parent, load(file)
    tasks = (
        Task(
            number=number,
            title=task["title"],
            points=task["points"],
            rule=task["rule"],
            hints=tuple(map(_hint, task["hints"])),
        )
        for number, task in enumerate(data["tasks"], 1)
    )
    time_limit = float(data.get("time_limit", TIME_LIMIT))
    return Day(
        number=int(folder.name[3:5]),
        name=folder.name,
        title=data["title"],
        summary=data["summary"],
        answers=tuple(data["answers"]),
        given=(*data.get("given", []), *data.get("apps", [])),
        tasks=tuple(tasks),
        time_limit=time_limit,
        usual_time_limit=float(data.get("usual_time_limit", min(TIME_LIMIT, time_limit))),
        done=data["done"],
        import_answers=data.get("import_answers", True),
        place=int(data.get("place", LAST)),
        apps=tuple(data.get("apps", [])),
    )


def present() -> list[Day]:
    """All days that can be read, in order. The other folders: broken()."""
    return _folders()[0]


def broken() -> dict[str, str]:
    """The folders that should be days and are none: what is wrong, by the folder's name."""
    return _folders()[1]


def _folders() -> tuple[list[Day], dict[str, str]]:
    """The days, and what is wrong with the other folders. One that is empty, as git leaves it
    behind where Python has compiled something, is none."""
    found, wrong = [], {}
    for folder in sorted(KATAS.glob("day[0-9]*/")):
        if any(each.name != "__pycache__" for each in folder.iterdir()):
            try:
                found.append(read(folder))
            except ManifestError as error:
                wrong[folder.name] = str(error)
    times = Counter(day.number for day in found)
    for day in found:
        if times[day.number] > 1:
            names = " and ".join(other.name for other in found if other.number == day.number)
            wrong[day.name] = f"{names} are both day {day.number}: give one another number."
    return [day for day in found if day.name not in wrong], wrong


def by_number(number: int) -> Day | None:
    """The day with that number, or None."""
    return next((day for day in present() if day.number == number), None)


def apps() -> list[str]:
    """What the days add to INSTALLED_APPS. Every process of a run asks: a kata.toml without such a
    line is not parsed."""
    found: list[str] = []
    for file in sorted(KATAS.glob("day[0-9]*/kata.toml")):
        if re.search(rb"^apps\b", file.read_bytes(), re.MULTILINE):
            with suppress(ManifestError):
                found += read(file.parent).installed
    return found


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
    return read(KATAS / name) if rest and FOLDER.fullmatch(name) else None
