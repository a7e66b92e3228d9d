"""Which of the collected tests run, and in which order."""

from difflib import get_close_matches

import pytest

from katas.harness import days

DAY = pytest.StashKey[days.Day]()
TASK = pytest.StashKey[days.Task]()
MOST = 4  # names that are offered for one that is none


class NoSuchTest(Exception):
    """No test is of that task and name. The text says which there are."""


def chosen(items: list[pytest.Item], task: int | None, name: str | None) -> list[pytest.Item]:
    """The tests of one task, or of one name with all its parameters. Raises NoSuchTest."""
    found = [
        item
        for item in items
        if (task is None or item.stash[TASK].number == task)
        and (name is None or name in (item.name, item.name.partition("[")[0]))
    ]
    if not found and items:
        raise NoSuchTest(_offered(items, task, name))
    return found


def _offered(items: list[pytest.Item], task: int | None, name: str | None) -> str:
    numbers = sorted({item.stash[TASK].number for item in items})
    if task is not None and task not in numbers:
        return f"There is no task {task}: they are {numbers[0]} to {numbers[-1]}."
    names = dict.fromkeys(
        item.name.partition("[")[0] for item in items if task in (None, item.stash[TASK].number)
    )
    where = f" in task {task}" if task is not None else ""
    near = get_close_matches(name or "", names, n=MOST, cutoff=0.4) or list(names)[:MOST]
    return "\n".join([f"There is no test {name}{where}. Is it one of these?", "", *near])


def in_order(day: days.Day, task: days.Task, first: int | None) -> tuple[int, bool, int]:
    """A key that sorts by day and task, the task that is to come first ahead of its day."""
    return day.number, task.number != first, task.number
