"""Round about a run: starting over, progress, submitting. Nothing of the learner's is ever lost."""

import json
import random
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from katas.harness.answers import KATAS
from katas.harness.commands import submit
from solutions.checks.support.tiny_project import DAY, RIGHT, Tiny

WRONG = RIGHT.replace("2 * x", "3 * x")
FULL_DISK = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
runpy.run_module("katas", run_name="__main__")
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return Tiny(tmp_path)


def backups(tiny: Tiny, kind: str = "*") -> list[Path]:
    return sorted((tiny.root / ".katas" / "backups" / DAY).glob(f"*Z-{kind}"))


def on_full_disk(tiny: Tiny, *arguments: str) -> tuple[int, str]:
    """Status and output of `python -m katas ARGUMENTS` where no byte can be written to a file."""
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, *arguments],
        cwd=tiny.root,
        env=tiny.environ(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stdout + done.stderr


# Starting over ------------------------------------------------------------------------------------


def test_reset_and_undo(tiny: Tiny) -> None:
    """reset puts the starter back, undo the answer: byte for byte, whatever the bytes are."""
    mine = b"# \xff\r\n\tnot even UTF-8"
    tiny.answer.write_bytes(mine)
    status, output = tiny.run("katas", "reset", "9")
    assert status == 0
    assert tiny.answer.read_text() == RIGHT
    assert str(backups(tiny)[0].relative_to(tiny.root)) in output
    assert "make undo day=9" in output
    assert tiny.run("katas", "undo", "9")[0] == 0
    assert tiny.answer.read_bytes() == mine


def test_undo_of_all_days(tiny: Tiny) -> None:
    """What `reset all` put away comes back at once; without a reset it says so."""
    assert tiny.run("katas", "undo", "all") == (2, "There is no reset to undo.\n")
    tiny.answer.write_text(WRONG)
    tiny.run("katas", "reset", "all")
    assert tiny.run("katas", "undo", "all")[0] == 0
    assert tiny.answer.read_text() == WRONG


def test_undo_brings_back_what_was_reached(tiny: Tiny) -> None:
    """After undo the progress is that of the answer which is there again."""
    tiny.answer.write_text(RIGHT + "# mine")
    tiny.kata()
    tiny.run("katas", "reset", "9")
    assert "now the starter" in tiny.run("katas", "progress")[1]
    tiny.run("katas", "undo", "9")
    output = tiny.run("katas", "progress")[1]
    assert ("100 of 100 points" in output, "now" in output) == (True, False), output


def test_two_resets_are_two_backups(tiny: Tiny) -> None:
    """Resets in the same second are both kept; undo goes back one by one, then says so."""
    for number in ("1", "2"):
        tiny.answer.write_text(number)
        tiny.run("katas", "reset", "9")
    found = []
    for _ in range(2):
        tiny.run("katas", "undo", "9")
        found.append(tiny.answer.read_text())
    assert found == ["2", "1"]
    status, output = tiny.run("katas", "undo", "9")
    assert (status, "no reset to undo" in output) == (2, True)
    kept = {(folder / "answer.py").read_text() for folder in backups(tiny)}
    assert kept == {"1", "2"}
    assert all(str(folder.relative_to(tiny.root)) in output for folder in backups(tiny))


def test_undo_keeps_what_it_replaces(tiny: Tiny) -> None:
    """What was written after the reset is backed up when undo takes its place."""
    tiny.answer.write_text("first")
    tiny.run("katas", "reset", "9")
    tiny.answer.write_text("second")
    tiny.run("katas", "undo", "9")
    assert tiny.answer.read_text() == "first"
    assert [(folder / "answer.py").read_text() for folder in backups(tiny, "undo")] == ["second"]


def test_reset_of_the_starter(tiny: Tiny) -> None:
    """Where nothing was changed, nothing is backed up."""
    status, output = tiny.run("katas", "reset", "9")
    assert (status, "No backup was needed" in output) == (0, True)
    assert not backups(tiny)


def test_reset_of_a_deleted_file(tiny: Tiny) -> None:
    """A deleted answer comes back as the starter; the run had said how."""
    tiny.answer.unlink()
    status, output = tiny.kata()
    assert (status, "make reset day=9" in output) == (4, True)
    assert tiny.run("katas", "reset", "9")[0] == 0
    assert tiny.answer.read_text() == RIGHT


def test_reset_of_a_folder_in_the_files_place(tiny: Tiny) -> None:
    """A folder where the file should be is put away with all that is in it."""
    tiny.answer.unlink()
    tiny.answer.mkdir()
    (tiny.answer / "notes.txt").write_text("mine")
    assert tiny.kata()[0] == 4
    assert tiny.run("katas", "reset", "9")[0] == 0
    assert tiny.answer.read_text() == RIGHT
    assert (backups(tiny)[0] / "answer.py" / "notes.txt").read_text() == "mine"


def test_reset_without_room(tiny: Tiny) -> None:
    """If the backup cannot be written, the answer stays as it is: status 3, no half backup."""
    tiny.answer.write_text(WRONG)
    status, output = on_full_disk(tiny, "reset", "9")
    assert status == 3
    assert "make doctor" in output
    assert tiny.answer.read_text() == WRONG
    assert not backups(tiny)


def test_backups_that_cannot_be_made(tiny: Tiny) -> None:
    """A file where the backups' folder should be: status 3, and the file is named."""
    tiny.answer.write_text(WRONG)
    (tiny.root / ".katas").write_text("in the way")
    status, output = tiny.run("katas", "reset", "9")
    assert (status, ".katas" in output, "Traceback" in output) == (3, True, False)
    assert tiny.answer.read_text() == WRONG


@pytest.mark.parametrize("command", ["reset", "undo", "submit"])
def test_commands_for_ones_own_files(tiny: Tiny, command: str) -> None:
    """With KATAS_ANSWERS set, a command for the files in katas/ does not guess: status 2."""
    tiny.answer.write_text(WRONG)
    status, output = tiny.run("katas", command, "9", KATAS_ANSWERS=str(tiny.root))
    assert (status, "unset KATAS_ANSWERS" in output) == (2, True)
    assert tiny.answer.read_text() == WRONG


@pytest.mark.parametrize("command", ["hint", "compare", "reset", "undo", "submit"])
def test_wrong_day(tiny: Tiny, command: str) -> None:
    """Each command says which days there are, and how it is called for one."""
    status, output = tiny.run("katas", command, "eight")
    assert (status, f"make {command} day=9" in output) == (2, True)


# Progress -----------------------------------------------------------------------------------------


def test_progress_shows_points_hints_and_figures(tiny: Tiny) -> None:
    """make progress: tasks, points, hints used, and the best figure that has a bound."""
    tiny.answer.write_text(RIGHT.replace("x.upper()", "x"))
    tiny.kata()
    tiny.run("katas", "hint", "9")
    status, output = tiny.run("katas", "progress")
    assert status == 0
    for part in ("1 of 2 tasks", "60 of 100 points", "1 hint"):
        assert part in output
    tiny.answer.write_text(RIGHT)
    tiny.kata()
    output = tiny.run("katas", "progress")[1]
    for part in ("2 of 2 tasks", "calls", "allowed 2"):
        assert part in output


@pytest.mark.parametrize("answer", [WRONG, RIGHT.replace("x.upper()", "x")])
def test_figure_of_a_wrong_answer_is_no_best_figure(tiny: Tiny, answer: str) -> None:
    """What is wrong may well be cheap, also in a task that is green already."""
    tiny.answer.write_text(answer)
    tiny.kata()
    assert "calls" not in (tiny.root / ".katas-progress").read_text()


def test_lost_progress_is_found_again(tiny: Tiny) -> None:
    """Deleting the file loses nothing that a run cannot find again."""
    tiny.kata()
    before = tiny.run("katas", "progress")[1]
    (tiny.root / ".katas-progress").unlink()
    tiny.kata()
    assert tiny.run("katas", "progress")[1] == before


def test_progress_of_two_machines(tiny: Tiny) -> None:
    """Git merges what two machines noted without a conflict; the order of lines means nothing."""
    shutil.copy(KATAS.parent / ".gitattributes", tiny.root)
    file = tiny.root / ".katas-progress"

    def git(*arguments: str) -> None:
        who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        command = ["git", *who, "-c", "init.defaultBranch=one", *arguments]
        subprocess.run(command, cwd=tiny.root, check=True, capture_output=True)

    def note(at: str, **what: object) -> None:
        with file.open("a") as lines:
            lines.write(json.dumps({"at": at, "day": 9, **what}) + "\n")

    best = {"best": "calls", "unit": "", "allowed": 2}
    git("init")
    note("2026-01-01T00:00:00Z", green=[1], points=60)
    git("add", ".gitattributes", ".katas-progress")
    git("commit", "-m", "both")
    git("checkout", "-b", "two")
    note("2026-01-03T00:00:00Z", green=[1, 2], points=100)
    note("2026-01-03T00:00:00Z", measured=1, **best)
    git("commit", "-am", "two")
    git("checkout", "one")
    note("2026-01-02T00:00:00Z", green=[], points=0)
    note("2026-01-02T00:00:00Z", task=1, hint=2)
    note("2026-01-02T00:00:00Z", measured=2, **best)
    git("commit", "-am", "one")
    git("merge", "two")
    merged = tiny.run("katas", "progress")[1]
    for part in ("ok 2 of 2 tasks", "100 of 100 points", "2 hints"):
        assert part in merged
    assert [line.split() for line in merged.splitlines() if "calls" in line] == [
        ["calls", "1", "allowed", "2"]
    ]
    lines = file.read_text().splitlines()
    random.Random(1).shuffle(lines)
    file.write_text("\n".join(lines))
    assert tiny.run("katas", "progress")[1] == merged


def test_broken_line_of_progress(tiny: Tiny) -> None:
    """A line that cannot be read is named and passed over; what comes next is not glued to it."""
    tiny.kata()
    file = tiny.root / ".katas-progress"
    nonsense = '{"at": 1, "day": "x", "green": "y", "points": null}\n[]\n'
    file.write_text(f'{file.read_text()}{nonsense}{{"at": "2026')
    tiny.answer.write_text(WRONG)
    tiny.kata()
    status, output = tiny.run("katas", "progress")
    assert (status, "100 of 100 points   now 1 of 2" in output) == (0, True)
    assert [line.partition(":")[0] for line in output.splitlines() if "passed over" in line] == [
        ".katas-progress, line 4",
        ".katas-progress, line 5",
    ]


@pytest.mark.parametrize("command", ["kata", "hint", "progress"])
def test_progress_on_a_full_disk(tiny: Tiny, command: str) -> None:
    """A progress file that takes nothing is a line of text: the status says what the day is."""
    (tiny.root / ".katas-progress").symlink_to("/dev/full")
    status, output = tiny.run("katas", command, *(["9"] if command != "progress" else []))
    assert status == 0, output
    assert command == "progress" or "Your progress was not kept" in output


# Submitting ---------------------------------------------------------------------------------------


def test_submission(tiny: Tiny) -> None:
    """The zip holds <day>/<file> and nothing else, the same bytes each time; the state is said."""
    tiny.answer.write_text(WRONG)
    assert "not run as it is now" in tiny.run("katas", "submit")[1]
    first = (tiny.root / "submission.zip").read_bytes()
    tiny.kata()
    status, output = tiny.run("katas", "submit")
    assert (status, "1 of 2 tasks, 40 points" in output) == (0, True)
    assert (tiny.root / "submission.zip").read_bytes() == first
    with zipfile.ZipFile(tiny.root / "submission.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            f"{DAY}/answer.py": WRONG.encode()
        }


def test_submission_of_the_starter(tiny: Tiny) -> None:
    """An untouched day is left out and said to be; with nothing to hand in there is no zip."""
    status, output = tiny.run("katas", "submit")
    assert status == 1
    assert "it is still the starter" in output
    assert "nothing was written" in output
    assert not (tiny.root / "submission.zip").exists()


def test_submission_that_does_not_load(tiny: Tiny) -> None:
    """A broken answer is handed in all the same, and its learner knows: status 1, line and file."""
    tiny.answer.write_text("def double(x:\n")
    status, output = tiny.run("katas", "submit")
    assert status == 1
    assert "answer.py does not load" in output
    assert zipfile.is_zipfile(tiny.root / "submission.zip")


def test_submission_that_grading_would_not_take(tiny: Tiny) -> None:
    """Too large, not UTF-8, a link, no file: refused with the reason."""

    def refused(text: str) -> bool:
        with pytest.raises(ValueError, match=text):
            submit.taken(tiny.answer)
        return True

    tiny.answer.write_text("x" * 262_145)
    assert refused("262,145 bytes")
    tiny.answer.write_bytes(b"\n\n# \xff\n")
    assert refused("line 3 is not UTF-8")
    tiny.answer.unlink()
    tiny.answer.symlink_to(tiny.root / "pyproject.toml")
    assert refused("not a plain file")


def test_submission_without_a_day(tiny: Tiny) -> None:
    """A day that cannot go in is left out, with file, reason and remedy; the others go in."""
    other = tiny.root / "katas" / "day08_other"
    shutil.copytree(tiny.day, other)
    (other / "answer.py").write_text(WRONG)
    tiny.answer.unlink()
    status, output = tiny.run("katas", "submit")
    assert status == 1
    for part in (f"katas/{DAY}/answer.py: No such file", "make reset day=9"):
        assert part in output
    with zipfile.ZipFile(tiny.root / "submission.zip") as archive:
        assert archive.namelist() == ["day08_other/answer.py"]


def test_submission_by_name(tiny: Tiny) -> None:
    """name=amara writes amara.zip; a name that leads elsewhere is refused: status 2."""
    tiny.answer.write_text(WRONG)
    assert tiny.run("katas", "submit", "9", "--name", "amara")[0] == 0
    assert zipfile.is_zipfile(tiny.root / "amara.zip")
    for name in ("../amara", "a/b", "", ".amara"):
        assert tiny.run("katas", "submit", "--name", name)[0] == 2, name


def test_submission_without_room(tiny: Tiny) -> None:
    """If the zip cannot be written, the one of before is still there: status 3."""
    tiny.answer.write_text(WRONG)
    zipped = tiny.root / "submission.zip"
    zipped.write_bytes(b"before")
    status, output = on_full_disk(tiny, "submit")
    assert (status, "make doctor" in output) == (3, True)
    assert zipped.read_bytes() == b"before"
    assert not list(tiny.root.glob(".*.new"))
