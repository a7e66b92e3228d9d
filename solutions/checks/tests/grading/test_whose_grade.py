"""Whose grade it is: one person is one row, whatever the files call them."""

import csv
import shutil
from pathlib import Path

import pytest

from solutions.checks.support.tiny_class import HALF, RED, ROSTER, SET, TinyClass
from solutions.checks.support.tiny_project import RIGHT

# The ways to write the three of a team.
WRITTEN = {
    "as the roster has it": ("Diallo, Dana", "Eriksen, Emil", "Fuchs, Farid"),
    "as people say it": ("Dana Diallo", "emil eriksen", "Farid Fuchs"),
    "as the download has it": ("diallodana_105", "eriksenemil_106", "fuchsfarid_107"),
    "as it begins there": ("diallodana", "eriksenemil", "fuchsfarid"),
    "IDs": ("105", "106", "107"),
    "SIS IDs": ("S105", "s106", "S107"),
    "logins": ("ddiallo@uni.example", "EEriksen@uni.example", "ffuchs"),
    "each otherwise": ("diallodana", "Emil Eriksen", "107"),
}


def team(project: TinyClass, *members: str) -> str:
    lines = "".join(f'Red Team,"{member}"\n' for member in members)
    return project.write("groups.csv", f"group,student\n{lines}")


def dana_alone(project: TinyClass) -> None:
    project.download(
        "Day 9.zip",
        {"diallodana_105_501_answer.py": HALF, "chenbo_LATE_104_502_answer.py": RIGHT},
    )


@pytest.fixture(scope="module")
def graded_once(tmp_path_factory: pytest.TempPathFactory) -> TinyClass:
    """Dana's hand-in for the day; each case goes on in the same folder."""
    project = TinyClass(tmp_path_factory.mktemp("class"))
    dana_alone(project)
    return project


def options(project: TinyClass, *more: str) -> tuple[str, ...]:
    return ("9", "--unsafe", "--roster", project.roster, *more)


@pytest.mark.parametrize("way", WRITTEN)
def test_a_team_is_meant_however_it_is_written(graded_once: TinyClass, way: str) -> None:
    """Each member has one row, of the roster's name, and the hand-in's grade."""
    project = graded_once
    project.grade(*options(project, "--groups", team(project, *WRITTEN[way])))
    assert project.points() == {"Chen, Bo": ["100"], **{name: ["40"] for name in RED}}
    expected = {"104": ["100"], "105": ["40"], "106": ["40"], "107": ["40"]}
    assert project.canvas() == expected


def test_canvas_group_set_is_a_file_of_groups(graded_once: TinyClass) -> None:
    """As it is exported; without a roster, too, where it says who they are."""
    project = graded_once
    groups = project.write("set.csv", SET)
    project.grade(*options(project, "--groups", groups))
    assert project.points() == {"Chen, Bo": ["100"], **{name: ["40"] for name in RED}}
    project.out = project.root / "without"
    project.grade("9", "--unsafe", "--groups", groups)
    expected = {"104": ["100"], "105": ["40"], "106": ["40"], "107": ["40"]}
    assert project.canvas() == expected


def test_late_and_release_take_the_rosters_names(graded_once: TinyClass) -> None:
    """Between names that have commas goes a semicolon."""
    project = graded_once
    policy = 'percent_per_day = 10\n[days_late]\n"Chen, Bo" = 3\n[extensions]\n"Bo Chen" = 1\n'
    late = project.write("late.toml", policy)
    said = project.grade(
        *options(project, "--late", late, "--release", "Chen, Bo; ddiallo@uni.example")
    )
    assert project.points()["Chen, Bo"] == ["80"]
    assert "feedback files to upload: 2" in " ".join(said.split())
    project.grade(*options(project, "--release", "Chen, Bo"))
    page = (project.out / next(project.out.glob("Chen-Bo-*")).name / "feedback.html").read_text()
    assert "<title>Feedback: Chen, Bo</title>" in page
    said = project.refused(*options(project, "--release", "Chen, Bo, Diallo, Dana")[2:])
    assert "goes a semicolon" in said
    said = project.refused("--roster", project.roster, "--release", "Dana")
    assert "release=Dana: nobody is called 'Dana': is it 'Diallo, Dana'?" in said
    said = project.refused("--jobs", "many")
    assert said.startswith("Invalid value for 'jobs': 'many' is not a valid integer.")


def test_who_is_nobody_is_refused_before_anything_runs(graded_once: TinyClass) -> None:
    """With the file's line and the nearest right name."""
    project = graded_once
    project.out = project.root / "refused"
    groups = team(project, "Dana Diallo", "Emil Erikson")
    said = project.refused("--roster", project.roster, "--groups", groups)
    assert "groups.csv, line 3: nobody is called 'Emil Erikson': is it 'Eriksen, Emil'?" in said
    groups = team(project, "Dana Diallo", "Emil Eriksen", "106")
    said = project.refused("--roster", project.roster, "--groups", groups)
    assert "line 4: 106 is Eriksen, Emil, who is in a group already (line 3)" in said
    late = project.write("late.toml", "grace_days = 1\n[extensions]\nchenboo = 7\n")
    said = project.refused("--roster", project.roster, "--late", late)
    assert "late.toml, line 3: [extensions]: nobody is called 'chenboo': is it 'Chen, Bo'?" in said
    for written in ('bchen = { 9 = 1 }\n"Chen, Bo" = 2', '"Chen, Bo" = 2\n104 = 1'):
        late = project.write("late.toml", f"[days_late]\n{written}\n")
        said = project.refused("--roster", project.roster, "--late", late)
        assert "late.toml, line 3: [days_late]: " in said
        assert "is Chen, Bo, who stands in line 2 already" in said
    groups = team(project, "diallodana", "chenboo")
    said = project.refused("--groups", groups)
    assert "nobody is called 'chenboo': is it 'chenbo_104'?" in said
    assert not (project.out / "grades.csv").exists()


def test_who_has_a_name_together_is_asked_for_by_more(graded_once: TinyClass) -> None:
    """Two on the roster are called the same: both have their login behind the name."""
    project = graded_once
    project.out = project.root / "alike"
    roster = project.write("alike.csv", ROSTER + '"Chen, Bo",120,S120,bo2,A,,\n')
    late = project.write("late.toml", '[extensions]\n"Bo Chen" = 7\n')
    said = project.refused("--roster", roster, "--late", late)
    assert "more than one is called 'Bo Chen': Chen, Bo (bchen@uni.example); Chen, Bo (bo2)" in said
    late = project.write("late.toml", "[extensions]\nbo2 = 7\n")
    project.grade("9", "--unsafe", "--roster", roster, "--late", late)
    assert project.canvas()["104"] == ["100"]


def test_another_member_hands_in_the_next_assignment(tmp_path: Path) -> None:
    """The term has each of the team once, with both days."""
    project = TinyClass(tmp_path)
    dana_alone(project)
    groups = team(project, "diallodana", "Emil Eriksen", "Fuchs, Farid")
    project.grade(*options(project, "--groups", groups))
    project.empty()
    project.download("Day 8.zip", {"eriksenemil_106_601_second.py": RIGHT})
    project.grade("8", "--unsafe", "--roster", project.roster, "--groups", groups)
    assert project.points() == {"Chen, Bo": ["", "100"], **{name: ["100", "40"] for name in RED}}
    assert project.canvas()["105"] == ["100", "40"]
    # Without the roster, one of them hands in anew: the same rows, and nobody else's grade moves.
    project.download("Day 9.zip", {"fuchsfarid_107_701_answer.py": RIGHT})
    said = " ".join(project.grade("--unsafe", "--groups", groups).split())
    nines = ("40", "40", "100")
    assert {name: project.points()[name] for name in RED} == {
        name: ["100", nine] for name, nine in zip(RED, nines, strict=True)
    }
    assert (
        "Diallo, Dana and Fuchs, Farid each handed in an answer, and keep their own; "
        "Eriksen, Emil: as before, that of Diallo, Dana." in said.replace("; Fuchs", " and Fuchs")
    )


def test_a_mistake_of_an_earlier_run_goes_away(tmp_path: Path) -> None:
    """Who was made by a wrong file of groups, or graded without a roster, is one person again."""
    project = TinyClass(tmp_path)
    dana_alone(project)
    # Without a roster there is no way to know: they are students of their own.
    project.grade(
        "9", "--unsafe", "--groups", team(project, "diallodana", "emil e", "Fuchs, Farid")
    )
    assert {"emil e", "Fuchs, Farid"} < set(project.points())
    groups = team(project, *RED)
    project.empty()
    project.download("Day 8.zip", {"diallodana_105_601_second.py": RIGHT})
    said = project.grade("8", "--unsafe", "--roster", project.roster, "--groups", groups)
    assert project.points()["Diallo, Dana"] == ["100", "40"]
    assert set(project.points()) == {"Chen, Bo", *RED}
    assert "Not on the roster" not in said and "emil e" not in said
    assert project.canvas()["107"] == ["100", "40"]


def test_a_decision_finds_who_is_called_otherwise_now(tmp_path: Path) -> None:
    """A review that was decided before there was a roster."""
    project = TinyClass(tmp_path)
    project.download(
        "Day 9.zip", {"chenbo_104_502_answer.py": RIGHT + "\nimport gc\ngc.collect()\n"}
    )
    project.grade("9", "--unsafe")
    decisions = project.out / "reviews.csv"
    decisions.write_text(decisions.read_text().replace(",,", ",credit,"))
    project.grade(*options(project))
    assert project.points() == {"Chen, Bo": ["100"]}
    assert decisions.read_text().splitlines()[1].startswith('"Chen, Bo",9,')
    page = (project.out / "cohort.html").read_text()
    to_do = page.partition('id="to-do"')[2].partition("<h2")[0]
    assert "<p>None.</p>" in to_do and 'id="decided"' in page


def test_a_groups_assignment_of_canvas(tmp_path: Path) -> None:
    """It has the group's name and one member's ID: all have the grade, once the group is known."""
    project = TinyClass(tmp_path)
    project.download("Day 9.zip", {"redteam_106_501_answer.py": HALF})
    said = " ".join(project.grade(*options(project)).split())
    assert "redteam_106_501_answer.py: the number is the ID of Eriksen, Emil" in said
    assert project.points() == {"Eriksen, Emil": ["40"]}
    # Emil has something of his own as well; he is one person, and the team is another thing.
    project.download("Day 8.zip", {"emileriksen_106_601_second.py": HALF})
    for groups in (project.write("set.csv", SET), team(project, *RED)):
        said = " ".join(project.grade(*options(project, "--groups", groups)).split())
        assert "one person" not in said
        assert "the number is the ID of" not in said
        assert project.points() == {name: ["40"] for name in RED}
    (project.inbox / "Day 8.zip").unlink()
    project.out = tmp_path / "without"
    project.grade("9", "--unsafe", "--groups", project.write("set.csv", SET))
    assert project.canvas() == {"105": ["40"], "106": ["40"], "107": ["40"]}
    # Of what is not graded now it is not asked.
    project.out = tmp_path / "day 8"
    said = " ".join(project.grade("8", *options(project)[1:]).split())
    assert "the number is the ID of" not in said and "Not graded in this run: Day 9." in said


def test_a_group_assignment_of_moodle(tmp_path: Path) -> None:
    """With a folder for each member or for the group, it is one answer, and each member's grade."""
    project = TinyClass(tmp_path)
    for name in ("Red-Dana Diallo_1", "Red-Emil Eriksen_2", "Blue-Bo Chen_3"):
        folder = project.inbox / "Day 9" / f"{name}_assignsubmission_file"
        folder.mkdir(parents=True)
        (folder / "answer.py").write_text(RIGHT if "Bo" in name else HALF)
    said = " ".join(project.grade(*options(project)).split())
    grades = {"Chen, Bo": ["100"], "Diallo, Dana": ["40"], "Eriksen, Emil": ["40"]}
    assert project.points() == grades and "Day 9: handed in by groups: Blue, Red." in said
    lines = (project.out / "journal.jsonl").read_text().splitlines()
    assert sum('"test_double"' in line for line in lines) == 2
    assert "handed in for team Red" in feedback(project, "Eriksen-Emil")
    # All have a folder: who is a team in groups=, too, is told of nothing, and nothing fails.
    groups = team(project, "Dana Diallo", "Emil Eriksen")
    said = project.grade(*options(project, "--groups", groups))
    assert project.points() == grades and "each handed in" not in said
    shutil.rmtree(project.inbox / "Day 9")
    whole = project.inbox / "Day 9" / "Red Team_771_assignsubmission_file"
    whole.mkdir(parents=True)
    (whole / "answer.py").write_text(HALF)
    said = " ".join(project.grade(*options(project)).split())
    assert "Day 9: nobody on the roster is called" in said and "groups=FILE has to say" in said
    assert "files to upload" not in said  # 771 is no participant
    said = " ".join(project.grade(*options(project, "--groups", team(project, *RED))).split())
    assert "Is one of them somebody under another name" not in said
    assert project.points() == {"Chen, Bo": ["100"], **{name: ["40"] for name in RED}}


# Folders of a day's groups, and whose the instructor says that some are; who is written as late.
OF_TWO = {"Red-Dana Diallo_1": "", "Red-Emil Eriksen_2": "106", "Blue-Emil Eriksen_3": "120"}
OTHERWISE = {"Red-Dana Diallo_1": "", "Red-Farid Fuchs_2": "", "Red-Milo E_3": "106"}
LATE_IN_RED = {
    "one of two of one name": (OF_TWO, "105"),
    "one of two of one name, and he is written": (OF_TWO, "106"),
    "one under another name": (OTHERWISE, "105"),
}


@pytest.mark.parametrize("case", LATE_IN_RED)
def test_a_group_is_late_with_whom_whose_csv_names(tmp_path: Path, case: str) -> None:
    """Once it is said whose a folder is, what the group has handed in is theirs as before."""
    project, (folders, written) = TinyClass(tmp_path), LATE_IN_RED[case]
    for name in folders:
        folder = project.inbox / "Day 9" / f"{name}_assignsubmission_file"
        folder.mkdir(parents=True)
        (folder / "answer.py").write_text(HALF if name.startswith("Red") else RIGHT)
    second = '"Eriksen, Emil",120,S120,emil2,A,,\n' if folders is OF_TWO else ""
    given = ["--roster", project.write("roster.csv", ROSTER + second)]
    policy = f"percent_per_day = 10\n[days_late]\n{written} = {{ 9 = 1 }}\n"
    given += ["--late", project.write("late.toml", policy)]
    project.grade("9", "--unsafe", *given[:2])
    with (project.out / "whose.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    for row in rows:
        row[2] = next(who for name, who in folders.items() if f"/{name}_" in row[0])
    with (project.out / "whose.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    project.grade("9", "--unsafe", *given)
    red = sum(name.startswith("Red") for name in folders)
    found = sorted(points for (points,) in project.points().values())
    assert found == ["100"] * (len(folders) - red) + ["36"] * red


def test_a_team_that_works_together_on_some_days_only(tmp_path: Path) -> None:
    """Said later, it takes back what a member had of another's on the other days."""
    project = TinyClass(tmp_path)
    dana_alone(project)
    project.grade(*options(project, "--groups", team(project, *RED)))
    assert project.points()["Fuchs, Farid"] == ["40"]
    groups = project.write("groups.toml", f'days = [8]\n"Red Team" = {list(RED)}\n')
    project.grade(*options(project, "--groups", groups))
    found = project.points()
    assert found.pop("Fuchs, Farid") == found.pop("Eriksen, Emil") == [""]
    assert found == {"Chen, Bo": ["100"], "Diallo, Dana": ["40"]}


# Moodle's hand-ins of a group, of a group with a folder for each member, and of persons.
BESIDE = {
    "a group, by groups=": ("Day 9.zip", ["Red Team_771"], {"roster", "groups"}),
    "a group, by groups= alone": ("Day 9", ["Red Team_771"], {"groups"}),
    "each member": (
        "Day 9",
        ["R-Dana Diallo_1", "R-Emil Eriksen_2", "R-Farid Fuchs_3"],
        {"roster"},
    ),
    "persons": ("Day 9.zip", ["Dana Diallo_1", "Emil Eriksen_2", "Farid Fuchs_3"], {"roster"}),
}


@pytest.mark.parametrize("case", BESIDE)
def test_a_typed_text_beside_a_file(tmp_path: Path, case: str) -> None:
    """It takes no grade, and none of another day, whichever of the two comes first."""
    project = TinyClass(tmp_path)
    inbox, names, given = BESIDE[case]
    kinds = ("comments/text.html", "file/answer.py", "onlinetext/onlinetext.html")
    files = {f"{name}_assignsubmission_{kind}": HALF for name in names for kind in kinds}
    project.download("Day 8.zip", {"Dana Diallo_5_assignsubmission_file/second.py": RIGHT})
    project.download("Day 9.zip", files)
    if inbox == "Day 9":
        shutil.unpack_archive(project.inbox / "Day 9.zip", project.inbox / inbox)
        (project.inbox / "Day 9.zip").unlink()
    groups = project.write("groups.toml", f'days = [9]\n"Red Team" = {list(RED)}\n')
    written = {"roster": project.roster, "groups": groups}
    project.grade("--unsafe", *(word for key in given for word in (f"--{key}", written[key])))
    grades = {"Dana": ["100", "40"], "Emil": ["", "40"], "Farid": ["", "40"]}
    found = project.points()
    assert {name: found[who] for who in found for name in grades if name in who} == grades
    assert len(found) == len(grades), found


def test_only_days_that_somebody_handed_in(tmp_path: Path) -> None:
    """They alone are run and reported; what was late and what was not taken is on the screen."""
    project = TinyClass(tmp_path)
    project.hand_in("amara", RIGHT)
    (project.inbox / "amara" / "answer_final.py").write_text(HALF)
    late = project.write("late.toml", "percent_per_day = 10\n[days_late]\namara = 2\n")
    said = " ".join(project.grade("--unsafe", "--late", late).split())
    assert "Graded: day 9; nobody handed in an answer to another." in said
    assert "Time limits: day 9:" in said and "late: day 9 (-20)" in said
    told = "Not taken, as answer.py was there: answer_final.py."
    assert f"amara, day 9: {told}" in said
    assert project.points() == {"amara": ["80"]}
    page = (project.out / "amara" / "feedback.html").read_text()
    assert "80 of 100 points." in page and told in page
    assert told in (project.out / "cohort.html").read_text()


def feedback(project: TinyClass, student: str) -> str:
    return next(project.out.glob(f"{student}-*/feedback.html")).read_text()
