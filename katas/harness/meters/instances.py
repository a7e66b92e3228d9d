"""Model instances built, counted on all threads.

"One query" can hide 5,000 objects: here every instance counts, however it came to be. Each one, a
copy too, begins with `Model.__new__`; a subclass may have an `__init__` of its own, which sends no
`post_init`.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model


@dataclass
class Built:
    """How many instances were built since the count began, by (model's name, call site).

    The instances themselves are not kept: the count must not change how long they live.
    """

    site: Callable[[], str]
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, model: type) -> None:
        """One more instance of the model."""
        key = (model.__name__, self.site())
        with self._lock:
            self.counts[key] += 1

    @property
    def total(self) -> int:
        """Instances of all models."""
        return sum(self.counts.values())

    def summary(self, most: int = 4) -> str:
        """The instances grouped by model and call site, the most frequent first."""
        lines = [
            f"{times:>5,} x {name}" + (f"\n        from {site}" if site else "")
            for (name, site), times in self.counts.most_common(most)
        ]
        if len(self.counts) > most:
            lines.append(f"      and {len(self.counts) - most} more")
        return "\n".join(lines)


@contextmanager
def building(site: Callable[[], str] = lambda: "") -> Iterator[Built]:
    """Count every model instance that is built until the block ends.

    site: gives the answer's line that is building, for the failure message.
    """
    built = Built(site)
    # Once there, it stays: Python does not take a class back to the `__new__` of object.
    if Model.__new__ is not _announced:
        Model.__new__ = staticmethod(_announced)
    _listening.append(built.note)
    try:
        yield built
    finally:
        _listening.remove(built.note)


_listening: list[Callable[[type], None]] = []


def _announced(model: type, /, *values: Any, **named: Any) -> Any:
    for note in tuple(_listening):
        note(model)
    return object.__new__(model)
