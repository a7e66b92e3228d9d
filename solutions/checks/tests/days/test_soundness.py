"""What soundness makes of a wrong answer that is caught otherwise than recorded."""

import io
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from katas.harness.days import Day, present
from solutions.__main__ import main
from solutions.checks.soundness import messages
from solutions.checks.soundness.candidates import Candidate
from solutions.checks.soundness.examine import examine
from solutions.checks.soundness.judging import surprises_of
from solutions.checks.soundness.workers import Trial


@pytest.mark.parametrize(
    ("always", "status", "told"),
    [
        pytest.param(False, 0, "wavered  chaff  links_sorted: otherwise", id="once"),
        pytest.param(True, 1, "surprise  chaff  links_sorted: otherwise", id="again"),
    ],
)
def test_only_what_is_so_twice_fails(
    monkeypatch: pytest.MonkeyPatch, always: bool, status: int, told: str
) -> None:
    """Once otherwise is told and fails nothing; a second time it does."""
    first: list[Trial] = []

    def difference(day: Day, candidate: Candidate, trial: Trial) -> str:
        first.append(trial)
        return "otherwise" if always or trial is first[0] else ""

    monkeypatch.setattr(messages, "difference", difference)
    text = io.StringIO()
    assert (
        examine([present()[1]], Console(file=text, width=200), workers=1, only="links_sorted")
        == status
    )
    assert told in text.getvalue()


def test_no_answer_of_that_name() -> None:
    """only= with a slip in it is wrong use, not a day without surprises."""
    made = CliRunner().invoke(main, ["soundness", "2", "--only", "links_sorted,lincs_sorted"])
    said = "only=lincs_sorted: no answer's name has that in it."
    assert (made.exit_code, said in made.output) == (2, True), made.output


def test_how_long_many_rounds_take() -> None:
    """It is said once the first has ended."""
    text = io.StringIO()
    examine([present()[1]], Console(file=text, width=200), workers=1, repeat=2, only="reference")
    assert "The first of 2 rounds took" in text.getvalue()


def ran(*failed: str) -> Trial:
    """A trial in which these tests were red, and another one green."""
    events = [{"event": "test", "id": name, "outcome": "failed"} for name in failed]
    tests = [{"id": name, "task": 1} for name in ("always", "near", "other")]
    good = {"event": "test", "id": "other", "outcome": "passed"}
    return Trial(1, "", events=[{"event": "run", "tests": tests}, good, *events])


@pytest.mark.parametrize(
    ("red", "found"),
    [
        (["always", "near"], []),
        (["always"], []),
        (["near"], ["is not caught by always", "is caught by no test"]),
    ],
    ids=["slow", "fast", "by-chance"],
)
def test_a_test_that_catches_it_sometimes(
    monkeypatch: pytest.MonkeyPatch, red: list[str], found: list[str]
) -> None:
    """Whether such a test is red makes no difference; that another one is red does."""
    answer = Candidate("chaff", "slow", Path(), sometimes=frozenset({"near"}))
    monkeypatch.setattr(messages, "caught_by", lambda day, candidate: ["always"])
    passed = {"event": "test", "id": "near", "outcome": "passed"}
    trial = ran(*red)
    trial.events += [] if "near" in red else [passed]
    trial.events += [] if "always" in red else [{**passed, "id": "always"}]
    assert surprises_of(answer, trial, present()[1]) == found
