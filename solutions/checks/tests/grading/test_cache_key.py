"""What makes a grade stale, and what does not."""

import pytest

from katas.harness import days
from katas.harness.answers import KATAS
from solutions.grading.kept.cache_key import deciding

DAY = days.present()[0]
FILES = {file.relative_to(KATAS.parent).as_posix() for file in deciding(DAY)}


@pytest.mark.parametrize(
    "name",
    [
        "conftest.py",
        "pyproject.toml",
        f"katas/{DAY.name}/kata.toml",
        f"katas/{DAY.name}/tests/driver.py",
        "katas/harness/verdicts.py",
        "katas/harness/meters/http.py",
        "katas/harness/run/plugin.py",
        "katas/newsroom/factories.py",
        "solutions/grading/limits.py",
        f"solutions/{DAY.name}/exam.py",
        f"solutions/{DAY.name}/exam_inside.py",
        "solutions/grading/examiner/database.py",
        "solutions/grading/guest/tripwires.py",
        "solutions/grading/source_review/rules.py",
        "solutions/grading/verdict/judge.py",
    ],
)
def test_what_decides_a_grade(name: str) -> None:
    """The day's tests, all that they use, and the way from a submission to a grade."""
    assert name in FILES


@pytest.mark.parametrize(
    "part",
    [
        f"{DAY.name}/{DAY.answers[0]}",
        "/starter/",
        "__pycache__",
        "README.md",
        "harness/display/",
        "harness/watch/",
        "harness/commands/",
        "grading/reports/",
        "grading/kept/reviews.py",
        "grading/packing/",
    ],
)
def test_what_only_shows_or_keeps(part: str) -> None:
    """A view, a report, a lesson, or what somebody has made of the answer in this copy."""
    assert not [name for name in FILES if part in name]
