"""What soundness makes of a wrong answer that is caught otherwise than recorded."""

import io

import pytest
from rich.console import Console

from katas.harness.days import Day, present
from solutions.checks.soundness import messages
from solutions.checks.soundness.candidates import Candidate
from solutions.checks.soundness.examine import examine
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
