"""Checks that must fail: real items of pytest's, run among the day's tests and named like them.

Whatever turns failures into passes, in pytest, in the harness or in Python's builtins, turns these
too. They are kept out of the record; only how many of them failed is written.
"""

import random
from collections.abc import Callable
from typing import Any

import pytest
from _pytest.fixtures import FuncFixtureInfo

from katas.harness.run.plugin import DAY, TASK, KatasPlugin
from katas.harness.verdicts import require

from .signed_record import Sealed

chance = random.SystemRandom()


def bare() -> None:
    """A bare assert."""
    number = chance.random()
    assert number > 1, number


def refused() -> None:
    """A requirement that is not met."""
    require(False, asked="nothing", expected="a failure", got=chance.random())


def unequal() -> None:
    """Values that are not equal, alone and in what holds them."""
    one = chance.randrange(10**9)
    other = one + 1 + chance.randrange(10**9)
    found = [
        one == other,
        str(one) == str(other),
        [one, other] == [other, one],
        {"a": one} == {"a": other},
        sorted([other, one]) == [other, one],
        len(range(one)) == other,
        isinstance(str(one), int),
        type(str(one)) is int,
        all([True, one == other]),
        any([False, one == other]),
        max(one, other) == one,
        sum([one, other]) == one,
        set([one]) == set([other]),
    ]
    for each in found:
        if each:
            return
    require(tuple(found) == (True,) * 13, asked="nothing", expected=one, got=other)


KINDS: list[Callable[[], None]] = [bare, refused, unequal]
NOTHING = FuncFixtureInfo((), (), [], {})


class Sentinels:
    """Runs the sentinels of a place and looks at what pytest and the harness make of them."""

    def __init__(self, katas: KatasPlugin, recorder: Sealed) -> None:
        self._katas, self._recorder = katas, recorder
        self._reports: list[pytest.TestReport] = []
        self.running = False

    def run(self, beside: pytest.Item, names: list[str], following: pytest.Item | None) -> int:
        """Run each kind as a neighbour of a test's; the number of those that failed.

        names: those of the day's tests. following: the test that is run next.
        """
        failed = 0
        for kind in chance.sample(KINDS, len(KINDS)):
            name = chance.choice(names)
            item = pytest.Function.from_parent(
                beside.parent, name=name, callobj=called(kind), fixtureinfo=NOTHING
            )
            item.stash[DAY], item.stash[TASK] = beside.stash[DAY], beside.stash[TASK]
            failed += self._failed(item, following)
        return failed

    def _failed(self, item: pytest.Function, following: pytest.Item | None) -> bool:
        outcomes, late, status = dict(self._katas.outcomes), set(self._katas.late), item.session
        before = status.testsfailed
        self._katas.late.clear()
        self._recorder.aside, self._reports, self.running = [], [], True
        try:
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            events: list[dict[str, Any]] = self._recorder.aside
        finally:
            self._recorder.aside, self.running = None, False
            self._katas.outcomes, self._katas.late = outcomes, late
            status.testsfailed = before
        told = [event.get("outcome") for event in events if event["event"] == "test"]
        seen = [report.outcome for report in self._reports if report.when == "call"]
        return told == ["failed"] and seen == ["failed"]

    def saw(self, report: pytest.TestReport) -> None:
        """Told of every report of pytest's."""
        if self.running:
            self._reports.append(report)


def called(kind: Callable[[], None]) -> Callable[[], None]:
    """A function of its own for each item, as tests are."""

    def test() -> None:
        kind()

    test.__doc__ = kind.__doc__
    return test
