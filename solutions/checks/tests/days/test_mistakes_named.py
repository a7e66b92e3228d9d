"""The right mistake is named, also beside others and beside tasks that nobody has begun."""

import contextlib
import os
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from katas.harness.days import Day, present
from katas.harness.run.process import Run
from solutions.checks.soundness import candidates, messages, patches
from solutions.checks.soundness.candidates import Candidate
from solutions.checks.soundness.patches import Files, PatchFault
from solutions.checks.support.mistakes_at_once import Counts, measured, unheard_of

DAYS = present()
# Of the cases to be named those that are, at least; of all cases those with a wrong name, at most.
NAMED = {"alone": 1.0, "unfinished": 0.7, "pair": 0.6}
WRONG = 0.01
NAMED_IN_ALL = {"alone": 1.0, "unfinished": 0.88, "pair": 0.75}
WRONG_IF_UNHEARD_OF = 0.03


@pytest.fixture(scope="module")
def counts() -> dict[int, dict[str, Counts]]:
    return {day.number: measured(day) for day in DAYS}


@pytest.mark.parametrize("day", DAYS, ids=lambda day: day.name)
def test_mistakes_are_named(day: Day, counts: dict[int, dict[str, Counts]]) -> None:
    """On each day most mistakes are named, in each kind of case, and hardly any wrongly."""
    for kind, count in counts[day.number].items():
        assert count.share >= NAMED[kind], (kind, count)
        assert count.wrong_share <= WRONG, (kind, count)


def test_mistakes_are_named_over_all_days(counts: dict[int, dict[str, Counts]]) -> None:
    """Over all days, each kind of case has its share; so has a mistake that nobody wrote down."""
    for kind, share in NAMED_IN_ALL.items():
        of_kind = [each.get(kind, Counts()) for each in counts.values()]
        named = sum(each.named for each in of_kind) / sum(each.named_of for each in of_kind)
        assert named >= share, kind
    strange = [unheard_of(day) for day in DAYS]
    wrong = sum(each.wrong for each in strange) / sum(each.cases for each in strange)
    assert wrong <= WRONG_IF_UNHEARD_OF


def pairs(day: Day) -> Iterator[tuple[Candidate, Candidate, Files]]:
    """Two wrong answers, the first with a sentence, whose patches both fit the reference."""
    home = candidates.home_of(day)
    known = [chaff for chaff in candidates.chaffs(day) if chaff.folder == home]
    for first, second in product(known, reversed(known)):
        if first.hint and not second.sometimes and first != second and second.patch:
            with contextlib.suppress(PatchFault):
                difference = patches.read(second.patch).difference
                yield first, second, patches.apply(difference, first.files(day))


@pytest.mark.parametrize("day", [DAYS[0], DAYS[2], DAYS[6]], ids=lambda day: day.name)
def test_two_mistakes_turn_red_what_each_does(
    day: Day, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two patches laid over each other are red where one of them is: the cases are honest."""
    first, second, files = next(pairs(day))
    folder = tmp_path / day.name
    folder.mkdir()
    for file, content in files.items():
        (folder / file).write_bytes(content)
    monkeypatch.setenv("KATAS_ANSWERS", os.fspath(tmp_path))
    events = [event for event in Run(day) if event["event"] == "test"]
    red = {event["id"] for event in events if event["outcome"] == "failed"}
    assert red == {*messages.caught_by(day, first), *messages.caught_by(day, second)}
