"""What the last run of your own answer had red, for as long as the answer stays as it was.

One small file for each day in `.katas/`, of this machine only: `make hint` and `make submit` read
it. A digest of the answer files tells whether it still speaks of the files that are there.
"""

import contextlib
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from katas.harness import files
from katas.harness.answers import KATAS
from katas.harness.days import Day

HOME = KATAS.parent / ".katas" / "last"


@dataclass(frozen=True)
class LastRun:
    """The tests of a run that were red, those that were not judged, and the green tasks.

    passed: the tests that were green. part: the run was of one task or test; the rest is not known.
    unloadable: nothing was tested, as the files do not load.
    """

    digest: str
    red: list[str]
    unjudged: list[str]
    green: list[int]
    passed: list[str] = field(default_factory=list)
    part: bool = False
    unloadable: bool = False

    @property
    def outcomes(self) -> dict[str, str]:
        """The tests with "passed", "failed" or "" for one that was not judged."""
        known = {"passed": self.passed, "failed": self.red, "": self.unjudged}
        return {test: outcome for outcome, tests in known.items() for test in tests}


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
    green: Sequence[int],
    tasks: Sequence[int] | None = None,
    unloadable: bool = False,
) -> None:
    """Keep what came of a run of the files with that digest. Where it cannot be kept, nothing is
    lost: the next hint asks for a run.

    tasks: those of a run that was of a part only; it is added to what is known of the same files.
    """
    before = of_current(day) if tasks is not None else None
    if before and tasks is not None and before.digest == digest:
        outcomes = {**before.outcomes, **outcomes}
        red = {task for task in tasks if task not in green}
        green = sorted({*before.green, *green} - red)
    part = tasks is not None and (before is None or before.part)
    kinds: dict[str, list[str]] = {"passed": [], "failed": [], "": []}
    for test, outcome in sorted(outcomes.items()):
        kinds.get(outcome, kinds[""]).append(test)
    with contextlib.suppress(OSError):
        failed, rest, passed = kinds["failed"], kinds[""], kinds["passed"]
        last = LastRun(digest, failed, rest, list(green), passed, part, unloadable)
        files.write(_file(day), json.dumps(asdict(last)) + "\n")


def of_current(day: Day) -> LastRun | None:
    """The last run, if it was one of the answer files as they are now."""
    last = latest(day)
    return last if last and last.digest and last.digest == digest(day) else None


def latest(day: Day) -> LastRun | None:
    """The last run, of whatever the answer files were."""
    try:
        return LastRun(**json.loads(_file(day).read_text()))
    except (OSError, ValueError, TypeError):
        return None


def _file(day: Day) -> Path:
    return HOME / f"day{day.number:02}.json"
