"""What the last run of your own answer had red, for as long as the answer stays as it was.

One small file for each day in `.katas/`, of this machine only: `make hint` and `make submit` read
it. A digest of the answer files tells whether it still speaks of the files that are there.
"""

import contextlib
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from katas.harness import files
from katas.harness.answers import KATAS
from katas.harness.days import Day

HOME = KATAS.parent / ".katas" / "last"


@dataclass(frozen=True)
class LastRun:
    """The red tests of a run and the task of each, in the order in which they are shown; the tests
    that were not judged, and the green tasks."""

    digest: str
    red: dict[str, int]
    unjudged: list[str]
    green: list[int]


def digest(day: Day) -> str:
    """A hash of the day's answer files as they are now; "" if one of them cannot be read."""
    found = hashlib.sha256()
    try:
        for file in day.answers:
            found.update((day.folder / file).read_bytes() + b"\0")
    except OSError:
        return ""
    return found.hexdigest()


def note(
    day: Day,
    digest: str,
    outcomes: Mapping[str, str],
    tasks: Mapping[str, int],
    green: Sequence[int],
) -> None:
    """Keep what came of a run of the files with that digest. Where it cannot be kept, nothing is
    lost: the next hint asks for a run. tasks: the task of each test."""
    red = {test: tasks[test] for test, outcome in outcomes.items() if outcome == "failed"}
    rest = sorted(test for test, outcome in outcomes.items() if outcome not in ("passed", "failed"))
    with contextlib.suppress(OSError):
        last = LastRun(digest, red, rest, list(green))
        files.write(_file(day), json.dumps(asdict(last)) + "\n")


def of_current(day: Day) -> LastRun | None:
    """The last run, if it was one of the answer files as they are now."""
    try:
        last = LastRun(**json.loads(_file(day).read_text()))
    except (OSError, ValueError, TypeError):
        return None
    is_whole = isinstance(last.red, dict) and last.digest
    return last if is_whole and last.digest == digest(day) else None


def _file(day: Day) -> Path:
    return HOME / f"day{day.number:02}.json"
