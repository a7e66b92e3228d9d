"""What was logged while a test ran, and what must hold of it."""

import logging

from katas.harness.verdicts import require

LOGGER = "katas.day03"


class Logbook(logging.Handler):
    """Keeps what is logged: as a handler, or as the filter of a logger."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def take(self, record: logging.LogRecord) -> bool:
        """As a filter: keep the record and let nobody else have it."""
        self.records.append(record)
        return False

    @property
    def own(self) -> list[logging.LogRecord]:
        return [r for r in self.records if r.name == LOGGER and r.levelno >= logging.INFO]

    def lines(self) -> list[str]:
        """For example "INFO  GET /desk/ -> 200", one for each record of the day's logger."""
        return [line_of(record) for record in self.own]

    def elsewhere(self) -> str:
        """A hint where a line went that is missing here."""
        for record in self.records:
            if record not in self.own and "->" in line_of(record):
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


def check_lines(logbook: Logbook, messages: list[str], asked: str) -> None:
    """Exactly these lines, at INFO."""
    lines = logbook.lines()
    wish = [f"INFO  {message}" for message in messages]
    count = "one record" if len(wish) == 1 else f"{len(wish)} records"
    gap = "  " if len(wish) == 1 else "\n"
    note = logbook.elsewhere() if not lines else ""
    if any(UNWRITABLE in line for line in lines):
        note = f"The record's format is {logbook.own[0].msg!r}: the % of the path is part of it."
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


def check_no_line(logbook: Logbook, asked: str) -> None:
    lines = [line for line in logbook.lines() if "->" in line]
    require(
        not lines,
        asked=asked,
        expected=f"no record on {LOGGER!r}: the logbook is behind the checkpoint",
        got="\n".join(lines),
    )
