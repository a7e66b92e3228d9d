"""The plan put to one process, once for all questions; and whose fault it is if that breaks off."""

import time
from collections.abc import Set
from typing import Any

from solutions.day02_url_resolution.exam_plan import THREADS, Plan
from solutions.day02_url_resolution.exam_things import Thing
from solutions.grading.examiner import BrokeOff, Contradicted, Exam, Raised

AT_FIRST, LATER = 2e-5, 5e-6  # seconds after which threads take turns
WITHIN = 60.0
TASKS = frozenset({1, 2, 4, 5})
ENOUGH = 100.0  # seconds after which nobody looks for the task whose fault it is

Told = list[tuple[Thing, Any, str]]


def told(exam: Exam, task: int) -> Told:
    """What came of the plan. Raises what has broken it off, if it is that task's fault."""
    # What the database is asked is another question's concern.
    exam.database.counted = False
    if "told" not in exam.kept:
        exam.kept["told"] = whole(exam)
    found, guilty, why = exam.kept["told"]
    if task in guilty:
        raise why
    return found


def whole(exam: Exam) -> tuple[Told, frozenset[int], Exception | None]:
    """The plan, asked as a whole, at least once of two times.

    Else without those tasks that break off alone: without the fault of each, all the others are
    still asked together. Where none does, or the others break off too, it is the fault of all.
    """
    since, found = time.monotonic(), None
    for _ in range(2):
        found, why = tried(exam, TASKS)
        if why is None:
            return found, frozenset(), None
    guilty = {
        each for each in TASKS if time.monotonic() - since < ENOUGH and tried(exam, {each})[1]
    }
    if guilty and time.monotonic() - since < ENOUGH:
        found, still = tried(exam, TASKS - guilty)
        if still is None:
            return found, frozenset(guilty), why
    return [], TASKS, why


def tried(exam: Exam, tasks: Set[int]) -> tuple[Told, Exception | None]:
    """What came of these tasks' things, asked of a fresh process; and what broke it off."""
    exam.anew()
    try:
        return ask(exam, Plan(exam.random, exam.names), tasks), None
    except (BrokeOff, Contradicted) as error:
        return [], error


def ask(exam: Exam, plan: Plan, tasks: Set[int]) -> Told:
    """In threads that use the answer for the first time; then in one; then in threads again."""

    def of_tasks(asked: list[Thing]) -> list[Thing]:
        return [each for each in asked if each.task in tasks]

    first, mixed, later = plan.first(), of_tasks(plan.mixed()), plan.later()
    found = in_threads(
        exam, [*map(of_tasks, first)], AT_FIRST, f", in one of {THREADS} threads, the first"
    )
    where = f", among {len(mixed)} other paths, names and links"
    got = exam.ask("in_turn", [each.asked for each in mixed], within=WITHIN)
    found += paired(mixed, got, where)
    return found + in_threads(
        exam, [*map(of_tasks, later)], LATER, f", in one of {THREADS} threads"
    )


def in_threads(exam: Exam, lists: list[list[Thing]], interval: float, where: str) -> Told:
    asked = [[each.asked for each in list_] for list_ in lists]
    got = exam.ask("at_once", asked, interval, within=WITHIN)
    if not isinstance(got, list) or len(got) != len(lists):
        return paired(lists[0], got, where)
    if None in got:
        raise BrokeOff("a thread of the answer's waits and waits")
    return [each for pair in zip(lists, got, strict=True) for each in paired(*pair, where)]


def paired(asked: list[Thing], got: Any, where: str) -> Told:
    """Each thing with what came of it."""
    if isinstance(got, Raised) or not isinstance(got, list) or len(got) != len(asked):
        raise Contradicted(f"{len(asked)} paths, names and links{where}", "an answer to each", got)
    return [(thing, each, where) for thing, each in zip(asked, got, strict=True)]
