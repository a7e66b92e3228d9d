"""The record with a seal: a keyed digest of all lines before its end, which the grader checks.

A line that anyone else wrote into the pipe breaks it, and a record made up in full has none.
"""

import hmac
import json
import os
from collections.abc import Callable, Iterable
from typing import Any


class Sealed:
    """Writes events as katas.harness.run.record.Recorder does, and seals the end.

    late: gives events that are written ahead of the end. While `aside` is a list, events go there.
    """

    def __init__(
        self, descriptor: int, seal: hmac.HMAC, late: Callable[[], Iterable[dict[str, Any]]]
    ) -> None:
        self._descriptor, self._seal, self._late = descriptor, seal, late
        self.aside: list[dict[str, Any]] | None = None

    def write(self, event: str, **fields: Any) -> None:
        if self.aside is not None:
            self.aside.append({"event": event, **fields})
            return
        if event == "end":
            for each in self._late():
                self.write(**each)
            fields["seal"] = self._seal.hexdigest()
        line = json.dumps({"event": event, **fields}, default=str)
        data = line.encode("utf-8", "backslashreplace") + b"\n"
        self._seal.update(data)
        while data:
            data = data[os.write(self._descriptor, data) :]
