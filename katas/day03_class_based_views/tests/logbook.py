"""What was logged while a test ran, and what must hold of it."""

import logging
from typing import Any

from django.http import HttpRequest

from katas.harness.verdicts import require

LOGGER = "katas.day03"


class Logbook(logging.Handler):
    """Keeps what is logged, as a handler of the day's logger and of the root."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    @property
    def own(self) -> list[logging.LogRecord]:
        return [record for record in self.records if record.name == LOGGER]

    def lines(self) -> list[str]:
        """For example "INFO  GET /desk/ -> 200", one for each record of the day's logger."""
        return [line_of(record) for record in self.own]

    def elsewhere(self) -> str:
        """A hint where a line went that is missing here."""
        for record in self.records:
            if record.name != LOGGER and "->" in line_of(record):
                return f"There is a line on the logger {record.name!r}: {line_of(record)}"
        return ""


def line_of(record: logging.LogRecord) -> str:
    try:
        return f"{record.levelname}  {record.getMessage()}"
    except Exception as error:
        return f"{record.levelname}  ({UNWRITABLE}: {type(error).__name__}: {error})"


UNWRITABLE = "cannot be written"


def check_line(logbook: Logbook, message: str, asked: str) -> None:
    """Exactly this one line, at INFO."""
    check_lines(logbook, [message], asked)


def check_line_stays(
    logbook: Logbook, message: str, asked: str, request: HttpRequest, response: Any = None
) -> None:
    """Exactly this one line, also when request and response are others afterwards."""
    check_line(logbook, message, asked)
    request.method, request.path, request.path_info = "CHANGED", "/changed/", "/changed/"
    asked += "\nAfterwards request.method and request.path are changed"
    if response is not None:
        response.status_code = 599
        asked += ", and response.status_code"
    lines = logbook.lines()
    require(
        lines == [f"INFO  {message}"],
        asked=asked,
        expected=f"the record's message stays:  {message}",
        got="\n".join(lines),
        note="A handler may read a record late, in another thread or in a buffer: what it says is"
        "\nsettled when it is written.",
    )


def check_lines(logbook: Logbook, messages: list[str], asked: str) -> None:
    """Exactly these lines, at INFO."""
    lines = logbook.lines()
    wish = [f"INFO  {message}" for message in messages]
    count = "one record" if len(wish) == 1 else f"{len(wish)} records"
    gap = "  " if len(wish) == 1 else "\n"
    note = logbook.elsewhere() if not lines else ""
    if any(UNWRITABLE in line for line in lines):
        note = f"The record's format is {logbook.own[0].msg!r}: the % of the request is part of it."
    elif looks(lines) == looks(wish) or not all(line.isascii() for line in wish):
        note = note or f"Written with escapes: {wish!a}, and came: {lines!a}"
    require(
        lines == wish,
        asked=asked,
        expected=f"{count} on {LOGGER!r}:{gap}" + "\n".join(wish),
        got="\n".join(lines) or f"no record on {LOGGER!r}",
        note=note,
    )


def looks(lines: list[str]) -> str:
    """What one sees of them: not how many blanks there are."""
    return " ".join("\n".join(lines).split())


def check_nothing_elsewhere(logbook: Logbook, asked: str) -> None:
    """No record but on the day's logger: neither below it nor above it nor on another."""
    found = [record for record in logbook.records if record.name != LOGGER]
    require(
        not found,
        asked=asked,
        expected=f"one record on {LOGGER!r}, and no other",
        got="\n".join(f"{line_of(each)[:70]}   (on {each.name!r})" for each in found[:3]),
    )


def check_no_line(logbook: Logbook, asked: str) -> None:
    """Nothing on the day's logger or below it, at any level."""
    found = [r for r in logbook.records if f"{r.name}.".startswith(f"{LOGGER}.")]
    require(
        not found,
        asked=asked,
        expected=f"no record on {LOGGER!r}: the logbook is behind the checkpoint",
        got="\n".join(
            line_of(record) + f"   (on {record.name!r})" * (record.name != LOGGER)
            for record in found
        ),
    )
