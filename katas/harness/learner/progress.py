"""What the learner has reached: a small file of lines, one for each change, safe to commit.

Written by keeper.py when a run has ended, and by the command `hint`.

    {"at": "2026-11-22T17:05:09Z", "day": 6, "green": [1, 2], "points": 35}
    {"at": "2026-11-22T17:06:30Z", "day": 6, "green": [1], "points": 15, "ran": [1, 2]}
    {"at": "2026-11-22T17:09:40Z", "day": 6, "task": 3, "hint": 1, "which": 2}
    {"at": "2026-11-22T17:20:02Z", "day": 6, "best": "queries", "measured": 1, "unit": "",
     "allowed": 3}                                                             (on one line)

A line is added when a run turns out otherwise than the last one of its day or betters a figure, and
for each hint. Lines of two machines may stand in any order (git merges the file as a union): the
latest state of a day counts, the lowest figure, each hint once. Deleting the file loses nothing
that a run cannot find again; hints begin with the first one again.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from katas.harness.answers import KATAS
from katas.harness.days import Day
from katas.harness.verdicts import Figure, amount

MOMENT = "%Y-%m-%dT%H:%M:%SZ"
FILE = KATAS.parent / ".katas-progress"


@dataclass(frozen=True)
class Reached:
    """The state of a day: when it was reached (ISO 8601), its green tasks and their points.

    ran: the tasks that have been run since the day was begun or reset, None for all.
    """

    at: str
    day: int
    green: list[int]
    points: int
    ran: list[int] | None = None


def read() -> dict[int, Reached]:
    """The latest state of each day that has one; lines that say nothing are passed over."""
    found: dict[int, Reached] = {}
    for line in _lines():
        reached = _reached(line)
        if reached and (reached.day not in found or reached.at >= found[reached.day].at):
            found[reached.day] = reached
    return found


def _reached(line: dict[str, Any]) -> Reached | None:
    if not _fits(line, at=str, day=int, green=list, points=int):
        return None
    ran = line.get("ran") if isinstance(line.get("ran"), list) else None
    if not all(type(task) is int for task in (*line["green"], *(ran or ()))):
        return None
    return Reached(line["at"], line["day"], line["green"], line["points"], ran)


def as_of(day: Day, moment: datetime) -> Reached | None:
    """The day's state before that moment, if one is known."""
    states = [state for line in _lines() if (state := _reached(line)) and state.day == day.number]
    until = moment.strftime(MOMENT)
    before = [s for s in states if s.at < until or (s.at == until and s.green)]
    return max(before, key=lambda state: state.at, default=None)


def best_of(day: Day) -> Reached | None:
    """The best state that the day has ever had; of equal ones the latest."""
    states = (_reached(line) for line in _lines() if line.get("day") == day.number)
    known = [state for state in states if state is not None]
    return max(known, key=lambda state: (state.points, state.at), default=None)


def note_run(day: Day, green: Sequence[int], tasks: Sequence[int], best: Sequence[Figure]) -> str:
    """Add what a run of these tasks has changed, some of them green. Returns as note does."""
    before = read().get(day.number)
    ran = sorted({*tasks, *(_ran(before, day) if before else ())})
    kept = {*before.green} - {*tasks} if before else set()
    return note(day, sorted({*kept, *green}), best, ran)


def _ran(state: Reached, day: Day) -> list[int]:
    return [task.number for task in day.tasks] if state.ran is None else state.ran


def hints_shown(day: Day, task: int) -> list[int]:
    """The numbers of a task's hints that have been shown, in their order.

    A line without `which` is of a time when they were shown from the first one on.
    """
    shown: dict[int, None] = {}
    for line in _lines():
        mine = _fits(line, day=int, task=int, hint=int)
        if mine and (line["day"], line["task"]) == (day.number, task):
            known = _fits(line, which=int)
            shown |= dict.fromkeys([line["which"]] if known else range(1, line["hint"] + 1))
    return [number for number in shown if 1 <= number <= len(day.task(task).hints)]


def hints_used(day: Day, task: int) -> int:
    """How many of a task's hints have been shown."""
    return len(hints_shown(day, task))


def best(day: Day) -> list[Figure]:
    """The lowest figures that the day's green tasks have reached, each with its bound."""
    found: dict[str, Figure] = {}
    for _, figure in _figures(day):
        before = found.get(figure.name)
        if before is None or figure.measured < before.measured:
            found[figure.name] = figure
    return list(found.values())


def first(day: Day) -> dict[str, Figure]:
    """The figures as they were when their tasks were green for the first time, by name."""
    found: dict[str, tuple[str, Figure]] = {}
    for at, figure in _figures(day):
        if figure.name not in found or at < found[figure.name][0]:
            found[figure.name] = at, figure
    return {name: figure for name, (_, figure) in found.items()}


def _figures(day: Day) -> Iterator[tuple[str, Figure]]:
    """When a figure was noted, and the figure."""
    for line in _lines():
        if line.get("day") == day.number and _fits(
            line, at=str, best=str, measured=(int, float), unit=str, allowed=(int, float)
        ):
            figure = Figure(line["best"], line["unit"], line["measured"], line["allowed"])
            yield line["at"], figure


def note(
    day: Day,
    green: Sequence[int],
    figures: Sequence[Figure] = (),
    ran: Sequence[int] | None = None,
) -> str:
    """Add what has changed. Returns "" or, if it cannot be written, why.

    ran: the tasks of which it is known whether they are green, None for all.
    """
    lines: list[dict[str, Any]] = []
    before = read().get(day.number)
    of_part = None if ran is None or len(ran) == len(day.tasks) else list(ran)
    if not before or (before.green, before.ran) != (list(green), of_part):
        points = sum(task.points for task in day.tasks if task.number in green)
        state = asdict(Reached(_now(), day.number, list(green), points, of_part))
        lines.append({key: value for key, value in state.items() if value is not None})
    known = {figure.name: figure for figure in best(day)}
    for figure in figures:
        old = known.get(figure.name)
        # What reads the same is no news.
        if old is None or (
            figure.measured < old.measured
            and amount(figure.measured, figure.unit) != amount(old.measured, old.unit)
        ):
            what = {"measured": figure.measured, "unit": figure.unit, "allowed": figure.allowed}
            lines.append({"at": _now(), "day": day.number, "best": figure.name, **what})
    return _add(lines)


def note_hint(day: Day, task: int, step: int, which: int) -> str:
    """Add a line for a hint that was shown, the step-th one, the one with the number `which` in
    kata.toml. Returns "" or, if it cannot be written, why."""
    line = {"at": _now(), "day": day.number, "task": task, "hint": step, "which": which}
    return _add([line])


def unreadable() -> list[int]:
    """The numbers of the lines that are no JSON object, from 1."""
    numbered = enumerate(_text().splitlines(), 1)
    return [number for number, line in numbered if line.strip() and _parsed(line) is None]


def _fits(line: dict[str, Any], **types: type | tuple[type, ...]) -> bool:
    return all(isinstance(line.get(name), kind) for name, kind in types.items())


def _lines() -> list[dict[str, Any]]:
    parsed = map(_parsed, _text().splitlines())
    return [line for line in parsed if line is not None]


def _parsed(line: str) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _text() -> str:
    try:
        return FILE.read_text(encoding="utf-8", errors="replace") if FILE.is_file() else ""
    except OSError:
        return ""


def _now() -> str:
    return datetime.now(UTC).strftime(MOMENT)


def _add(lines: Sequence[dict[str, Any]]) -> str:
    if not lines:
        return ""
    text = "".join(json.dumps(line) + "\n" for line in lines)
    if not _text().endswith("\n") and _text():
        text = "\n" + text  # the line before was cut short
    try:
        with FILE.open("a", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        return f"Your progress was not kept: {FILE.name} cannot be written ({error.strerror})."
    return ""
