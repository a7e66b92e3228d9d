"""The engine: a save goes as a job to a warm parent, and its events to whoever shows them.

It owns no loop and loads no answer. Whoever drives it waits for `descriptors()`, for `wait()` at
most, and then calls `attend`.
"""

import time
from collections.abc import Collection
from typing import Protocol

from katas.harness import days
from katas.harness.answers import AnswersNotFound, folder
from katas.harness.days import Day
from katas.harness.engine.file_changes import Saves, State
from katas.harness.engine.run_so_far import RunSoFar
from katas.harness.forkserver.client import Died, WarmParent
from katas.harness.learner import progress
from katas.harness.learner.keeper import Keeper
from katas.harness.run import loading
from katas.harness.run.record import Event


class Shows(Protocol):
    """What an engine tells."""

    @property
    def view(self) -> RunSoFar | None:
        """The run that is shown, None where there is none."""

    def begin(self, day: Day, first: int | None, since: str, at: float) -> None:
        """A run begins; `at` is when that for which it is run came about, in time.time()."""

    def take(self, event: Event) -> None:
        """An event of the run that was begun last."""

    def say(self, text: str) -> None:
        """A message in the place of a run."""

    def notice(self, text: str) -> None:
        """One line about the saves themselves; stays."""


class Engine:
    """One day, run on every save, the task that was red first."""

    def __init__(self, day: Day, show: Shows, parent: WarmParent | None = None) -> None:
        """parent: one that was started ahead of time."""
        self.parent = parent or WarmParent()
        self.parent_died = False
        self.day, self.show = day, show
        self.saves = Saves(loading.files(day))
        self.first = first_open(day)
        self.seed: int | None = None
        self.keeper = Keeper(day)

    def descriptors(self) -> list[int]:
        """What to wait for: one of them can be read when there is something to attend to."""
        parent = [] if self.parent_died else [self.parent.fileno()]
        return [self.saves.fileno(), *parent]

    def wait(self) -> float:
        """Seconds after which to attend at the latest."""
        return self.saves.wait()

    def attend(self, ready: Collection[int]) -> None:
        """Hear of saves, and of the run whose descriptor is ready."""
        parent = None if self.parent_died else self.parent.fileno()
        if (state := self.saves.news()) is not None:
            self.saved(state)
        self.show.notice(self.saves.notice)
        if not self.parent_died and parent in ready and self.parent.fileno() == parent:
            self.hear()

    def saved(self, state: State) -> None:
        if None in state:
            self.parent.give_up()
            gone = " and ".join(
                file.name for file, found in zip(self.saves.files, state, strict=True) if not found
            )
            self.show.say(f"{gone} is gone. As soon as it is back, it is run.")
        else:
            self.begin("the save", self.saves.saved_at())

    def begin(self, since: str, at: float, *, anew: bool = False) -> None:
        """Run the day, the task that was red last first. anew: in order, with new data.

        since, at: what it is that the learner waits from, and the time of it.
        """
        self.remember()
        try:
            self.day = day = days.read(self.day.folder)
            if (files := loading.files(day)) != self.saves.files:
                self.saves.close()
                self.saves = Saves(files)
            if None in self.saves.state:
                self.saved(self.saves.state)
                return
            options = [] if anew or self.first is None else [f"--first-task={self.first}"]
            options += [] if anew or self.seed is None else [f"--seed={self.seed}"]
            if self.parent_died:
                self.parent.restart()
                self.parent_died = False
            self.parent.run(day, options)
        except (days.ManifestError, AnswersNotFound, OSError) as error:
            self.show.say(f"{error}\nThe next save tries again.")
            return
        self.keeper = Keeper(day)
        self.show.begin(day, None if anew else self.first, since, at)

    def begin_day(self, day: Day) -> None:
        """Go on to another day."""
        self.day, self.first, self.seed = day, first_open(day), None
        self.begin("the key", time.time())

    def remember(self) -> None:
        """What is red so far comes first next time, also of a run that a save has overtaken."""
        view = self.show.view
        if view is not None and view.run is not None and view.day.number == self.day.number:
            if view.red is not None:
                self.first, self.seed = view.red.number, view.run["seed"]
            elif view.ended and view.stopped is None:
                self.first = self.seed = None

    def hear(self) -> None:
        try:
            events = self.parent.events()
        except Died as error:
            self.parent_died = True
            self.show.say(f"{error}\nThe next save starts it again.")
            return
        for event in events:
            trouble, view = self.keeper.take(event), self.show.view
            if view is not None:
                view.trouble = trouble
            self.show.take(event)
            if event["event"] == "end":
                self.remember()

    def close(self) -> None:
        """End the watching of files, the warm parent and what it runs."""
        self.saves.close()
        self.parent.close()


def first_open(day: Day) -> int | None:
    """The first task that the learner has not made green; None for answers of someone else."""
    if folder() is not None or (reached := progress.read().get(day.number)) is None:
        return None
    return next((task.number for task in day.tasks if task.number not in reached.green), None)
