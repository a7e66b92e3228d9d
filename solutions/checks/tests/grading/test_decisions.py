"""What the instructor decides: who was late, what is granted, who works together."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest

from katas.harness import days as harness_days
from solutions.checks.support.made_up_grades import day_grade, one
from solutions.checks.support.tiny_cohort import Graded
from solutions.checks.support.tiny_project import RIGHT
from solutions.grading.kept import late_policy, teams_file
from solutions.grading.kept.journal import Journal
from solutions.grading.kept.reviews import Reviews
from solutions.grading.kept.written_file import WrongFile
from solutions.grading.reports.sheet import DaySheet
from solutions.grading.submissions.identity import UNKNOWN
from solutions.grading.submissions.whom import Whom
from solutions.grading.verdict.model import Status

POLICY = """
percent_per_day = 10
at_most = 25
grace_days = 2
marked_late = 1

[days_late]
amara = 2
bo = { 3 = 3, 7 = 1 }
cy = 9
zoe = 0
eve = { 6 = 5 }

[extensions]
bo = { 3 = 1 }
"dana diallo" = 7
"""
# By student and day: points of 100, and why.
CHARGED = {
    "in grace": ("amara", 3, 100, "2 days late, 2 days of grace"),
    "grace is spent": ("amara", 7, 80, "2 days late, grace went to day 3"),
    "extension first, then grace": (
        "bo",
        3,
        100,
        "3 days late, 1 day of extension, 2 days of grace",
    ),
    "another day": ("bo", 7, 90, "1 day late, grace went to day 3"),
    "no more than at_most": ("cy", 7, 75, "9 days late, grace went to day 3"),
    "marked by the LMS, granted": ("dana diallo", 3, 100, "1 day late, 1 day of extension"),
    "the policy overrules the mark": ("zoe", 3, 100, ""),
    "not handed in": ("eve", 6, 0, ""),
}


@pytest.mark.parametrize("case", CHARGED)
def test_lateness_costs_what_the_policy_says(tmp_path: Path, case: str) -> None:
    """Extensions are taken off first, then grace days, the earliest day first."""
    (tmp_path / "late.toml").write_text(POLICY)
    policy = late_policy.read(tmp_path / "late.toml")
    student, number, points, why = CHARGED[case]
    marked = student in ("dana diallo", "zoe")
    days = [day_grade(student, day, marked_late=marked) for day in (7, 3)]
    days.append(day_grade(student, 6, Status.ABSENT))
    charged = {day.day: day for day in policy.applied(one(student, *days)).days}
    assert (charged[number].points, charged[number].lateness) == (points, why)


TOLD = {
    Status.PASSED: "20 points are off for lateness: 2 days late.",
    Status.REVIEW: "What lateness takes off is counted once there are points: 2 days late.",
    Status.UNGRADABLE: "What lateness takes off is counted once there are points: 2 days late.",
}


@pytest.mark.parametrize("status", TOLD)
def test_what_waits_is_not_told_that_lateness_is_free(tmp_path: Path, status: Status) -> None:
    """Its points are open, and so is what comes off."""
    (tmp_path / "late.toml").write_text("percent_per_day = 10\n[days_late]\nbo = 2")
    policy = late_policy.read(tmp_path / "late.toml")
    (charged,) = policy.applied(one("bo", day_grade("bo", 7, status))).days
    (day,) = (each for each in harness_days.present() if each.number == 7)
    assert TOLD[status] in DaySheet(day, charged).summary


def test_a_day_without_points_spends_no_grace(tmp_path: Path) -> None:
    """There is nothing to lose on it."""
    (tmp_path / "late.toml").write_text("percent_per_day = 10\ngrace_days = 1\n[days_late]\nbo = 1")
    policy = late_policy.read(tmp_path / "late.toml")
    charged = policy.applied(one("bo", day_grade("bo", 6, Status.REVIEW), day_grade("bo", 7)))
    assert charged.total == 100


WRONG_POLICIES = {
    "percent_per_day = 10\nextensons = {}": ("line 2", "Is it extensions?"),
    "percent_per_day = 'ten'": ("line 1", "from 0 to 100, not 'ten'"),
    "at_most = 400": ("line 1", "from 0 to 100"),
    "\n\ngrace_days = -1": ("line 3", "whole number of days"),
    "[days_late]\n# a note\namara = -1": ("line 3", "amara", "amara = 2"),
    "[days_late]\namara = 1\n[extensions]\namara = 'long'": ("line 4", "amara = { 3 = 1"),
    "[days_late]\nbo = { 9 = 1 }": ("line 2", "there is no day 9"),
    "[days_late]\namara = 1\ngrace_days = 2": ("line 3", "put it above [days_late]"),
    "days_late = 3": ("line 1", "a line for each student"),
    "[days_late]\nAmara Diallo = 3": ("line 2", "names with spaces in quotes"),
}


@pytest.mark.parametrize("text", WRONG_POLICIES)
def test_a_wrong_policy_is_refused_with_file_and_line(tmp_path: Path, text: str) -> None:
    """And with what is expected."""
    file = tmp_path / "late.toml"
    file.write_text(text)
    with pytest.raises(WrongFile) as error:
        late_policy.read(file)
    assert all(part in str(error.value) for part in (str(file), *WRONG_POLICIES[text])), error


GROUPS = {
    "teams.csv": "group,student\nred,amara\nred,bo\nblue, chen\n\n",
    "excel.csv": "\ufeffGroup;Student\nred;amara\nred;bo\nblue;chen\n",
    "canvas.csv": "name,canvas_user_id,login_id,group_name\n"
    "A,amara,a,red\nB,bo,b,red\nC,chen,c,blue\nD,dana,d,\n",
    "teams.toml": 'red = ["amara", "bo"]\nblue = [\n  "chen",\n]\n',
}


@pytest.mark.parametrize("name", GROUPS)
def test_groups_are_read(tmp_path: Path, name: str) -> None:
    """As CSV of one's own, of a spreadsheet's, of Canvas'; as TOML."""
    (tmp_path / name).write_text(GROUPS[name], encoding="utf-8")
    assert teams_file.read(tmp_path / name).members == {"red": ["amara", "bo"], "blue": ["chen"]}


WRONG_GROUPS = {
    "a.csv": ("amara,bo\n", "line 1", "group,student"),
    "b.csv": ("", "line 1", "group,student"),
    "c.csv": ("group,student\nred,amara\nblue,amara\n", "line 3", "in group red already (line 2)"),
    "d.csv": ("group,student\nred,\n", "line 2", "without a student"),
    "e.csv": ("group,student\n,amara\n", "line 2", "amara has no group"),
    "f.csv": ("group,student\nred\n", "line 2", "too little"),
    "g.toml": ("red = 'amara'\n", "line 1", 'red = ["amara", "bo"]'),
    "h.toml": ("red = ['amara'\n", "line 1", "Expected"),
    "i.toml": ("", "line 1", "no group"),
    "j.toml": ("red = ['']\n", "line 1", "without a name"),
    "m.toml": ("red = ['amara']\nday = [2]\n", "line 2", "Is it days?"),
    "k.toml": ("red = ['amara']\ndays = [20]\n", "line 2", "days = [2]"),
    "l.csv": ('group,student\nred,"' + "x" * 140_000, "line 2", "field limit"),
}


@pytest.mark.parametrize("name", WRONG_GROUPS)
def test_wrong_groups_are_refused_with_file_and_line(tmp_path: Path, name: str) -> None:
    """And with what is expected."""
    text, *said = WRONG_GROUPS[name]
    (tmp_path / name).write_text(text)
    with pytest.raises(WrongFile) as error:
        teams_file.read(tmp_path / name)
    assert all(part in str(error.value) for part in (name, *said)), error


def test_a_team_works_together_on_its_days(tmp_path: Path) -> None:
    """On those it shares, on the others nobody gets another's grade; nobody's lack is no fault."""
    file = tmp_path / "teams.toml"
    file.write_text('days = [2]\nred = ["amara", "bo"]\nblue = ["chen", "dana"]')
    meant = teams_file.read(file)
    both_days = {"amara": [2, 3], "bo": [2], "chen": [3], "dana": []}
    notes = meant.share(lambda name: both_days[name], [2, 3])
    kept = "Team red, day 2: amara and bo each handed in an answer, and keep their own."
    assert notes == [kept, "Team blue: nobody handed in anything."] and not meant.shares
    assert meant.together(["amara", "bo"], 2) and not meant.together(["amara", "bo"], 3)
    file.write_text('red = ["amara", "bo"]\nblue = ["chen", "dana"]')
    always = teams_file.read(file)
    always.share(lambda name: both_days[name], [2, 3])
    assert set(always.shares) == {("bo", 3), ("dana", 3)}


REVIEWS = {
    "semicolons, as spreadsheets of half of Europe save it": lambda text: text.replace(",", ";"),
    "capitals and blanks": lambda text: text.replace(",credit,", ", Credit ,"),
    "a semicolon in the cell": lambda text: text.replace(",credit,", ",Credit;,"),
}


@pytest.mark.parametrize("way", REVIEWS)
def test_decisions_count_however_they_are_saved(tmp_path: Path, way: str) -> None:
    """And are never dropped in silence."""
    whom = Whom([("amara", UNKNOWN)])
    with Journal(tmp_path) as journal:
        waits = day_grade("amara", 3, Status.REVIEW)
        journal.add([("ab" * 32, waits)])
        text = "student,day,answer,decision,points,why\namara,3,abababababab,credit,20,x\n"
        (tmp_path / "reviews.csv").write_text(REVIEWS[way](text), encoding="utf-8-sig")
        (found,) = Reviews(tmp_path, journal, whom).applied([one("amara", waits)])
        assert found.days[0].reason == "reviewed: credit"
        for wrong, said in {
            text.replace("credit", "yes").encode(): "line 2: the decision is credit or none",
            text.replace("decision", "decided").encode(): "line 1.*is no header",
            text.replace(
                "amara", "amra"
            ).encode(): "line 2: nobody is called 'amra': is it 'amara'",
            text.replace("x", "caf\xe9").encode("latin-1"): "UTF-8",
        }.items():
            (tmp_path / "reviews.csv").write_bytes(wrong)
            with pytest.raises(WrongFile, match=said):
                Reviews(tmp_path, journal, whom)


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    """One that is not there, a folder, one of other bytes."""
    (tmp_path / "latin.toml").write_bytes(b"# caf\xe9")
    for name, said in {"none.toml": "No such file", "": "directory", "latin.toml": "UTF-8"}.items():
        for read in (late_policy.read, teams_file.read):
            with pytest.raises(WrongFile, match=said):
                read(tmp_path / name)


def test_whom_a_name_means() -> None:
    """Its bearer; else the only one whom it fits but for capitals and an LMS's number."""
    students = ["amara", "Bo Ek_4712", "chenli_77", "Dana Li_1", "dana li_2"]
    names = Whom((each, UNKNOWN) for each in students)
    found = {"amara": "amara", "bo  ek": "Bo Ek_4712", "4712": "Bo Ek_4712", "77": "chenli_77"}
    assert {written: names.find(written) for written in found} == found
    assert names.find("Dana Li") is None and names.find("Dana Li_1") == "Dana Li_1"
    assert names.unknown("amra") == "nobody is called 'amra': is it 'amara'?"
    assert names.unknown("xyzzy") == "nobody is called 'xyzzy'"


def test_a_team_shares_what_one_hands_in(tmp_path: Path) -> None:
    """Each member has grade, report and gradebook line; the answer ran once; odd names are told."""
    project = Graded(tmp_path)
    halves = RIGHT.replace("2 * x", "0")
    for file, answer in {
        "diallo_LATE_11_501_answer.py": RIGHT,
        "ek_12_502_answer.py": halves,
        "li_13_503_answer.py": RIGHT + "# mine\n",
    }.items():
        (project.inbox / file).write_text(answer)
    groups, late = tmp_path / "groups.csv", tmp_path / "late.toml"
    groups.write_text("group,student\nred,diallo\nred,dana\nblue,li\nblue,ek\nblue,zoe\n")
    late.write_text("percent_per_day = 10\nmarked_late = 2\n[extensions]\ndana = 2\n")
    said = project.grade("--unsafe", "--groups", str(groups), "--late", str(late))
    rows = project.rows()
    points = {name: row["total"] for name, row in rows.items()}
    # Late by two days, but for the extension that dana has.
    whole = {"diallo_11": "80", "dana": "100", "ek_12": "40", "li_13": "100", "zoe": "100"}
    assert points == whole
    lines = (project.out / "journal.jsonl").read_text().splitlines()
    assert sum('"test_double"' in line for line in lines) == 3 and len(lines) == 5
    page = (project.out / "dana" / "feedback.html").read_text()
    assert "handed in for team red" in page and "2 days of extension" in page
    imported = csv.reader(io.StringIO((project.out / "canvas.csv").read_text()))
    # Canvas knows nobody of those who handed in nothing, but for a roster.
    assert {row[0] for row in imported} >= {"diallo", "ek", "li"}
    flat = " ".join(said.split())
    assert "Team blue, day 9: li_13 and ek_12 each handed in an answer, and keep their own" in flat
    assert "zoe: that of li_13, first in the file" in flat
    assert "In groups= alone, without a folder in the inbox: dana, zoe." in flat
    with zipfile.ZipFile(project.out / "canvas-feedback.zip") as archive:
        assert len(archive.namelist()) == 3
        text = archive.read("diallo_LATE_11_501_answer.py").decode()
        assert "# Day 9, A tiny day: 100 of 100 points" in text and "each member's own" in text


TEAMS_LATE = {
    "[days_late]\nred = 2": ("line 2", "'red' is a team, not a student: write one of its members"),
    "[extensions]\nRed = 2": ("line 2", "amara, bo"),
    "[days_late]\nbo = { 9 = 1 }\namara = { 9 = 2 }": (
        "line 2: [days_late]: what bo has for day 9 was handed in by amara",
        "line 3 says 2 days",
    ),
    "[days_late]\nbo = { 9 = 1 }\nchen = { 9 = 2 }": ("line 3", "chen", "by amara", "line 2 says"),
}


@pytest.mark.parametrize("text", TEAMS_LATE)
def test_what_is_said_of_a_teams_lateness(tmp_path: Path, text: str) -> None:
    """Of any member, once; a team's own name is answered with those of its members."""
    project = Graded(tmp_path)
    project.hand_in("amara", RIGHT)
    (tmp_path / "teams.toml").write_text('red = ["amara", "bo", "chen"]')
    (tmp_path / "late.toml").write_text(text)
    options = ("--groups", str(tmp_path / "teams.toml"), "--late", str(tmp_path / "late.toml"))
    status, output = project.run(*project.command("--unsafe", *options))
    said = " ".join(output.split())
    assert status == 2 and all(part in said for part in TEAMS_LATE[text]), said
    (tmp_path / "late.toml").write_text("percent_per_day = 10\n[days_late]\nbo = { 9 = 1 }")
    project.grade("--unsafe", *options)
    assert {row["total"] for row in project.rows().values()} == {"90"}


def test_a_shared_review_is_asked_for_once(tmp_path: Path) -> None:
    """Its decision counts for the whole team, and the same command changes nothing but that."""
    project = Graded(tmp_path)
    project.hand_in("amara", RIGHT + "\nimport gc\ngc.collect()\n")
    (tmp_path / "teams.toml").write_text('red = ["amara", "bo"]')
    options = "--unsafe", "--groups", str(tmp_path / "teams.toml")
    project.grade(*options)
    decisions = project.out / "reviews.csv"
    header, row = decisions.read_text().splitlines()
    assert row.startswith("amara,9,") and {r["total"] for r in project.rows().values()} == {"0"}
    decisions.write_text(f"{header}\n{row.replace(',,', ',credit,')}\n")
    lines = (project.out / "journal.jsonl").read_bytes()
    project.grade(*options)
    assert (project.out / "journal.jsonl").read_bytes() == lines
    assert {name: r["total"] for name, r in project.rows().items()} == {"amara": "100", "bo": "100"}
    (tmp_path / "teams.toml").write_text('red = ["amara", "chen"]')
    project.grade(*options)
    assert list(project.rows()) == ["amara", "chen"]


def test_a_late_mark_without_a_policy_is_told(tmp_path: Path) -> None:
    """It costs nothing, and the instructor hears of it; who is not there is refused."""
    project = Graded(tmp_path)
    (project.inbox / "diallo_LATE_11_501_answer.py").write_text(RIGHT)
    assert "Marked late by the LMS, and not charged: diallo_11" in project.grade("--unsafe")
    assert project.rows()["diallo_11"]["total"] == "100"
    assert (project.out / "canvas-feedback.zip").is_file()
    project.grade("--unsafe", "--anonymous")
    assert "diallo" not in (project.out / "cohort.html").read_text()
    assert not (project.out / "canvas-feedback.zip").exists()
    status, output = project.run(*project.command("--unsafe", "--release", "dialo"))
    assert status == 2
    assert "release=dialo: nobody is called 'dialo': is it 'diallo_11'?" in output


def test_old_lines_of_the_journal_are_read() -> None:
    """A grade from before teams and lateness had fields of their own."""
    data = json.loads(json.dumps(day_grade("amara").as_json()))
    for key in ("lateness", "marked_late", "team", "handed_in_by"):
        del data[key]
    assert type(day_grade("amara")).from_json(data) == day_grade("amara")
