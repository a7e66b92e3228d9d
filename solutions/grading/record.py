"""The record of a run as it comes out of a sandbox: bounded, and nothing but JSON."""

import json

from katas.harness.results import Event
from solutions.grading import limits


class Record:
    """Events by the order of their coming. faults: what no honest record has."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.faults: list[str] = []
        self._rest = bytearray()
        self._size = 0
        self._skipping = False

    def feed(self, data: bytes) -> bool:
        """Take in what has come. Returns False when there has been too much of it."""
        self._size += len(data)
        if self._size > limits.RECORD:
            self._fault(f"the record has more than {limits.RECORD // limits.MIB} MiB")
            return False
        self._rest += data
        *lines, rest = self._rest.split(b"\n")
        self._rest = bytearray(rest)
        for line in lines:
            if self._skipping or len(line) > limits.LINE:
                self._fault(f"a line of the record has more than {limits.LINE // 1024} KiB")
                self._skipping = False
            else:
                self._take(bytes(line))
        if len(self._rest) > limits.LINE:
            self._rest.clear()
            self._skipping = True
        return True

    @property
    def ended(self) -> bool:
        return any(event["event"] == "end" for event in self.events)

    def of(self, kind: str) -> list[Event]:
        return [event for event in self.events if event["event"] == kind]

    def _take(self, line: bytes) -> None:
        try:
            event = json.loads(line)
        except (ValueError, RecursionError):
            event = None
        if not isinstance(event, dict) or not isinstance(event.get("event"), str):
            self._fault("a line of the record is no event")
        else:
            self.events.append(event)

    def _fault(self, text: str) -> None:
        if text not in self.faults:
            self.faults.append(text)
