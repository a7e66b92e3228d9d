"""The one record of a run: a stream of JSON lines that every view reads.

    {"event": "run", "schema": 1, "day": 6, "answers": null, "seed": 48213, "versions": {...},
     "part": "", "tests": [{"id": "test_x", "task": 1, "rule": "first line of its docstring",
     "node": "katas/day06_x/tests/test_y.py::test_x"}, ...]}
    {"event": "start", "id": "test_x", "allowed": 10}
    {"event": "still", "id": "test_x", "where": "exports.py:31 in lines"}
    {"event": "test", "id": "test_x", "task": 1, "outcome": "failed", "seconds": 0.02,
     "verdict": {...} or null, "figures": [...], "output": "what the answer printed, its end"}
    {"event": "stopped", "reason": "does-not-load", "text": "..."}     instead of tests
    {"event": "end", "status": 1, "seconds": 6.1}

`part` is "task" or "test" if one of them was to be run alone.
Outcomes of a test: `passed`; `failed`, the answer is wrong; `not_run`, something it needs is not
installed; `unfit`, the environment is at fault; `error`, the harness is at fault.
`allowed`: the seconds that the test may compute. `still`, once: it has run for some seconds, and
`where` is the answer's line that is running, or "".
Statuses of a run: see `Status`. Seconds are wall time.
"""

import json
import os
from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import Any

SCHEMA = 1
Event = dict[str, Any]


class ExitStatus(IntEnum):
    """How a run ended, and the exit status of `python -m katas kata`."""

    GREEN = 0
    RED = 1
    WRONG_USE = 2
    ENVIRONMENT = 3
    NO_ANSWERS = 4


class Recorder:
    """Writes events to a file descriptor that only this process and its parent hold."""

    def __init__(self, descriptor: int) -> None:
        os.set_inheritable(descriptor, False)
        self._descriptor = descriptor

    def write(self, event: str, **fields: Any) -> None:
        line = json.dumps({"event": event, **fields}, default=str) + "\n"
        data = line.encode("utf-8", "backslashreplace")
        while data:
            data = data[os.write(self._descriptor, data) :]


def read(lines: Iterable[str]) -> Iterator[Event]:
    """The events of a stream of lines; a line cut off by a dying process is left out."""
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict) and "event" in event:
            yield event


def status_of(outcomes: Iterable[str]) -> ExitStatus:
    """Red if any test failed; the environment's if none did but some could not be judged."""
    seen = set(outcomes)
    if "failed" in seen:
        return ExitStatus.RED
    if seen & {"unfit", "error"}:
        return ExitStatus.ENVIRONMENT
    return ExitStatus.GREEN
