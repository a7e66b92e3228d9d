"""Hostile answers through the real command, in the sandbox: no credit, and no harm."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from solutions.checks.red_team import from_outside
from solutions.checks.red_team.cases import matrix, mismatches
from solutions.checks.red_team.project import Metered, RedTeam, Team, alike
from solutions.grading.verdict.model import Status

FAST = ["day03_class_based_views", "day07_lazy_querysets"]
pytestmark = pytest.mark.usefixtures("sandboxed")


@pytest.fixture(scope="module")
def team(sandboxed: None, tmp_path_factory: pytest.TempPathFactory) -> RedTeam:
    """The tiny day's cohort, graded by one command."""
    team = RedTeam(tmp_path_factory.mktemp("red"))
    team.grade("--jobs", "2")
    return team


def shown(team: Team) -> None:
    """Print the matrix (pytest -s shows it) and fail with it if anything else came of a case."""
    grades = team.graded()
    text = "\n".join(matrix(team.cases, grades))
    print(f"\n{text}")
    other = mismatches(team.cases, grades)
    assert other == {}, f"{len(other)} of {len(grades)} ended otherwise: {other}"


def test_no_credit_and_the_right_status(team: RedTeam) -> None:
    """Each hostile answer gets what its docstring says."""
    assert len(team.cases) > 40
    shown(team)


def test_next_run_is_graded_as_if_alone(team: RedTeam) -> None:
    """A right answer that runs after a hostile one, or beside it, gets the grade it always gets."""
    grades = team.graded()
    honest = [grades[key] for key in team.honest]
    assert [(grade.status, grade.points, grade.reason) for grade in honest] == [
        (Status.PASSED, 100, "")
    ] * len(honest)
    alone = alike(honest)
    assert [differences(other, alone[0]) for other in alone[1:]] == [{}] * len(alone[1:])
    others = {
        team.cases[student, number - 1].name: grades[student, number]
        for student, number in team.after
    }
    changed = {name: differences(alike([grade])[0], alone[0]) for name, grade in others.items()}
    assert {name: found for name, found in changed.items() if found} == {}


def differences(one: dict[str, Any], other: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What the two grades do not have in common."""
    return {name: (one[name], other[name]) for name in one if one[name] != other[name]}


def test_nothing_survives(team: RedTeam) -> None:
    """No process of any run is left, and no file outside the output folder."""
    assert not (team.out / ".work").exists()
    assert not Path("/tmp/left-behind").exists()  # noqa: S108 (a case writes it, in its sandbox)
    assert not any(Path("/tmp").glob("full-*"))  # noqa: S108
    if shutil.which("pgrep"):
        left = subprocess.run(["pgrep", "-f", f"{team.root}/"], capture_output=True, text=True)
        assert left.stdout == ""


def test_cheats_of_real_days(tmp_path: Path) -> None:
    """What patches meters, records, tests or texts waits for a review, without points.

    Of the days that are graded fastest; `python -m solutions.checks.red_team` tries all.
    """
    metered = Metered(tmp_path, FAST)
    metered.grade("--jobs", "2")
    shown(metered)


def test_strangers_do_not_deceive_the_examiner() -> None:
    """What they have not solved does not agree: that holds without the day's own tests."""
    asked = [*from_outside.answers()]
    assert len(asked) >= 12 and all(each.tasks for each in asked)
    assert from_outside.agreed(range(1, 2)) == []
