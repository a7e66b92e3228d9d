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
from katas.harness.answers import KATAS
from katas.harness.commands.hint import show_hint
from katas.harness.commands.progress import show_days
from katas.harness.days import Day
from katas.harness.engine.engine import Engine
from katas.harness.run.record import ExitStatus
from katas.harness.watch.keyboard import END, HungUp, Keys
from katas.harness.watch.screen import Screen
from katas.harness.watch.signals import signals


class Watch:
    """One learner at one day; `n` goes on to the next."""

    def __init__(self, day: Day, out: Console) -> None:
        self.out = out
        self.keys = Keys()
        self.screen = Screen(out, has_keys=self.keys.descriptor is not None)
        self.engine = Engine(day, self.screen)
        self.make = os.getppid() if os.environ.get("KATAS_MAKE") else None

    @property
    def day(self) -> Day:
        return self.engine.day

    def run(self) -> None:
        """Watch until `q`. Raises KeyboardInterrupt, and SystemExit for SIGTERM and SIGHUP."""
        try:
            with signals() as signalled, self.keys:
                self.engine.begin("the start", time.time())
                while not self.is_over(signalled):
                    pass
        except HungUp:
            pass
        finally:
            for number in (signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            self.screen.leave()
            self.engine.close()

    def is_over(self, signalled: int) -> bool:
        """Wait for whatever comes first and attend to it. True if that was the end."""
        waiting = [*self.engine.descriptors(), signalled]
        waiting += [] if self.keys.descriptor is None else [self.keys.descriptor]
        ready = select.select(waiting, [], [], self.engine.wait())[0]
        if signalled in ready:
            os.read(signalled, 1024)
            self.screen.draw()
        self.engine.attend(ready)
        self.screen.tick()
        if self.keys.descriptor in ready:
            return self.press(self.keys.read())
        return self.make is not None and os.getppid() != self.make

    # Keys -----------------------------------------------------------------------------------------

    def press(self, key: str) -> bool:
        """Do what the key stands for. True for the end."""
        actions: dict[str, Callable[[], None]] = {
            "h": self.hint,
            "r": lambda: self.engine.begin("the key", time.time(), anew=True),
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
        view, number, last = self.screen.view, self.engine.first, None
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
        following = days.after(self.day)
        if following is None:
            self.screen.add(lambda: self.out.print(f"Day {self.day.number} is the last one."))
            return
        self.engine.begin_day(following)
