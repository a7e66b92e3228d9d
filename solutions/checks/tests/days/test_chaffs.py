"""Wrong answers are patches: they are read, applied, carried over, shown and made."""

import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from katas.harness import days
from katas.harness.days import Day
from solutions import SOLUTIONS
from solutions.__main__ import main
from solutions.checks.soundness import candidates, merging, patches
from solutions.checks.soundness.patches import Patch, PatchFault

DAYS = days.present()
BASE = {"a.py": b"".join(b"line %d\n" % number for number in range(40)), "b.py": b"only\n"}
EDITED = BASE | {"a.py": BASE["a.py"].replace(b"line 20\n", b"LINE\n")}
PATCH = Patch(
    "It shouts.",
    "Who\nhears it?",
    "wheats/loud",
    "test_a, test_b",
    patches.difference(BASE, EDITED),
)


@pytest.mark.parametrize("day", DAYS, ids=lambda day: day.name)
def test_every_patch_is_read_whole(day: Day) -> None:
    """Nothing in a patch file is passed over, and it has prose and one difference that applies."""
    for chaff in candidates.chaffs(day):
        assert chaff.patch is not None
        assert patches.read(chaff.patch).text == chaff.patch.read_text(encoding="utf-8")
        assert chaff.files(day) != replace(chaff, patch=None).files(day), chaff.name
    assert candidates.faults_of_files(day) == []


def test_prose_ahead_of_the_difference() -> None:
    """Sentence, hint and base come back from the text; a hint may run over lines."""
    again = patches.parse(PATCH.text)
    assert again == PATCH
    assert again.hint_line == "Who hears it?"
    assert patches.parse("It shouts.\n") == Patch("It shouts.", "", "", "", "")


def test_applied_to_its_base() -> None:
    """The difference makes of the base what it was made of, in whatever place the lines stand."""
    assert patches.apply(PATCH.difference, BASE) == EDITED
    longer = {"a.py": b"one more\n" + BASE["a.py"], "b.py": b"only\n"}
    assert patches.apply(PATCH.difference, longer)["a.py"] == b"one more\n" + EDITED["a.py"]


def test_another_base_is_a_fault() -> None:
    """A difference whose lines are others now is not applied, nor half of it: file and line."""
    other = BASE | {"a.py": BASE["a.py"].replace(b"line 21\n", b"another\n")}
    with pytest.raises(PatchFault, match=r"a\.py:18"):
        patches.apply(PATCH.difference, other)


@pytest.fixture
def day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Day:
    """Day 2 with its solutions in a repository of their own, where they may be changed."""
    found = DAYS[1]
    home = tmp_path / "solutions" / found.name
    shutil.copytree(SOLUTIONS / found.name, home, ignore=shutil.ignore_patterns("__pycache__"))
    for command in (["init", "-q"], ["add", "."], [*AS_ME, "commit", "-qm", "as it was"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    for module in (candidates, merging, patches):
        monkeypatch.setattr(module, "SOLUTIONS", tmp_path / "solutions")
    monkeypatch.setattr(candidates, "KATAS", tmp_path / "katas")
    monkeypatch.setattr(candidates, "UNCLEAR", tmp_path / "unclear")
    return found


AS_ME = ["-c", "user.name=me", "-c", "user.email=me@example.org"]


def reference(day: Day) -> Path:
    return candidates.SOLUTIONS / day.name / day.answers[0]


def chaff(*arguments: str) -> Result:
    """make chaff day=2."""
    return CliRunner().invoke(main, ["chaff", "2", *arguments])


def test_a_run_writes_no_file(tmp_path: Path) -> None:
    """Asked for both, it says so, rather than doing the one in silence."""
    result = chaff("--name", "any", "--run", "--out", str(tmp_path / "whole"))
    assert result.exit_code == 2 and "one at a time" in result.output
    assert not (tmp_path / "whole").exists()


def test_carried_over_a_changed_reference(day: Day) -> None:
    """A line of the reference that patches show around their mistake changes: they are merged."""
    file = reference(day)
    whole = file.read_text()
    before = {chaff.name: chaff.files(day) for chaff in candidates.chaffs(day)}
    file.write_text(whole.replace("SECTIONS", "ALL_SECTIONS"))
    broken = []
    for each in candidates.chaffs(day):
        try:
            each.files(day)
        except PatchFault as error:
            broken.append(each.name)
            assert f"chaffs/{each.name}.patch does not apply" in str(error)
            assert "make soundness day=2 update=1" in str(error)
    assert len(broken) > 5
    left = candidates.carry_over(day)
    assert len(left) < len(broken)
    for each in candidates.chaffs(day):
        if each.name not in left:
            changed = each.files(day)[file.name]
            assert changed.replace(b"ALL_SECTIONS", b"SECTIONS") == before[each.name][file.name]


def test_what_cannot_be_merged_is_left_with_marks(day: Day) -> None:
    """Base and mistake have changed the same line: the patch stays, the merged file has marks."""
    file = reference(day)
    whole = file.read_text()
    chosen = next(each for each in candidates.chaffs(day) if each.name == "last_issue_forgotten")
    assert chosen.patch is not None
    text = chosen.patch.read_text()
    gone = [line[1:] for line in text.splitlines() if line.startswith("-") and line[:3] != "---"]
    file.write_text(whole.replace(gone[0], "    something = else_altogether"))
    left = candidates.carry_over(day)["last_issue_forgotten"]
    assert chosen.patch.read_text() == text
    kept = candidates.UNCLEAR / day.name / chosen.name / file.name
    assert "<<<<<<<" in kept.read_text()
    assert f"make chaff day=2 new=last_issue_forgotten from={kept.parent}" in left
    made = chaff("--new", "last_issue_forgotten", "--from", str(kept.parent))
    assert (made.exit_code, "marks of a merge" in made.output) == (2, True)
    mended = re.sub(r"<<<<<<<.*?\n=======\n|>>>>>>>.*?\n", "", kept.read_text(), flags=re.DOTALL)
    kept.write_text(mended)
    made = chaff("--new", "last_issue_forgotten", "--from", str(kept.parent))
    assert made.exit_code == 0, made.output
    assert patches.read(chosen.patch).sentence == patches.parse(text).sentence
    assert not kept.parent.exists()


def test_two_changes_in_a_row_without_a_commit(day: Day) -> None:
    """What a patch was made of is kept by git, even if it was never committed."""
    file = reference(day)
    whole = file.read_text()
    for name in ("ALL_SECTIONS", "EVERY_SECTION"):
        file.write_text(whole.replace("SECTIONS", name))
        left = candidates.carry_over(day)
    for each in candidates.chaffs(day):
        if each.name not in left and each.folder == file.parent:
            assert b"EVERY_SECTION" in each.files(day)[file.name], each.name
    assert not [text for text in left.values() if "history" in text]


def test_a_base_that_is_gone_costs_no_patch(day: Day) -> None:
    """A wheat that was a base is removed: its patch stays as it was, and the fault is named."""
    chosen = next(each for each in candidates.chaffs(day) if each.folder != reference(day).parent)
    assert chosen.patch is not None
    text = chosen.patch.read_text()
    shutil.rmtree(chosen.folder)
    assert "its base has no routes.py" in candidates.carry_over(day)[chosen.name]
    assert chosen.patch.read_text() == text


def test_only_what_is_meant_is_carried_over(day: Day) -> None:
    """only=NAME leaves the other patches as they are."""
    folder = reference(day).parent / "chaffs"
    before = {file.name: file.read_text() for file in folder.iterdir()}
    whole = reference(day).read_text()
    reference(day).write_text(whole.replace("SECTIONS", "ALL_SECTIONS"))
    candidates.carry_over(day, "flat_list_for_the_names")
    changed = {name for name, text in before.items() if (folder / name).read_text() != text}
    assert changed == {"flat_list_for_the_names.patch"}


def test_shown_with_its_difference() -> None:
    """make chaff name=NAME: the sentence, the difference and the tests that catch it."""
    shown = chaff("--name", "catch_all_first")
    assert shown.exit_code == 0, shown.output
    for wanted in ("--- a/routes.py", "caught by", "make chaff day=2 name=catch_all_first run=1"):
        assert wanted in shown.output
    assert "catch_all_first" in chaff().output


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["day=2"], "chaff '2'"),
        (["day=2", "name=no_dollar", "run=1"], "chaff '2' --name 'no_dollar' --run"),
        (["day=2", "name=no_dollar", "out=look"], "chaff '2' --name 'no_dollar' --out 'look'"),
        (
            ["day=2", "new=no_end", "from=x.py", "base=wheats/x"],
            "chaff '2' --new 'no_end' --from 'x.py' --base 'wheats/x'",
        ),
    ],
    ids=["all", "run", "out", "new"],
)
def test_what_make_passes_on(words: list[str], wanted: str) -> None:
    """Each word of `make chaff` comes to the command as it was given, and no other does."""
    make = ["make", "-n", "chaff", *words]
    # The checks themselves may have been started by make, which hands on its options.
    environ = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    said = subprocess.check_output(make, cwd=SOLUTIONS.parent, env=environ, text=True)
    assert " ".join(said.splitlines()[-1].split()).endswith(f"-m solutions {wanted}")


def test_a_name_that_is_not_there() -> None:
    """A misspelt name is told with those that it may have meant: status 2."""
    shown = chaff("--name", "catch_al_first")
    assert shown.exit_code == 2
    assert "catch_all_first" in shown.output


def test_written_out_whole_and_never_over_another_file(tmp_path: Path) -> None:
    """out=DIR mirrors katas/; a second time is refused, with the file."""
    out = str(tmp_path / "look")
    assert chaff("--name", "catch_all_first", "--out", out).exit_code == 0
    written = tmp_path / "look" / DAYS[1].name / "routes.py"
    assert "urlpatterns" in written.read_text()
    assert "the reference" not in written.read_text()
    again = chaff("--name", "catch_all_first", "--out", out)
    assert (again.exit_code, "there already" in again.output) == (2, True)


def test_made_of_an_edited_copy(day: Day, tmp_path: Path) -> None:
    """new=NAME from=FILE writes the patch; a second time it keeps the prose that was written."""
    edited = tmp_path / "mine.py"
    edited.write_text(reference(day).read_text() + "\nEXTRA = 1\n")
    made = chaff("--new", "has_more", "--from", str(edited))
    assert made.exit_code == 0, made.output
    file = reference(day).parent / "chaffs" / "has_more.patch"
    assert patches.read(file).sentence == patches.UNWRITTEN
    file.write_text(file.read_text().replace(patches.UNWRITTEN, "It has one name more."))
    edited.write_text(reference(day).read_text() + "\nEXTRA = 2\n")
    assert chaff("--new", "has_more", "--from", str(edited)).exit_code == 0
    assert patches.read(file).sentence == "It has one name more."
    assert "+EXTRA = 2" in file.read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--new", "Has More"], "small letters"),
        (["--new", "has_more"], "From which file"),
        (["--new", "has_more", "--from", "/nowhere/routes.py"], "no routes.py"),
        (["--new", "has_more", "--from", "SAME"], "the same as its base"),
        (["--new", "has_more", "--from", "SAME", "--base", "wheats/none"], "There is no base"),
    ],
    ids=["name", "no file", "missing", "same", "base"],
)
def test_nothing_is_made_of_wrong_words(day: Day, arguments: list[str], said: str) -> None:
    """Each is told in one message, status 2, and nothing is written."""
    words = [str(reference(day)) if word == "SAME" else word for word in arguments]
    made = chaff(*words)
    assert (made.exit_code, said in made.output) == (2, True), made.output
    assert not (reference(day).parent / "chaffs" / "has_more.patch").exists()
