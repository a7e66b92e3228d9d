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
        return [record for record in self.records if record.name == LOGGER]

    def lines(self) -> list[str]:
        """For example "INFO  GET /desk/ -> 200", one for each record of the day's logger."""
        return [line_of(record) for record in self.own]

    def elsewhere(self) -> str:
        """A hint where a line went that is missing here."""
        strays = [r for r in self.records if r.name != LOGGER and "->" in line_of(r)]
        if not strays:
            return ""
        return f"There is a line on the logger {strays[0].name!r}: {line_of(strays[0])}"


def line_of(record: logging.LogRecord) -> str:
    try:
        return f"{record.levelname}  {record.getMessage()}"
    except Exception as error:
        return f"{record.levelname}  (cannot be written: {type(error).__name__}: {error})"


def check_line(logbook: Logbook, message: str, asked: str) -> None:
    """Exactly this one line, at INFO."""
    lines = logbook.lines()
    require(
        lines == [f"INFO  {message}"],
        asked=asked,
        expected=f"one record on {LOGGER!r}:  INFO  {message}",
        got="\n".join(lines) or f"no record on {LOGGER!r}",
        note=logbook.elsewhere() if not lines else "",
    )
