"""A kata.toml read: what it has to say, what it may say, and what is wrong with it."""

import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

MUST = ("title", "summary", "answers", "done", "tasks")
MAY = ("given", "time_limit", "usual_time_limit", "place", "apps", "import_answers")
OF_TASK = ("title", "points", "rule", "hints")
OF_HINT = ("text", "tests")
NUMBERS = ("time_limit", "usual_time_limit", "place")
POINTS, HINTS = 100, 3


class ManifestError(Exception):
    """A day is not as it should be. The text names the file, the fault and the remedy."""


def load(file: Path) -> dict[str, Any]:
    """What the file says. Raises ManifestError."""
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        found = "\n".join(f"{file} {fault}" for fault in faults(data))
    except FileNotFoundError:
        raise ManifestError(
            f"{file} is missing. Every day needs one: see katas/harness/README.md."
        ) from None
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise ManifestError(f"{file} cannot be read: {error}") from None
    if found:
        raise ManifestError(found)
    return data


def faults(data: Mapping[str, Any]) -> list[str]:
    """What is wrong. Raises TypeError or AttributeError where a value is of another kind."""
    found = [*_keys(data, MUST, MAY)]
    found += [f"has no number for {key!r}" for key in NUMBERS if not _is_number(data.get(key, 0))]
    for number, task in enumerate(data.get("tasks", []), 1):
        found += (f"{fault} (task {number})" for fault in (*_keys(task, OF_TASK), *_hints(task)))
    points = sum(task.get("points", 0) for task in data.get("tasks", []))
    if not found and points != POINTS:
        found.append(f"has points that add up to {points} instead of {POINTS}")
    return found


def _keys(
    table: Mapping[str, Any], must: tuple[str, ...], may: tuple[str, ...] = ()
) -> Iterator[str]:
    for key in must:
        if key not in table:
            yield f"has no {key!r}"
    for key in table:
        if key not in (*must, *may):
            near = get_close_matches(key, (*must, *may), 1)
            yield f"has an unknown key {key!r}" + (f": is it {near[0]!r}?" if near else "")


def _hints(task: Mapping[str, Any]) -> Iterator[str]:
    hints = task.get("hints", [])
    for hint in hints:
        if isinstance(hint, dict):
            yield from _keys(hint, OF_HINT)
            if not isinstance(hint.get("tests", []), list):
                yield "has a hint whose tests are no list"
    texts = [hint.get("text", "") if isinstance(hint, dict) else hint for hint in hints]
    if len(texts) != HINTS or not all(text.strip() for text in texts):
        yield f"has {len(texts)} hints instead of {HINTS}, or an empty one"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)
