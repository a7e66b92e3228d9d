"""What is logged while something is played, as a handler gets it."""

import contextlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

LOGGER = "katas.day03"


@dataclass
class Line:
    """own: whether it stands on the day's logger."""

    record: logging.LogRecord

    @property
    def own(self) -> bool:
        return self.record.name == LOGGER

    @property
    def told(self) -> tuple[object, ...]:
        where = ("line",) if self.own else ("elsewhere", self.record.name)
        return *where, self.record.levelno, message(self.record)


def message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception as error:
        return f"cannot be written: {type(error).__name__}"


class Book:
    """Hands on all lines of the day's logger and below it, and of others from INFO on."""

    def __init__(self, take: Callable[[Line], None]) -> None:
        self._own, self._others = _Handler(take, True), _Handler(take, False)

    @contextlib.contextmanager
    def open(self) -> Iterator[None]:
        """Listen while the block runs."""
        logger, root = logging.getLogger(LOGGER), logging.getLogger()
        before = root.level
        logger.setLevel(1)
        logger.disabled = False
        root.setLevel(logging.INFO)
        logger.addHandler(self._own)
        root.addHandler(self._others)
        try:
            yield
        finally:
            logger.removeHandler(self._own)
            root.removeHandler(self._others)
            root.setLevel(before)


class _Handler(logging.Handler):
    """below: whether it takes what comes from the day's logger or below it, or all else."""

    def __init__(self, take: Callable[[Line], None], below: bool) -> None:
        super().__init__()
        self._take, self._below = take, below

    def emit(self, record: logging.LogRecord) -> None:
        if f"{record.name}.".startswith(f"{LOGGER}.") == self._below:
            self._take(Line(record))
