"""Hostile answers through the real command, in the sandbox: no credit, and no harm."""

import shutil
import subprocess
from pathlib import Path

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
    (alone,) = alike([grades["honest", 9]])
    others = {
        team.cases[student, number - 1].name: grades[student, number].reason
        for student, number in team.after
        if alike([grades[student, number]]) != [alone]
    }
    assert others == {}
    assert alike(grades[key] for key in team.honest) == [alone] * len(team.honest)
    assert grades["honest", 9].status == Status.PASSED
    assert grades["honest", 9].points == 100


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
