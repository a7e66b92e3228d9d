"""The reports of a cohort: right, in the shapes others read, and safe with strangers' texts."""

import csv
import io
import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from katas.harness import days
from katas.harness.meters.memory import peak
from solutions.checks.support import report_schemas
from solutions.checks.support.html_page import Page
from solutions.checks.support.made_up_grades import (
    NASTY,
    Everybody,
    day_grade,
    one,
    passed_test,
    red_test,
)
from solutions.grading.reports import write_all
from solutions.grading.similarity.model import Alike, Line, Similar
from solutions.grading.text import FORMULA_STARTS, folder_name
from solutions.grading.verdict.model import Flag, Status, StudentGrade, TestGrade

SANDBOX = "bubblewrap 0.11 (namespaces, no network)"
NASTY_PAIR = Alike(
    6,
    (NASTY["script"], NASTY["right to left"]),
    0.83,
    (Line(3, NASTY["script"], alike=True), Line(0, "...")),
    (Line(9, NASTY["template"], alike=True),),
)
NASTY_FINDINGS = Similar((NASTY_PAIR,), (f"Day 7 was not compared: {NASTY['script']}",))


TWO = [day for day in days.present() if day.number in (6, 7)]


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports of a cohort with every status and every nasty text."""
    out = tmp_path_factory.mktemp("reports")
    write_all(out, Everybody(), TWO, sandbox=SANDBOX, similar=NASTY_FINDINGS)
    return out


@pytest.fixture
def reports(tmp_path: Path) -> Callable[..., Path]:
    """Write the reports of some students; a student's folder is returned."""

    def write(*students: StudentGrade, numbers: tuple[int, ...] = (6,), **options: Any) -> Path:
        chosen = [day for day in days.present() if day.number in numbers]
        write_all(tmp_path, students, chosen, sandbox=SANDBOX, **options)
        return tmp_path / folder_name(students[0].student)

    return write


def rows_of(file: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.read_text(encoding="utf-8"), newline="")))


# Gradebooks ---------------------------------------------------------------------------------------


def test_the_spreadsheet_has_points_total_worst_status_and_flags(
    reports: Callable[..., Path], tmp_path: Path
) -> None:
    """A day that was not handed in is empty, and so is one that we failed to grade."""
    flag = Flag("queries.py", 4, "patches queries_log")
    waits = day_grade("amara", 7, Status.REVIEW, flags=[flag], withheld=100)
    lost = day_grade("bo", 7, Status.GRADER_ERROR, reason="The disk was full.")
    reports(one("amara", day_grade("amara", 6), waits), one("bo", lost), numbers=(5, 6, 7))
    assert (tmp_path / "grades.csv").read_text() == (
        "student,day05,day06,day07,total,status,flags\n"
        "amara,,100,0,100,review,day 7: queries.py:4 patches queries_log\n"
        "bo,,,,0,grader-error,\n"
    )


def test_a_second_run_writes_the_same_bytes(tmp_path: Path) -> None:
    """Nothing in the reports depends on the moment or on the process."""
    texts = []
    for name in ("first", "second"):
        write_all(tmp_path / name, [one("amara")], days.present(), sandbox=SANDBOX)
        files = sorted(path for path in (tmp_path / name).rglob("*") if path.is_file())
        texts.append([path.read_bytes() for path in files])
    assert len(texts[0]) == 8
    assert texts[0] == texts[1]


@pytest.mark.parametrize("book", ["grades.csv", "canvas.csv", "moodle.csv"])
def test_no_cell_is_run_as_a_formula(everybody: Path, book: str) -> None:
    """A name or a flag that begins like a formula gets a ' in front. Moodle's "-" is its own."""
    rows = rows_of(everybody / book)
    assert len(rows) > len(NASTY)
    assert len({len(row) for row in rows}) == 1
    cells = [cell for row in rows for cell in row]
    assert [cell for cell in cells if cell.startswith(FORMULA_STARTS) and cell != "-"] == []
    assert f"'{NASTY['formula']}" in cells


def test_canvas_can_import_its_file(everybody: Path) -> None:
    """Also with a student who is called as the row of the maxima."""
    rows = rows_of(everybody / "canvas.csv")
    assert report_schemas.canvas(rows) == []
    assert rows[1][5:] == ["100", "100"]
    assert NASTY["maxima"] in [row[3] for row in rows]


def test_moodle_can_import_its_file(everybody: Path) -> None:
    """No total, which is above the 100 that Moodle takes."""
    assert report_schemas.moodle(rows_of(everybody / "moodle.csv")) == []


def test_a_gradebook_gets_no_zero_before_the_instructor_has_looked(
    reports: Callable[..., Path], tmp_path: Path
) -> None:
    """Points that wait for a review are no points lost."""
    reports(one("amara", day_grade("amara", 6, Status.REVIEW)))
    assert rows_of(tmp_path / "canvas.csv")[2] == ["amara", "", "", "amara", "", ""]
    assert rows_of(tmp_path / "moodle.csv")[1] == ["amara", "-"]


# Files for machines -------------------------------------------------------------------------------


def students_files(out: Path, name: str) -> list[Path]:
    found = sorted(out.glob(f"*/{name}"))
    assert len(found) == len(Status) + len(NASTY)
    return found


def test_gradescope_can_read_every_file(everybody: Path) -> None:
    """The published shape; numbers are finite, and texts are never taken for HTML."""
    for file in students_files(everybody, "results.json"):
        data = report_schemas.loaded(file)
        assert report_schemas.gradescope(data) == [], file
        assert data["output_format"] == "text"
        assert {test["output_format"] for test in data["tests"]} == {"text"}
        assert len(data["tests"]) == sum(len(day.tasks) for day in TWO)


def test_gradescope_shows_a_test_for_each_task(reports: Callable[..., Path]) -> None:
    """With its points, the verdict where it is red, and the isolation in the output."""
    grade = day_grade(
        "amara", 6, Status.FAILED, lambda task: [red_test() if task == 3 else passed_test()]
    )
    data = json.loads((reports(one("amara", grade)) / "results.json").read_text())
    assert data["score"] == 75
    assert data["execution_time"] == 1.5
    assert SANDBOX in data["output"]
    third = data["tests"][2]
    assert (third["number"], third["score"], third["max_score"]) == ("6.3", 0, 25)
    assert third["status"] == "failed"
    assert "expected  at most 30 bytes\ngot       1,031 bytes" in third["output"]
    assert data["tests"][0]["status"] == "passed"


def test_the_leaderboard_has_bounded_figures_of_earned_tasks(reports: Callable[..., Path]) -> None:
    """A wrong answer may be frugal: its figures are no record."""
    figure = {"name": "each further row keeps", "unit": "bytes", "measured": 4.25, "allowed": 30}
    free = {"name": "4,000 rows", "unit": "bytes", "measured": 5e6, "allowed": None}

    def tests(task: int) -> list[TestGrade]:
        return [passed_test(figures=[figure, free])] + ([red_test()] if task != 3 else [])

    folder = reports(one("amara", day_grade("amara", 6, Status.FAILED, tests)))
    assert json.loads((folder / "results.json").read_text())["leaderboard"] == [
        {"name": "6.3 each further row keeps, bytes", "value": 4.25, "order": "asc"}
    ]


def test_exercism_can_read_every_file(everybody: Path) -> None:
    """The published shape of version 3, its limits of length included."""
    for file in students_files(everybody, "exercism.json"):
        assert report_schemas.exercism(json.loads(file.read_text(encoding="utf-8"))) == [], file


def test_exercism_shows_the_code_and_the_task_of_a_test(reports: Callable[..., Path]) -> None:
    """The code is that of the hand-out's own test; the id is the number of the lesson's task."""
    name = "test_memory_stays_flat"
    grade = day_grade("amara", 6, Status.FAILED, lambda task: [red_test(name)])
    data = json.loads((reports(one("amara", grade)) / "exercism.json").read_text())
    assert data["status"] == "fail"
    assert [test["task_id"] for test in data["tests"]] == [1, 2, 3, 4, 5, 6]
    assert data["tests"][0]["test_code"].startswith(f"def {name}(")
    assert "1,031 bytes" in data["tests"][0]["message"]


def test_an_answer_that_does_not_load_is_an_error_with_its_reason(
    reports: Callable[..., Path],
) -> None:
    """No test ran, so the one message has to say everything."""
    reason = "exports.py:12 '(' was never closed"
    unreached = red_test(asked="", expected="", got="", note="Not reached.", where="")
    grade = day_grade("amara", 6, Status.FAILED, lambda task: [unreached], reason=reason)
    data = json.loads((reports(one("amara", grade)) / "exercism.json").read_text())
    assert data["status"] == "error"
    assert reason in data["message"]


def test_exercism_hears_of_a_day_without_tests(reports: Callable[..., Path]) -> None:
    """One day is done and the other cannot be examined: a fail has a test that is none too."""
    lost = day_grade("amara", 7, Status.UNGRADABLE, reason="queries.py is UTF-16")
    folder = reports(one("amara", day_grade("amara", 6), lost), numbers=(6, 7))
    data = json.loads((folder / "exercism.json").read_text())
    assert report_schemas.exercism(data) == []
    assert (data["status"], data["tests"][-1]["status"]) == ("fail", "error")
    assert "UTF-16" in data["tests"][-1]["message"]


def test_jenkins_can_read_every_file(everybody: Path) -> None:
    """The schema's elements and sums; no character that XML forbids."""
    for file in students_files(everybody, "junit.xml"):
        assert report_schemas.junit(Xml.XML(file.read_bytes())) == [], file


def test_junit_tells_red_from_not_run_and_from_a_crash(reports: Callable[..., Path]) -> None:
    """failure is the answer's, skipped is nobody's, error is a day without an end."""

    def tests(task: int) -> list[TestGrade]:
        skipped = TestGrade("test_nginx", "Through nginx.", "not_run")
        return [red_test(), skipped, passed_test()]

    crashed = day_grade("amara", 7, Status.CRASHED, reason="It was ended by signal 9.")
    judged = day_grade("amara", 6, Status.FAILED, tests)
    folder = reports(one("amara", judged, crashed), numbers=(5, 6, 7))
    fifth, sixth, seventh = Xml.XML((folder / "junit.xml").read_bytes())
    assert (fifth.get("tests"), fifth.get("skipped"), fifth.get("errors")) == ("1", "1", "0")
    assert (sixth.get("tests"), sixth.get("failures"), sixth.get("skipped")) == ("18", "6", "6")
    error = seventh.find("testcase/error")
    assert error is not None and "signal 9" in error.get("message", "")


def test_what_came_from_outside_is_a_failure_of_its_own(reports: Callable[..., Path]) -> None:
    """A task whose tests passed, and which is withheld, is not all green for machines."""
    grade = day_grade("amara", 6, Status.REVIEW)
    found = {"result": "contradicted", "asked": "2 + 2", "expected": "4", "got": "5"}
    tasks = [replace(grade.tasks[0], earned=0, outside=found), *grade.tasks[1:]]
    folder = reports(one("amara", replace(grade, tasks=tasks)))
    data = json.loads((folder / "exercism.json").read_text())
    assert report_schemas.exercism(data) == []
    (said,) = [test for test in data["tests"] if test["status"] == "fail"]
    assert (data["status"], said["task_id"]) == ("fail", 1) and "got       5" in said["message"]
    root = Xml.XML((folder / "junit.xml").read_bytes())
    assert report_schemas.junit(root) == []
    (failure,) = root.iter("failure")
    assert failure.text == said["message"]


# Pages --------------------------------------------------------------------------------------------


def pages(out: Path) -> list[Path]:
    return [out / "cohort.html", *students_files(out, "feedback.html")]


def test_no_page_runs_or_loads_anything(everybody: Path) -> None:
    """Strangers' texts stay texts, and the page needs no network."""
    for file in pages(everybody):
        for tag, attributes in Page(file).elements:
            assert tag not in ("evil", "iframe", "img", "link", "object", "form"), file
            assert not [name for name in attributes if name.startswith("on")], file
            target = attributes.get("href") or attributes.get("src") or ""
            assert not target.startswith(("http", "//", "javascript:", "data:")), file
        assert "<script>" in Page(everybody / "cohort.html").words


def test_the_one_script_is_the_one_that_the_policy_knows(everybody: Path) -> None:
    """The cohort's page sorts and filters by a script of ours; students' pages have none."""
    for file in pages(everybody):
        text = file.read_text(encoding="utf-8")
        scripts = re.findall(r"<script[^>]*>(.*?)</script>", text, re.DOTALL)
        hashes = [b64encode(sha256(script.encode()).digest()).decode() for script in scripts]
        (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
        assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
        assert re.findall(r"script-src (.*)", policy) == [f"'sha256-{each}'" for each in hashes]
        assert len(scripts) == (file.name == "cohort.html")


def test_every_page_is_well_formed(everybody: Path) -> None:
    """Every element is closed where it has to be; ids are unique, and links to them lead there."""
    for file in pages(everybody):
        page = Page(file)
        assert page.faults == [], file
        ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
        assert len(set(ids)) == len(ids)
        inner = {attrs.get("href") or "" for tag, attrs in page.elements if tag == "a"}
        assert {link[1:] for link in inner if link.startswith("#")} <= set(ids), file


def test_every_picture_is_drawn_in_the_page(everybody: Path) -> None:
    """Inline SVG with words for who does not see it, or its number beside it; finite numbers."""
    page = Page(everybody / "cohort.html")
    all_drawn = [attrs for tag, attrs in page.elements if tag == "svg"]
    drawn = [attrs for attrs in all_drawn if attrs.get("aria-hidden") != "true"]
    assert drawn and all(attrs["role"] == "img" and attrs["aria-labelledby"] for attrs in drawn)
    assert len(all_drawn) > len(drawn)
    shapes_of_it = [attrs for tag, attrs in page.elements if tag in ("rect", "line")]
    assert len(shapes_of_it) > len(drawn)
    for attrs in shapes_of_it:
        numbers = [value for name, value in attrs.items() if name != "class"]
        assert all(value is not None and abs(float(value)) < 1000 for value in numbers), attrs


def test_links_of_the_cohort_lead_to_the_students(everybody: Path) -> None:
    """However they are called."""
    links = {attrs["href"] for tag, attrs in Page(everybody / "cohort.html").elements if tag == "a"}
    found = {link for link in links if link and not link.startswith("#")}
    assert len(found) == len(Status) + len(NASTY)
    assert all((everybody / link).is_file() for link in found)


def test_a_mark_is_never_told_by_colour_alone(reports: Callable[..., Path], tmp_path: Path) -> None:
    """Every mark has a sign, the signs differ, and the page says what they mean."""
    reports(one("amara"), one("bo", day_grade("bo", 6, Status.FAILED, lambda task: [red_test()])))
    words = Page(tmp_path / "cohort.html").words
    assert "✓ done" in words and "✗ red" in words
    assert words.count("✓") == 6 + 1 and words.count("✗") == 6 + 1


def test_a_student_reads_what_was_asked_expected_and_got(reports: Callable[..., Path]) -> None:
    """And the figures, the first hint, the way to run it again; nobody else's name."""
    figure = {"name": "each further row keeps", "unit": "bytes", "measured": 1031, "allowed": 30}
    amara = day_grade("amara", 6, Status.FAILED, lambda task: [red_test(figures=[figure])])
    folder = reports(one("amara", amara), one("bo"))
    words = Page(folder / "feedback.html").words
    day = days.by_number(6)
    assert day is not None
    for text in (
        "asked export 4,000 rows expected at most 30 bytes got 1,031 bytes",
        "each further row keeps 1,031 bytes 30",
        "exports.py:31 writes",
        day.tasks[2].rule,
        " ".join(day.tasks[2].hints[0].text.split()),
        "make kata day=6 seed=48213",
        SANDBOX,
    ):
        assert text in words
    assert day.tasks[2].hints[1].text not in words
    assert "bo" not in words.split()


def test_a_student_is_not_accused(reports: Callable[..., Path]) -> None:
    """Why a day waits for a review is for the instructor: no file of the student's says it."""
    flag = Flag("exports.py", 4, "patches queries_log")
    grade = day_grade("amara", 6, Status.REVIEW, reason="a tripwire", flags=[flag], withheld=100)
    folder = reports(one("amara", grade))
    for file in folder.iterdir():
        text = file.read_text(encoding="utf-8")
        assert "queries_log" not in text and "tripwire" not in text, file.name
    assert "instructor looks at this answer" in (folder / "feedback.html").read_text()
    assert "exports.py:4 patches queries_log" in (folder.parent / "cohort.html").read_text()


def test_a_fault_of_ours_is_called_ours(reports: Callable[..., Path]) -> None:
    """The student reads that nothing is lost."""
    folder = reports(one("amara", day_grade("amara", 6, Status.GRADER_ERROR, reason="No disk.")))
    for name in ("feedback.html", "results.json", "exercism.json", "junit.xml"):
        assert "The grader failed here, not you." in (folder / name).read_text()


def test_the_cohort_page_says_where_the_class_struggles(
    reports: Callable[..., Path], tmp_path: Path
) -> None:
    """The hardest task first, the most common red test with a message, the spread of figures."""

    def tests(measured: float, *red: int) -> Callable[[int], list[TestGrade]]:
        figure = {"name": "kept", "unit": "bytes", "measured": measured, "allowed": 30}
        return lambda task: [
            red_test(f"test_{task}") if task in red else passed_test(figures=[figure])
        ]

    reports(
        one("amara", day_grade("amara", 6)),
        one("bo", day_grade("bo", 6, Status.FAILED, tests(4, 3))),
        one("chen", day_grade("chen", 6, Status.FAILED, tests(1000, 3, 4))),
        one("dana", day_grade("dana", 6, Status.ABSENT)),
    )
    page = Page(tmp_path / "cohort.html")
    assert "6 3 Flat memory 33% 3 6 4 Turn the tap off 67% 3" in page.words
    assert "2 students: day 6, task 3. Memory stays flat." in page.words
    told = "6.1 kept: 2 students, middle 4 bytes, lowest 4, highest 1,000, allowed 30"
    assert f"{told}, beyond that 1 student" in page.words
    assert f"Isolation: {SANDBOX}." in page.words and "Django 5.2.19" in page.words


# Names --------------------------------------------------------------------------------------------


def test_every_student_has_a_folder_of_their_own(everybody: Path) -> None:
    """In the reports' folder, on any file system, whatever the names."""
    names = [student.student for student in Everybody()]
    folders = [folder_name(name) for name in names]
    assert len({folder.casefold() for folder in folders}) == len(names)
    for folder in folders:
        assert (everybody / folder).parent == everybody
        assert (everybody / folder / "feedback.html").is_file()
        assert len(folder) <= 64 and not folder.startswith(".") and not folder.endswith(".")
        assert folder.partition(".")[0].lower() not in ("con", "nul", "prn", "aux")
    assert folder_name("amara") == "amara"


def test_nobody_can_take_the_folder_of_another() -> None:
    """Not by a name that looks like what another name is turned into."""
    turned = folder_name("../x")
    assert folder_name(turned) != turned


def test_pseudonyms_are_all_that_is_shown(reports: Callable[..., Path], tmp_path: Path) -> None:
    """No file, no folder, no page has the name; import files, which need it, are taken away."""
    (tmp_path / "canvas.csv").write_text("of an earlier run, with amara")
    signed = Line(1, "# by amara")
    pair = Similar((Alike(6, ("amara", "bo"), 0.9, (signed,), (signed,)),))
    named = day_grade("amara", notes=["Taken as exports.py: amara_47_88_mine.py."])
    names = {"amara": "p1", "bo": "p2"}
    reports(one("amara", named), one("bo"), similar=pair, pseudonym=names.get)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 2 + 2 * 4
    assert not [path for path in files if "amara" in str(path.relative_to(tmp_path))]
    assert not [path for path in files if "amara" in path.read_text(encoding="utf-8")]


# Scale --------------------------------------------------------------------------------------------


def test_a_large_cohort_is_not_held_in_memory(tmp_path: Path) -> None:
    """Three times as many students need no more memory, and the page says what it leaves out."""
    day = days.present()[5]

    def tests(number: int, task: int) -> list[TestGrade]:
        figure = {"measured": number + 0.5}
        return [red_test(got=f"{number}" + "x" * 2_000), passed_test(figures=[figure])]

    def cohort(size: int) -> Iterator[StudentGrade]:
        for number in range(size):
            name = f"s{number}"
            status = Status.REVIEW if number % 9 == 0 else Status.FAILED
            yield one(name, day_grade(name, 6, status, partial(tests, number)))

    def reports_of(size: int) -> Callable[[], None]:
        return lambda: write_all(tmp_path, cohort(size), [day], sandbox=SANDBOX, rows=20)

    reports_of(20)()  # what is loaded once
    # Of two: in one of them the interpreter may make room for names of files, once, in one piece.
    peaks = [min(peak(reports_of(size), []).bytes for _ in range(2)) for size in (30, 90)]
    assert peaks[1] - peaks[0] < 60 * 4_000, f"{(peaks[1] - peaks[0]) / 60:,.0f} bytes a student"
    assert "The first 20 of 90 students" in Page(tmp_path / "cohort.html").words
    assert len(rows_of(tmp_path / "grades.csv")) == 91
