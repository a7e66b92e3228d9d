"""The cohort's page and the feedback page: each thing once, by its name, and nothing of no use."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from katas.harness import days
from katas.harness.days import Day
from solutions.checks.soundness import candidates, messages, mistakes_file
from solutions.checks.support.html_page import Page
from solutions.checks.support.made_up_grades import day_grade, one, passed_test, red_test
from solutions.grading.reports import write_all
from solutions.grading.reports.mistakes_met import met
from solutions.grading.reports.sheet import sheets_of
from solutions.grading.text import folder_name
from solutions.grading.verdict.expected import UNREACHED
from solutions.grading.verdict.model import DayGrade, Status, StudentGrade, TestGrade

NUMBERS = 5, 6, 7


@pytest.fixture
def cohort(tmp_path: Path) -> Callable[..., Page]:
    """The cohort's page of some students on days 5, 6 and 7."""

    def write(*students: StudentGrade, **options: object) -> Page:
        chosen = [day for day in days.present() if day.number in NUMBERS]
        write_all(tmp_path, students, chosen, sandbox="a sandbox", **options)  # type: ignore
        return Page(tmp_path / "cohort.html")

    return write


def feedback(tmp_path: Path, student: str) -> str:
    return Page(tmp_path / folder_name(student) / "feedback.html").words


def test_what_several_tests_are_about_is_one_line(cohort: Callable[..., Page]) -> None:
    """Counted by student: who is red in all variants of a test is one."""
    variants = [red_test(f"test_memory[{name}]") for name in "abc"]

    def tests(task: int) -> list[TestGrade]:
        return variants if task == 3 else [passed_test()]

    page = cohort(
        *(one(name, day_grade(name, 6, Status.FAILED, tests)) for name in ("amara", "bo"))
    )
    assert page.words.count("Memory stays flat.") == 1
    assert "2 students: day 6, task 3. Memory stays flat." in page.words


def test_a_figure_is_counted_once_for_each_student(cohort: Callable[..., Page]) -> None:
    """The largest of those with the same name and bound; what is the same for all is no picture."""

    def tests(*measured: float) -> Callable[[int], list[TestGrade]]:
        figures = [
            {"name": "queries", "unit": "", "measured": value, "allowed": 2} for value in measured
        ]
        same = {"name": "pages", "unit": "", "measured": 1, "allowed": 1}
        return lambda task: [passed_test(figures=[figure, same]) for figure in figures]

    page = cohort(
        one("amara", day_grade("amara", 6, tests=tests(1, 2, 1))),
        one("bo", day_grade("bo", 6, tests=tests(1, 9, 3))),
    )
    told = (
        "6.1 queries: 2 students, middle 2, lowest 2, highest 9, allowed 2, beyond that 1 student"
    )
    assert told in page.words
    assert "pages: 2 students" not in page.words


def made_by(day: Day, chaff: str, student: str) -> StudentGrade:
    """The grade of a student whose answer is that chaff, made from its recorded messages."""
    found = next(each for each in candidates.chaffs(day) if each.name == chaff)
    red = messages.caught_by(day, found)
    tasks = mistakes_file.tasks_of(day)

    def tests(task: int) -> list[TestGrade]:
        own = [red_test(name) for name in red if mistakes_file.task_of(name, tasks) == task]
        return own or [passed_test()]

    return one(student, day_grade(student, day.number, Status.FAILED, tests))


def test_mistakes_are_called_by_their_names(cohort: Callable[..., Page]) -> None:
    """With the number of students, what it does, and the command that shows it."""
    day = days.by_number(7)
    assert day is not None
    page = cohort(*(made_by(day, "keyset_by_moment", name) for name in ("amara", "bo")))
    assert "2 7 keyset_by_moment" in page.words
    assert "Pages go on after the last page's last moment" in page.words
    assert "make chaff day=7 name=keyset_by_moment run=1" in page.words


def test_every_chaff_is_known_by_its_name() -> None:
    """Or by that of one that the tests cannot tell from it."""
    for day in days.present():
        for chaff in candidates.chaffs(day)[::7]:
            if messages.caught_by(day, chaff):
                (sheet,) = sheets_of(made_by(day, chaff.name, "amara"), [day])
                (found,) = set(met(sheet))
                tests = messages.caught_by(day, chaff)
                others = [c for c in candidates.chaffs(day) if c.name == found.names[0]]
                assert messages.caught_by(day, others[0]) == tests, chaff.name


def test_days_that_nobody_handed_in_are_not_there(cohort: Callable[..., Page]) -> None:
    """Neither in the pictures nor among the filters; the page says so."""
    page = cohort(one("amara", day_grade("amara", 6), day_grade("amara", 7, Status.ABSENT)))
    assert "Only the days that somebody handed in are shown: 6." in page.words
    heads = [attrs.get("data-day") for tag, attrs in page.elements if tag == "th"]
    assert [head for head in heads if head] == ["6"]
    rows = [attrs["data-days"] for tag, attrs in page.elements if "data-days" in attrs]
    assert rows == ["6:passed:100"]


def test_tables_say_by_what_they_can_be_sorted(cohort: Callable[..., Page]) -> None:
    """Each column that sorts leads to a cell in every row; days sort by what the row carries."""
    page = cohort(one("amara", *(day_grade("amara", number) for number in NUMBERS)))
    text = (page.file).read_text(encoding="utf-8")
    table = re.search(r'<table class="matrix sortable".*?</table>', text, re.DOTALL)
    assert table is not None
    columns = [int(each) for each in re.findall(r'data-column="(\d+)"', table[0])]
    body = table[0].partition("<tbody>")[2]
    assert sorted(columns) == list(range(body.count("<td") + 1))


def test_notes_are_shown(cohort: Callable[..., Page]) -> None:
    """What the instructor should know, as text."""
    assert (
        "nobody is called <amra>" in cohort(one("amara"), notes=["nobody is called <amra>"]).words
    )


def unreached(name: str) -> TestGrade:
    return TestGrade(name, "It works.", "failed", verdict={"note": UNREACHED})


def broken(status: Status, reached: int) -> DayGrade:
    """A day that broke off after some tasks."""

    def tests(task: int) -> list[TestGrade]:
        return [passed_test() if task <= reached else unreached(f"test_{task}")]

    made = day_grade("amara", 6, Status.FAILED, tests, reason="exports.py:12 never closed")
    return DayGrade(**{**vars(made), "status": status})


def test_a_syntax_error_is_told_once(cohort: Callable[..., Page], tmp_path: Path) -> None:
    """Not followed by all that was not reached."""
    cohort(one("amara", broken(Status.FAILED, 0)))
    words = feedback(tmp_path, "amara")
    assert "exports.py:12 never closed So none of the tests could begin." in words
    assert "not reached" not in words and "✗" not in words


def test_a_run_that_broke_off_says_where(cohort: Callable[..., Page], tmp_path: Path) -> None:
    """In one line for all tasks that were not reached."""
    cohort(one("amara", broken(Status.CRASHED, 2)))
    words = feedback(tmp_path, "amara")
    assert "broke off before it was through with task 3, 4, 5, 6." in words
    assert "not reached" not in words


def test_a_right_answer_shows_its_figures_by_name(
    cohort: Callable[..., Page], tmp_path: Path
) -> None:
    """What was tried, once; the isolation stands at the end."""
    figure = {"name": "queries", "unit": "", "measured": 0, "allowed": 0}
    cohort(
        one("amara", day_grade("amara", 6, tests=lambda task: [passed_test(figures=[figure])] * 9))
    )
    words = feedback(tmp_path, "amara")
    assert words.count("Every row arrives. queries 0 0") == 6
    assert words.count("queries 0 0") == 6
    assert words.endswith("Isolation of the answers while they ran: a sandbox.")
