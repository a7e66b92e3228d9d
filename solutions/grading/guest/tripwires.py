"""Tripwires in the tests' process, for grading only: a pytest plugin. PYTEST_DONT_REWRITE

They write into the record: a `trip` for what an instructor should look at, and three times how many
of the checks that must fail have failed. The record's end carries a seal.
"""

import hmac
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from katas.harness.days import Day
from katas.harness.run import loading
from katas.harness.run.plugin import DAY, KatasPlugin

from . import audit_events, leftovers, meter_checks
from .equal_to_all import Equality
from .frame_owner import Places
from .identity import Identity, hooks
from .sentinels import Sentinels, chance
from .signed_record import Sealed

MOST = 20  # trips
LOOKS = 5  # at the functions of pytest and the harness between tests, about
armed: list[tuple[hmac.HMAC, Day]] = []


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
        self._config, self._package = config, f"katas.{day.name}"
        self._descriptor = int(config.getoption("--record"))
        self._trips: list[tuple[str, int, str]] = []
        self._recorder = Sealed(self._descriptor, seal, self._told)
        self._sentinels = Sentinels(katas, self._recorder)
        katas.recorder = self._recorder  # type: ignore[assignment]
        self._places = Places(loading.files(day))
        self._names: list[str] = []
        self._last: pytest.Item | None = None
        self._middle: pytest.Item | None = None

    def trip(self, file: str, line: int, reason: str) -> None:
        found = (Path(file).name, line, reason)
        if found not in self._trips and len(self._trips) < MOST:
            self._trips.append(found)

    def _told(self) -> Iterator[dict[str, Any]]:
        for file, line, reason in self._trips:
            yield {"event": "trip", "file": file, "line": line, "reason": reason}

    def pytest_collection_modifyitems(self) -> None:
        """Take all in before the answer's first line: the harness, whose turn is last, loads it."""
        self._identity = Identity(self._places)
        self._equality = Equality(self._places)
        self._hooks = leftovers.hooks()
        self._calls = hooks(self._config.pluginmanager)
        # Under memray, whatever runs in a hook of this kind may crash the process.
        if not meter_checks.uses_memory(self._package):
            audit_events.listen(self._places, self.trip)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        items = [item for item in session.items if DAY in item.stash]
        self._names = [item.name for item in items]
        self._last = items[-1] if items else None
        self._middle = chance.choice(items[1:] or [None])

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> Iterator[None]:
        if self._sentinels.running or DAY not in item.stash:
            return (yield)
        if self._names and item.name == self._names[0]:
            self._look("before", item, item)
        if item is self._middle:
            self._look("between", item, item)
        result = yield
        # Each costs milliseconds, and whoever puts things back in time must know when.
        self._compare(all_of_it=False, functions=chance.random() < LOOKS / len(self._names))
        if item is self._last:
            self._look("after", item, None)
            self._leave()
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._sentinels.saw(report)

    def _look(self, place: str, beside: pytest.Item, following: pytest.Item | None) -> None:
        """Compare everything, then run what must fail and what must be counted."""
        self._compare()
        for text in meter_checks.disagreeing(self._package, place == "between"):
            self.trip("", 0, f"a meter is wrong: {text}")
        failed = self._sentinels.run(beside, self._names, following)
        self._recorder.write("sentinels", place=place, failed=failed)

    def _compare(self, all_of_it: bool = True, functions: bool = True) -> None:
        if functions:
            for name in self._identity.changed(all_of_it):
                self.trip("", 0, f"{name} has been replaced")
        for name in leftovers.differing(self._hooks, leftovers.hooks()):
            self.trip("", 0, f"{name} has been set")
        if all_of_it:
            for name in leftovers.differing(self._calls, hooks(self._config.pluginmanager)):
                self.trip("", 0, f"other functions are called by pytest's {name}")
            for file, line, reason in self._equality.liars():
                self.trip(file, line, reason)

    def _leave(self) -> None:
        """What must be gone when the tests are over."""
        if place := leftovers.running(self._places):
            self.trip(*place, "a thread still runs it when the tests are over")
        if count := leftovers.children():
            self.trip("", 0, f"{count} processes have been left behind")
        if os.get_inheritable(self._descriptor):
            self.trip("", 0, "the record has been made inheritable")
