"""The record of a run as it comes out of a sandbox: bounded, and nothing but JSON."""

import hmac
import json
from typing import Any

from katas.harness.lines import LineBuffer
from katas.harness.run.record import Event
from solutions.grading import limits


class Record:
    """Events by the order of their coming. faults: what no honest record has.

    key: the seal's, as hexadecimal digits: a keyed digest of all lines before the end goes with it.
    sealed: whether the end has come with its seal; always, without a key. heard: the bytes as they
    came, from which another Record can be made.
    """

    def __init__(self, key: str = "") -> None:
        self.key = key
        self.sealed = not key
        self.heard: list[bytes] = []
        self._seal = hmac.new(bytes.fromhex(key), digestmod="sha256")
        self.events: list[Event] = []
        self.faults: list[str] = []
        self._lines = LineBuffer()
        self._size = 0
        self._skipping = False

    def feed(self, data: bytes) -> bool:
        """Take in what has come. Returns False when there has been too much of it."""
        self._size += len(data)
        self.heard.append(data)
        if self._size > limits.RECORD:
            self._fault(f"the record has more than {limits.RECORD // limits.MIB} MiB")
            return False
        for line in self._lines.feed(data):
            if self._skipping or len(line) > limits.LINE:
                self._fault(f"a line of the record has more than {limits.LINE // 1024} KiB")
                self._skipping = False
            else:
                self._take(line)
        if len(self._lines.rest) > limits.LINE:
            self._lines.rest.clear()
            self._skipping = True
        return True

    @property
    def ended(self) -> bool:
        return any(event["event"] == "end" for event in self.events)

    def of(self, kind: str) -> list[Event]:
        return [event for event in self.events if event["event"] == kind]

    def _take(self, line: bytes) -> None:
        try:
            event = writable(json.loads(line, parse_constant=lambda name: None))
        except (ValueError, RecursionError):
            event = None
        if not isinstance(event, dict) or not isinstance(event.get("event"), str):
            self._fault("a line of the record is no event")
        else:
            if event["event"] == "end" and self._seal.hexdigest() == event.get("seal"):
                self.sealed = True
            self._seal.update(line + b"\n")
            self.events.append(event)

    def _fault(self, text: str) -> None:
        if text not in self.faults:
            self.faults.append(text)


def writable(value: Any) -> Any:
    """JSON's values with text that has UTF-8: the one place where a sandbox' text comes in."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [writable(each) for each in value]
    if isinstance(value, dict):
        return {writable(key): writable(each) for key, each in value.items()}
    return value
