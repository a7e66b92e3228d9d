"""Takes a day's pictures: measures starter, yours and reference in one interleaved run.

The day's `tests/pictures.py` has `once()` and `each_round()`, which measure in the answer's process
(`katas.harness.measuring`), `ROUNDS`, and `pictures(sides)`, which makes Pictures of what came. If
the day has a `tests/flame_graph.py`, its `once()` gives memray's page of your answer.
"""

import importlib
import os
import platform
import shutil
import statistics
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from katas.harness import answers
from katas.harness.days import Day
from katas.harness.learner import progress
from katas.harness.measuring.process import Fault, Measured
from katas.harness.pictures.data import Picture, Side

MODULE = "pictures"
FLAMES = "flame_graph"


class Progress(NamedTuple):
    """How far the measuring is."""

    done: int
    of: int
    text: str


class Taking:
    """The pictures of one day. measure() first, to its end or until it is stopped.

    force: with the reference, though it would give away what is not green yet.
    """

    def __init__(self, day: Day, *, force: bool = False) -> None:
        self.day = day
        self._shows_reference = force or is_done(day)
        self.sides = [Side(name) for name in self._folders("")]
        self.flame_graph = ""  # memray's page, if the day has one and your answer gave it
        self._day_pictures: Any = None

    def measure(self) -> Iterator[Progress]:
        """Measure all sides. Whatever ends it, what was measured until then is kept."""
        module = self._module()
        has_flames = (self.day.tests / f"{FLAMES}.py").is_file()
        total, done = len(self.sides) * (1 + module.ROUNDS) + has_flames, 0
        for side in self.sides:
            side.fault = "The measuring was stopped before."
        with ExitStack() as stack:
            scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="katas-starter-"))
            shutil.copytree(self.day.starter, Path(scratch) / self.day.name)
            running = {
                name: stack.enter_context(Measured(self.day, folder, MODULE))
                for name, folder in self._folders(scratch).items()
            }
            for side in self.sides:
                yield Progress(done, total, side.name)
                side.once = self._value(side, running[side.name].once)
                done += 1
            for number in range(1, module.ROUNDS + 1):
                for side in self.sides:
                    yield Progress(done, total, f"{side.name}, round {number}")
                    if side.once is not None and not side.fault:
                        taken = self._value(side, running[side.name].another_round)
                        side.rounds += [taken] if taken is not None else []
                    done += 1
        if has_flames:
            yield Progress(done, total, "yours, its flame graph")
            with Measured(self.day, self._folders("")["yours"], FLAMES) as yours, suppress(Fault):
                self.flame_graph = yours.once()
        yield Progress(total, total, "drawing")

    def pictures(self) -> list[Picture]:
        """Of what was measured so far."""
        measured = [side for side in self.sides if side.once is not None]
        if not measured:
            return [Picture("No picture", "No answer gave anything to measure.", [])]
        found: list[Picture] = self._module().pictures(measured)
        return found

    def measured(self, *, is_timed: bool = True) -> str:
        """Machine, versions, date, repeats and, of times, their spread, in one line."""
        import django

        rounds = max((len(side.rounds) for side in self.sides), default=0)
        times = f", times in {rounds} rounds by turns{self._spread()}" if is_timed else ""
        parts = [
            f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
            f"Python {platform.python_version()}, Django {django.get_version()}",
            f"{datetime.now().astimezone():%Y-%m-%d %H:%M}",
            f"counts taken once{times}" if rounds else "one run",
        ]
        return "Measured on " + "; ".join(parts) + "."

    def _module(self) -> Any:
        """The day's pictures. This process loads Django, but never the answer."""
        if self._day_pictures is None:
            import django

            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "katas.harness.settings")
            django.setup()
            self._day_pictures = importlib.import_module(f"{self.day.package}.tests.{MODULE}")
        return self._day_pictures

    def _value(self, side: Side, measure: Callable[[], Any]) -> Any:
        """What was measured; None if the answer failed, and the side says how."""
        try:
            value = measure()
        except Fault as fault:
            side.fault = str(fault)
            return None
        side.fault = ""
        return value

    def _folders(self, scratch: str) -> dict[str, str | None]:
        """By side the answers' folder; scratch: where the starter's is."""
        mine = answers.folder()
        found: dict[str, str | None] = {"starter": scratch, "yours": str(mine) if mine else None}
        reference = answers.reference(self.day.name, self.day.answers)
        if reference and self._shows_reference:
            found["reference"] = str(reference.parent)
        return found

    def _spread(self) -> str:
        """How far the times of one side lay apart."""
        apart = [
            (max(values) - min(values)) / statistics.median(values)
            for side in self.sides
            for values in zip(*(timed(each) for each in side.rounds), strict=False)
            if len(values) > 1 and statistics.median(values) > 0
        ]
        if not apart:
            return ""
        usual, most = (f"{share:.0%}" for share in (statistics.median(apart), max(apart)))
        return f" that differ by {usual}" + (f", at most by {most}" if most != usual else "")


def timed(value: Any) -> list[float]:
    """The numbers in what a round returned, in their order."""
    if isinstance(value, Mapping):
        return [number for each in value.values() for number in timed(each)]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [number for each in value for number in timed(each)]
    return [float(value)] if isinstance(value, int | float) else []


def is_done(day: Day) -> bool:
    """Whether the day was ever green here, or the answers are somebody else's."""
    reached = progress.best_of(day)
    return answers.folder() is not None or (reached is not None and reached.points == day.points)


def has_pictures(day: Day) -> bool:
    """Whether there are any of the day."""
    return (day.tests / f"{MODULE}.py").is_file()
