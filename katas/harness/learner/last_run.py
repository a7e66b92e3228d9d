"""What the last run of your own answer had red, for as long as the answer stays as it was.

One small file for each day in `.katas/`, of this machine only: `make hint` and `make submit` read
it. A digest of the answer files tells whether it still speaks of the files that are there.
"""

import contextlib
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from katas.harness import files
from katas.harness.answers import KATAS
from katas.harness.days import Day

HOME = KATAS.parent / ".katas" / "last"


@dataclass(frozen=True)
class LastRun:
    """What came of a run.

    red: the red tests and the task of each, in the order in which they are shown. unjudged, passed:
    the other tests. green: the green tasks. part: the run was of one task or test, the rest is not
    known. unloadable: nothing was tested, as the files do not load; the rest is of the run before.
    """

    digest: str
    red: dict[str, int]
    unjudged: list[str]
    green: list[int]
    passed: list[str] = field(default_factory=list)
    part: bool = False
    unloadable: bool = False


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
    part: bool = False,
) -> None:
    """Keep what came of a run of the files with that digest. Where it cannot be kept, nothing is
    lost: the next hint asks for a run.

    tasks: the task of each test. part: of one task or test; what is known of the same files stays.
    """
    red = {test: tasks[test] for test, outcome in outcomes.items() if outcome == "failed"}
    passed = [test for test, outcome in outcomes.items() if outcome == "passed"]
    rest = [test for test in outcomes if test not in red and test not in passed]
    before = of_current(day) if part else None
    if before and before.digest == digest:
        red |= {test: task for test, task in before.red.items() if test not in outcomes}
        passed += [test for test in before.passed if test not in outcomes]
        rest += [test for test in before.unjudged if test not in outcomes]
        green = sorted({*before.green, *green} - {*red.values()})
        part = before.part
    with contextlib.suppress(OSError):
        last = LastRun(digest, red, sorted(rest), list(green), sorted(passed), part)
        files.write(_file(day), json.dumps(asdict(last)) + "\n")


def note_unloadable(day: Day) -> None:
    """Keep that the files do not load as they are now, and what was known before they did not."""
    before = latest(day) or LastRun("", {}, [], [])
    with contextlib.suppress(OSError):
        last = replace(before, digest=digest(day), unloadable=True)
        files.write(_file(day), json.dumps(asdict(last)) + "\n")


def of_current(day: Day) -> LastRun | None:
    """The last run, if it was one of the answer files as they are now."""
    last = latest(day)
    return last if last and last.digest and last.digest == digest(day) else None


def latest(day: Day) -> LastRun | None:
    """The last run, of whatever the answer files were."""
    try:
        last = LastRun(**json.loads(_file(day).read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return last if isinstance(last.red, dict) else None


def _file(day: Day) -> Path:
    return HOME / f"day{day.number:02}.json"
