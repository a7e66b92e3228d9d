"""Tripwires in the tests' process, for grading only: a pytest plugin. PYTEST_DONT_REWRITE

They write into the record, at once, a `trip` for what an instructor should look at. The record's
end carries a seal. They are a deterrent: what decides is asked from outside (`examiner/`).
"""

import hmac
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from katas.harness.days import Day
from katas.harness.run import loading
from katas.harness.run.plugin import DAY, KatasPlugin

from . import audit_events, leftovers
from .frame_owner import Places
from .identity import Identity, hooks
from .signed_record import Sealed

MOST = 20  # trips
LOOKS = 5  # at the functions of pytest and the harness between tests, about
armed: list[tuple[hmac.HMAC, Day]] = []
chance = random.SystemRandom()


def arm(key: str, day: Day) -> None:
    """Call in the tests' process, before pytest. key: the seal's, of which nothing is kept."""
    armed.append((hmac.new(bytes.fromhex(key), digestmod="sha256"), day))


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    katas: Any = config.pluginmanager.get_plugin("katas")
    seal, day = armed.pop()
    config.pluginmanager.register(Tripwires(config, katas, seal, day), "tripwires")


class Tripwires:
    """All of one run's."""

    def __init__(
        self, config: pytest.Config, katas: KatasPlugin, seal: hmac.HMAC, day: Day
    ) -> None:
        self._config, self._package = config, f"{day.package}."
        self._descriptor = int(config.getoption("--record"))
        self._trips: set[tuple[str, int, str]] = set()
        self._recorder = Sealed(self._descriptor, seal)
        katas.recorder = self._recorder  # type: ignore[assignment]
        self._places = Places(loading.files(day))
        self._names: list[str] = []

    def trip(self, file: str, line: int, reason: str) -> None:
        """Tell the grader, now: what is kept here only spares it the same once more."""
        found = (Path(file).name, line, reason)
        if found not in self._trips and len(self._trips) < MOST:
            self._trips.add(found)
            self._recorder.write("trip", file=found[0], line=line, reason=reason)

    def pytest_collection_modifyitems(self) -> None:
        """Take all in before the answer's first line: the harness, whose turn is last, loads it."""
        self._identity = Identity(self._places)
        self._hooks = leftovers.hooks()
        self._calls = hooks(self._config.pluginmanager)
        if not audit_events.is_traced_by_memray(self._package):
            audit_events.listen(self._places, self.trip)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self._names = [item.name for item in session.items if DAY in item.stash]

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        if DAY not in item.stash:
            return (yield)
        if item.name == self._names[0]:
            self._compare()
        result = yield
        # Each costs milliseconds, and whoever puts things back in time must know when.
        self._compare(all_of_it=False, functions=chance.random() < LOOKS / len(self._names))
        if item.name == self._names[-1]:
            self._compare()
            self._leave()
        return result

    def _compare(self, all_of_it: bool = True, functions: bool = True) -> None:
        if functions:
            for name in self._identity.changed(all_of_it):
                self.trip("", 0, f"{name} has been replaced")
        for name in leftovers.differing(self._hooks, leftovers.hooks()):
            self.trip("", 0, f"{name} has been set")
        if all_of_it:
            for name in leftovers.differing(self._calls, hooks(self._config.pluginmanager)):
                self.trip("", 0, f"other functions are called by pytest's {name}")

    def _leave(self) -> None:
        """What must be gone when the tests are over."""
        if place := leftovers.running(self._places):
            self.trip(*place, "a thread still runs it when the tests are over")
        if count := leftovers.children():
            self.trip("", 0, f"{count} processes have been left behind")
        if os.get_inheritable(self._descriptor):
            self.trip("", 0, "the record has been made inheritable")
