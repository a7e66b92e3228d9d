"""`make watch`: the day is run on every save, by a fork of a parent that is warm already.

This process shows the screen, reads the keys and hears of the saves; it loads no answer. What it
waits for are four descriptors: keys, saves, events of the run, signals.
"""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable

from rich.console import Console

from katas.harness import days
from katas.harness.answers import KATAS, AnswersNotFound, folder
from katas.harness.commands.hint import show_hint
from katas.harness.commands.progress import show_days
from katas.harness.days import Day
from katas.harness.forkserver.client import Died, WarmParent
from katas.harness.learner import progress
from katas.harness.learner.keeper import Keeper
from katas.harness.run import loading
from katas.harness.run.record import ExitStatus
from katas.harness.watch.file_changes import Saves, State
from katas.harness.watch.keyboard import END, HungUp, Keys
from katas.harness.watch.screen import Screen
from katas.harness.watch.signals import signals


class Watch:
    """One learner at one day; `n` goes on to the next."""

    def __init__(self, day: Day, out: Console) -> None:
        self.parent = WarmParent()
        self.parent_died = False
        self.day, self.out = day, out
        self.saves = Saves(loading.files(day))
        self.first = first_open(day)
        self.seed: int | None = None
        self.keys = Keys()
        self.keeper = Keeper(day)
        self.screen = Screen(out, has_keys=self.keys.descriptor is not None)
        self.make = os.getppid() if os.environ.get("KATAS_MAKE") else None

    def run(self) -> None:
        """Watch until `q`. Raises KeyboardInterrupt, and SystemExit for SIGTERM and SIGHUP."""
        try:
            with signals() as signalled, self.keys:
                self.begin("the start", time.time())
                while not self.is_over(signalled):
                    pass
        except HungUp:
            pass
        finally:
            for number in (signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            self.screen.leave()
            self.saves.close()
            self.parent.close()

    def is_over(self, signalled: int) -> bool:
        """Wait for whatever comes first and attend to it. True if that was the end."""
        waiting: list[int] = [self.saves.fileno(), signalled]
        waiting += [] if self.parent_died else [self.parent.fileno()]
        waiting += [] if self.keys.descriptor is None else [self.keys.descriptor]
        ready = select.select(waiting, [], [], self.saves.wait())[0]
        if signalled in ready:
            os.read(signalled, 1024)
            self.screen.draw()
        if (state := self.saves.news()) is not None:
            self.saved(state)
        self.screen.notice(self.saves.notice)
        if not self.parent_died and self.parent.fileno() in ready:
            self.hear()
        if self.keys.descriptor in ready:
            return self.press(self.keys.read())
        return self.make is not None and os.getppid() != self.make

    # Runs -----------------------------------------------------------------------------------------

    def saved(self, state: State) -> None:
        if None in state:
            self.parent.give_up()
            gone = " and ".join(
                file.name for file, found in zip(self.saves.files, state, strict=True) if not found
            )
            self.screen.say(f"{gone} is gone. As soon as it is back, it is run.")
        else:
            self.begin("the save", self.saves.saved_at())

    def begin(self, since: str, at: float, *, anew: bool = False) -> None:
        """Run the day, the task that was red last first. anew: in order, with new data.

        since, at: what it is that the learner waits from, and the time of it.
        """
        self.remember()
        try:
            day = days.by_number(self.day.number)
            if day is None:
                raise days.ManifestError(f"{self.day.folder} is gone.")
            self.day = day
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
            self.screen.say(f"{error}\nThe next save tries again.")
            return
        self.keeper = Keeper(day)
        self.screen.begin(day, None if anew else self.first, since, at)

    def remember(self) -> None:
        """What is red so far comes first next time, also of a run that a save has overtaken."""
        view = self.screen.view
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
            self.screen.say(f"{error}\nThe next save starts it again.")
            return
        for event in events:
            trouble, view = self.keeper.take(event), self.screen.view
            if view is not None:
                view.trouble = trouble
            self.screen.take(event)
            if event["event"] == "end":
                self.remember()

    # Keys -----------------------------------------------------------------------------------------

    def press(self, key: str) -> bool:
        """Do what the key stands for. True for the end."""
        actions: dict[str, Callable[[], None]] = {
            "h": self.hint,
            "r": lambda: self.begin("the key", time.time(), anew=True),
            "c": self.compare,
            "n": self.next_day,
            "l": lambda: self.screen.add(lambda: show_days(days.present(), self.out, steps=False)),
        }
        if key in ("q", END):
            return True
        if key in actions:
            with contextlib.suppress(days.ManifestError):
                actions[key]()
        return False

    def hint(self) -> None:
        """Of the task that the screen explains, as far as the run has come."""
        view, number, last = self.screen.view, self.first, None
        if view is not None and not view.ended:
            if view.red is None:
                self.screen.add(lambda: self.out.print("Nothing is red so far: the run goes on."))
                return
            last = view.so_far()
        if view is not None and view.red is not None:
            number = view.red.number
        self.screen.add(lambda: show_hint(self.day, number, self.out, last, key="h"))

    def compare(self) -> None:
        """`make compare`, with the whole terminal to itself."""
        view = self.screen.view
        if view is None or not view.ended or view.status != ExitStatus.GREEN:
            text = f"Day {self.day.number} is not green yet: c shows more once it is."
            self.screen.add(lambda: self.out.print(text, markup=False))
            return
        command = [sys.executable, "-m", "katas", "compare", str(self.day.number), "--force"]
        self.screen.clear()
        # Ctrl-C ends the comparison, not the watch; a handler, unlike SIG_IGN, is not inherited.
        before = signal.signal(signal.SIGINT, lambda number, frame: None)
        try:
            with self.keys.lent():
                subprocess.run(command, cwd=KATAS.parent, check=False)
        finally:
            signal.signal(signal.SIGINT, before)
        self.screen.rest()

    def next_day(self) -> None:
        following = days.by_number(self.day.number + 1)
        if following is None:
            self.screen.add(lambda: self.out.print(f"Day {self.day.number} is the last one."))
            return
        self.day, self.first, self.seed = following, first_open(following), None
        self.begin("the key", time.time())


def first_open(day: Day) -> int | None:
    """The first task that the learner has not made green; None for answers of someone else."""
    if folder() is not None or (reached := progress.read().get(day.number)) is None:
        return None
    return next((task.number for task in day.tasks if task.number not in reached.green), None)
