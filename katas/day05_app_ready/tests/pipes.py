"""What connects a process of the newsroom with its test."""

import json
import os
import select
import sys
from typing import Any


class Lines:
    """The two pipes to the test: lines of JSON."""

    def __init__(self) -> None:
        self._out = os.fdopen(os.dup(1), "w", buffering=1)
        os.dup2(2, 1)

    def say(self, **fields: Any) -> None:
        self._out.write(json.dumps(fields, default=repr) + "\n")

    def close(self) -> None:
        self._out.close()

    def heard(self, seconds: float) -> bool:
        """There is something to hear, within that time."""
        return bool(select.select([sys.stdin], [], [], seconds)[0])

    def hear(self) -> dict[str, Any] | None:
        line = sys.stdin.readline()
        return json.loads(line) if line else None
