"""What is measured for the pictures tells the day's lesson, by counts and ratios, not times."""

from pathlib import Path
from typing import Any

import pytest

from katas.day01_request_lifecycle.tests.pictures import still_to_be_had
from katas.harness import days
from katas.harness.measuring.process import Measured
from solutions import SOLUTIONS

Pair = tuple[dict[str, Any], dict[str, Any]]


def measured(number: int, tmp_path: Path) -> Pair:
    """What once() gives of the starter and of the reference; a round of each goes as well."""
    day = days.by_number(number)
    assert day is not None
    starter = tmp_path / day.name
    starter.symlink_to(day.starter)
    found = []
    for folder in (tmp_path, SOLUTIONS):
        with Measured(day, str(folder), "pictures") as process:
            found.append(process.once())
            process.another_round()
    return found[0], found[1]


def test_requests_in_flight(tmp_path: Path) -> None:
    """On uvicorn one view of the starter's runs at a time, and twenty of the reference's."""
    starter, reference = measured(1, tmp_path)
    assert overlap(starter["uvicorn"]["clients"]) == 1
    assert overlap(reference["uvicorn"]["clients"]) >= 10
    assert overlap(reference["uvicorn, a view that blocks"]["clients"]) == 1


def overlap(clients: list[list[float]]) -> int:
    """The most views that ran at one moment."""
    return max(sum(f <= first < last for _, f, last, _ in clients) for _, first, _, _ in clients)


@pytest.mark.parametrize(
    ("each", "at_once", "said"),
    [
        (0.25, True, " Yours is a wall, but too thick: a view runs 0.25 s."),
        (0.16, True, " Yours is a wall, but too thick: a view runs 0.16 s."),
        (0.09, True, " Yours is such a wall."),
        (0.25, False, ""),
    ],
)
def test_a_wall_is_not_all(each: float, at_once: bool, said: str) -> None:
    """Views that wait side by side, but longer than their slowest service, are told so."""
    begins = [0.01 if at_once else place * each for place in range(20)]
    found = {"clients": [[0.0, first, first + each, first + each] for first in begins], "wrong": 0}
    assert still_to_be_had(found).startswith(said) and bool(said) == bool(still_to_be_had(found))


def test_patterns(tmp_path: Path) -> None:
    """A hundred times as many pages cost the starter as many patterns, the reference twice."""
    starter, reference = (each["by_size"] for each in measured(2, tmp_path))
    assert starter[-1][1] > 50 * starter[0][1]
    assert reference[-1][1] < 3 * reference[0][1]


def test_tower(tmp_path: Path) -> None:
    """A stranger gets past the starter's mixins, and no further than the reference's first."""
    starter, reference = measured(3, tmp_path)
    assert starter["list"]["met"] == ["PlainView", "get()"]
    assert reference["list"]["met"] == ["AuthenticationMixin"]
    assert "CountingMixin" not in starter["tower"]["met"]
    assert reference["tower"]["met"] == [*reference["tower"]["mro"], "get()"]
    assert (starter["tags"], reference["tags"]) == (100, 1)


def test_onion(tmp_path: Path) -> None:
    """The starter refuses after all layers and a query, the reference after two and none."""
    starter, reference = (each["refused"] for each in measured(4, tmp_path))
    assert (starter["reached"], sum(starter["queries"])) == (4, 1)
    assert (reference["reached"], sum(reference["queries"])) == (1, 0)


def test_deployment(tmp_path: Path) -> None:
    """Of the starter every process asks the database, of the reference the job alone builds."""
    starter, reference = measured(5, tmp_path)
    assert all(each[1] for each in starter["processes"][:-1])
    assert sum(each[2] for each in starter["processes"][:-1]) == 5
    assert [each[1:] for each in reference["processes"]] == [[0, 0]] * 7 + [[None, 1]]
    assert (starter["two_jobs"], reference["two_jobs"]) == (2, 1)


def test_memory(tmp_path: Path) -> None:
    """The starter's climbs with the rows, the reference's does not."""
    starter, reference = (each["peaks"] for each in measured(6, tmp_path))
    assert starter[-1][1] > 20 * starter[0][1]
    assert reference[-1][1] < 2 * reference[0][1]


def test_source(tmp_path: Path) -> None:
    """A line of the starter's asks once for each of 30 articles; none of the reference's does."""
    starter, reference = measured(7, tmp_path)
    assert max(asked for *_, asked, _ in starter["lines"]) == 30
    assert max(asked for *_, asked, _ in reference["lines"]) <= 3
    assert starter["by_size"][-1][1] == 101
    assert len({queries for _, queries in reference["by_size"]}) == 1
