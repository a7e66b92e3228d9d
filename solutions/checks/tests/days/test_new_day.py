"""make new: a day to begin with is whole, red and sound; what is wrong use changes nothing."""

import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from katas.harness import days
from solutions.__main__ import main
from solutions.checks.soundness import patches
from solutions.checks.support.new_day_project import NEW, Project


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project with a Day 98 just laid out."""
    made = Project(tmp_path_factory.mktemp("new") / "project")
    status, output = made.run(*NEW)
    assert status == 0, output
    return made


def test_red_for_an_honest_reason(project: Project) -> None:
    """The starter is red and told so; the reference is green."""
    status, output = project.run("katas", "kata", "98")
    assert (status, "No draft is among the titles." in output) == (1, True), output
    status, output = project.run(
        "katas", "kata", "98", KATAS_ANSWERS=str(project.root / "solutions")
    )
    assert (status, "100 of 100 points" in output) == (0, True), output


def test_sound_at_once(project: Project) -> None:
    """Soundness finds nothing, and what the starter is told is nothing that is not so.

    It says what is left to write, in each file.
    """
    status, output = project.run("solutions", "soundness", "98", "--jobs", "2")
    assert (status, "0 surprises" in output, "named" in output) == (0, True, False), output
    found = re.findall(r"^to write  (\S+):\d+  \w", output, re.MULTILINE)
    assert {file.replace("day98_transactions", "day") for file in found} == {
        "katas/day/README.md",
        "katas/day/kata.toml",
        "solutions/day/NOTES.md",
        "README.md",
        "solutions/README.md",
        "solutions/grading/packing/student_edition/README.md",
    }


def test_what_is_written_is_told_no_more(project: Project) -> None:
    """A line that its author has written is none of those that are left."""
    file = project.day / "kata.toml"
    text = file.read_text()
    line = next(line for line in text.splitlines() if "TO WRITE" in line)
    left = "print(*completeness.unwritten(days.present()[0]), sep='\\n')"
    script = f"{FAULTS.rpartition('print')[0]}{left}"
    try:
        file.write_text(text.replace(line, 'summary = "Money that moves."'))
        output = project.call(sys.executable, "-c", script)[1]
    finally:
        file.write_text(text)
    assert ("kata.toml" in output, "NOTES.md" in output) == (False, True), output


def test_recorded_anew(project: Project, tmp_path: Path) -> None:
    """update=1 records that another test catches a wrong answer, says so, and is green.

    It names the wrong answer that is told another's Hint:, and so does make chaff.
    """
    tests = project.day / "tests" / "test_titles.py"
    kept = {
        file: file.read_text() for folder in (project.day, project.home) for file in files(folder)
    }
    edited = tmp_path / "edited.py"
    reference = (project.home / "transfers.py").read_text()
    edited.write_text(reference.replace('"-published_at"', '"title"'))
    try:
        status, output = project.run(
            "solutions", "chaff", "98", "--new", "by_title", "--from", str(edited)
        )
        assert status == 0, output
        patch = project.home / "chaffs" / "by_title.patch"
        patch.write_text(patch.read_text().replace(patches.UNWRITTEN, "Sorted by title."))
        tests.write_text(
            kept[tests].replace("sorted(got) == sorted(published)", "got == published")
        )
        update = ("solutions", "soundness", "98", "--jobs", "2", "--update")
        status, output = project.run(*update)
        assert status == 0, output
        assert "recorded  chaff  oldest_first: is caught by test_drafts_stay_in too" in output
        assert re.search(r"named +chaff  by_title, task 1: The titles are the right ones", output)
        shown = project.run("solutions", "chaff", "98", "--name", "by_title")[1]
        assert "by another's Hint: is it true of this one?" in shown, shown
        status, output = project.run("solutions", "soundness", "98", "--jobs", "2")
        assert (status, "recorded" in output) == (0, False), output
    finally:
        for file in (*files(project.day), *files(project.home)):
            if file not in kept:
                file.unlink()
        for file, text in kept.items():
            file.write_text(text)


def files(folder: Path) -> list[Path]:
    """The files below it, but for what Python keeps."""
    return [file for file in folder.rglob("*.*") if file.is_file() and file.suffix != ".pyc"]


def test_house_rules_hold(project: Project) -> None:
    """The days' checks and ruff are green with the new day among them."""
    for command in (["check"], ["format", "--check"]):
        status, output = project.run("ruff", *command, str(project.day), str(project.home))
        assert status == 0, output
    checks = "solutions/checks/tests/days/test_house_rules.py"
    status, output = project.run("pytest", checks, "-q", "-k", "day")
    assert (status, "passed" in output) == (0, True), output
    for readme in ("README.md", "solutions/README.md"):
        assert "day98_transactions" in (project.root / readme).read_text()
    assert re.search(r"From easy to hard: .*, 98\.", (project.root / "README.md").read_text())


FAULTS = """
from katas.harness import days
from solutions.checks.soundness import completeness, mistakes_file
(day,) = days.present()
print(*completeness.faults(day), *mistakes_file.faults(day), sep="\\n")
"""


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("day/__init__.py", "extend_path(__path__, __name__)", "__path__", "no other answer is"),
        ("day/starter/transfers.py", "", "", "one is missing"),
        ("day/transfers.py", "newest", "NEWEST", "copy the one that you mean"),
        ("day/starter/transfers.py", '"""What', "\n" * 110 + '"""What', "is not katas/day98"),
        ("day/README.md", "| 100 |", "| 90 |", "has no row `| 1 | Only what is out | 100 |`"),
        ("day/tests/driver.py", "", "", "driver.py is missing"),
        (
            "day/tests/test_titles.py",
            '    """No draft is among the titles."""\n',
            "",
            "has no docstring",
        ),
        ("day/tests/test_titles.py", "test_newest_first", "test_order", "has no test_newest_first"),
        ("day/tests/test_titles.py", "import pytest", "import", "task 1: no chaff is caught there"),
        ("home/NOTES.md", "", "", "NOTES.md is missing"),
        ("home/wheats/in_python/transfers.py", "", "", "wheats: 0, to be 1 at least"),
        ("home/messages/oldest_first.txt", "", "", "task 1: no chaff is caught there"),
        ("home/messages/oldest_first.txt", "", "", "whose messages are recorded, to be 1 to 12"),
        ("root/README.md", "day98_transactions/README.md)", ")", "README.md has no row for day 98"),
    ],
    ids=lambda value: Path(value).name if "/" in value and len(value) < 40 else "",
)
def test_what_a_day_lacks_is_told(
    project: Project, file: str, old: str, new: str, said: str
) -> None:
    """Each thing that a day has to have is named where it is missing, with what to do."""
    side, _, rest = file.partition("/")
    place = {"day": project.day, "home": project.home, "root": project.root}[side] / rest
    text = place.read_text()
    try:
        if old:
            place.write_text(text.replace(old, new))
        else:
            place.unlink()
            if place.parent.name == "in_python":
                place.parent.rmdir()
        output = project.call(sys.executable, "-c", FAULTS)[1]
        assert said in output, output
    finally:
        place.parent.mkdir(exist_ok=True)
        place.write_text(text)


def test_soundness_without_a_starter(project: Project) -> None:
    """It ends with the file that is missing, and no traceback."""
    folder = project.day / "starter"
    try:
        folder.rename(project.root / "aside")
        status, output = project.run("solutions", "soundness", "98", "--jobs", "1")
    finally:
        (project.root / "aside").rename(folder)
    assert (status, "Traceback" in output) == (1, False), output
    assert "starter/transfers.py is missing" in output


def test_a_second_time_nothing_is_overwritten(project: Project) -> None:
    """The number is taken: status 2, and every file is as it was."""
    before = project.files()
    for name in ("transactions", "others"):
        status, output = project.run("solutions", "new", "98", "--name", name)
        assert (status, "day=98 is taken: katas/day98_transactions" in output) == (2, True), output
    assert project.files() == before


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    """Where a file of 4 KiB is the largest, README.md cannot be written: all is taken back."""
    project = Project(tmp_path / "project")
    before = project.files()
    command = " ".join([sys.executable, "-m", *NEW])
    status, output = project.call("bash", "-c", f"ulimit -f 4; exec {command}")
    assert (status, "Nothing was laid out." in output) == (2, True), output
    assert "Traceback" not in output
    assert project.files() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Which day, and what is it about?"),
        (["97"], "What is the day about?"),
        (["0", "--name", "x"], "a number from 1 to 99"),
        (["100", "--name", "x"], "a number from 1 to 99"),
        (["eight", "--name", "x"], "a number from 1 to 99"),
        (["7", "--name", "x"], "day=7 is taken: katas/day07_lazy_querysets"),
        (["97", "--name", "Money"], "name=Money cannot be"),
        (["97", "--name", "../x"], "cannot be a module's name"),
        (["97", "--name", "money__back"], "cannot be a module's name"),
        (["97", "--name", "8ths"], "cannot be a module's name"),
        (["97", "--name", "class"], "cannot be a module's name"),
        (["97", "--name", "money", "--answer", "tests"], "answer=tests cannot be"),
        (["97", "--name", "money", "--answer", "x.py"], "answer=x.py cannot be"),
    ],
)
def test_wrong_use(arguments: list[str], said: str) -> None:
    """One message and status 2; no folder is made."""
    made = CliRunner().invoke(main, ["new", *arguments])
    assert (made.exit_code, said in made.output) == (2, True), made.output
    assert days.by_number(97) is None
