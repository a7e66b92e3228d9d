"""How long the learner has waited: from the save to the first verdict, and to the day's end."""

import time

from katas.harness.engine.run_so_far import RunSoFar


class Stopwatch:
    """Look at the run after each of its events.

    since: what the learner waits from, for example "the save". at: the time of it, in time.time().
    """

    def __init__(self, since: str, at: float) -> None:
        self.since, self._at = since, at
        self._told: dict[int, float] = {}  # by a task's number, seconds until its first verdict
        self._ended = 0.0

    def look(self, view: RunSoFar) -> None:
        """Note what has become known."""
        after = time.time() - self._at
        for task in (view.answered, view.red):
            if task is not None:
                self._told.setdefault(task.number, after)
        if view.ended:
            self._ended = after

    def times(self, view: RunSoFar) -> list[str]:
        """For example "Task 3: 0.41 s after the save (tests 0.22)", "day: 6.10 s (tests 5.80)"."""
        parts, since = [], f" after {self.since}"
        shown = view.red or view.answered
        if shown is not None and shown.number in self._told:
            number, own = shown.number, view.seconds_of(shown)
            parts.append(f"Task {number}: {self._told[number]:.2f} s{since} (tests {own:.2f})")
            since = ""
        if view.ended:
            parts.append(f"day: {self._ended:.2f} s{since} (tests {view.seconds_of(None):.2f})")
        return parts
