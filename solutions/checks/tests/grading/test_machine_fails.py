"""The machine fails a grading: the disk is full, something may not be written, the clock jumps."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from solutions.checks.support.tiny_cohort import Graded
from solutions.checks.support.tiny_project import RIGHT
from solutions.grading.kept.journal import CannotKeep, Journal
from solutions.grading.verdict.model import DayGrade, Status

FAST = "--unsafe", "--jobs", "2"
# In a namespace of its own: a small disk that is filled once the grader has begun, then emptied.
FULL = """
set -e
mount -t tmpfs -o size=40m tmpfs "$OUT"
(status=0; "$@" >"$TOLD" 2>&1 || status=$?; echo "status $status" >>"$TOLD") &
until grep -q Sandbox "$TOLD" 2>/dev/null; do sleep 0.01; done
dd if=/dev/zero of="$OUT/filler" bs=4k >/dev/null 2>&1 || true
wait
rm "$OUT/filler"
cp "$OUT/journal.jsonl" "$TOLD.journal"
"$@" >/dev/null
cp "$OUT/grades.csv" "$TOLD.csv"
"""
JUMPS = """
import itertools, time
real, turns = time.time, itertools.count()
time.time = lambda: real() + (-1) ** next(turns) * 400 * 24 * 3600
"""


@pytest.fixture
def project(tmp_path: Path) -> Graded:
    found = Graded(tmp_path)
    for number in range(4):
        answer = RIGHT if number % 2 else RIGHT.replace("2 * x", "3 * x")
        found.hand_in(f"student {number}", f"{answer}# {number}\n")
    return found


def whole(project: Graded) -> bytes:
    """grades.csv of a grading that nothing has happened to."""
    project.grade(*FAST)
    return (project.out / "grades.csv").read_bytes()


def one_message(output: str) -> str:
    assert "Traceback" not in output
    last = output.strip().splitlines()
    text = " ".join(" ".join(last[-4:]).split())
    assert "the same command goes on from here" in text
    return text


def test_full_disk(project: Graded) -> None:
    """One message, status 3; with room again the same command ends with the same bytes."""
    if subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode:
        pytest.skip("no namespaces to mount a small disk in")
    expected = whole(project)
    shutil.rmtree(project.out)
    project.out.mkdir()
    told = project.root / "told"
    environ = project.environ(OUT=str(project.out), TOLD=str(told))
    command = ["unshare", "-rm", "sh", "-c", FULL, "sh", sys.executable, "-m"]
    command += project.command(*FAST)
    subprocess.run(command, cwd=project.root, env=environ, check=True, timeout=300)
    output, _, status = told.read_text().strip().rpartition("\n")
    assert status == "status 3"
    assert "The disk is full" in one_message(output)
    assert Path(f"{told}.csv").read_bytes() == expected


def test_file_that_may_not_grow(project: Graded) -> None:
    """A quota or a limit on files ends a grading like a full disk."""
    expected = whole(project)
    journal = project.out / "journal.jsonl"
    limit = max(journal.stat().st_size, 200_000) + 100
    shutil.rmtree(project.out)
    project.out.mkdir()
    # Lines of another version: they are left out, and take up room.
    journal.write_text(f'"{"x" * 1_000}"\n' * (limit // 1_000))
    blocks = journal.stat().st_size // 1024 + 1
    script = f'ulimit -f {blocks}; exec "$@"'
    command = ["bash", "-c", script, "bash", sys.executable, "-m", *project.command(*FAST)]
    ran = subprocess.run(
        command, cwd=project.root, env=project.environ(), capture_output=True, text=True
    )
    assert ran.returncode == 3
    assert "journal.jsonl: File too large" in one_message(ran.stdout + ran.stderr)
    assert whole(project) == expected


def test_report_that_cannot_be_written(project: Graded) -> None:
    """Something stands in a report's place: said once, and all grades are kept."""
    expected = whole(project)
    lines = (project.out / "journal.jsonl").read_bytes()
    (project.out / "cohort.html").unlink()
    (project.out / "cohort.html").mkdir()
    status, output = project.run(*project.command(*FAST))
    assert status == 3
    assert "cohort.html" in one_message(output)
    (project.out / "cohort.html").rmdir()
    assert whole(project) == expected
    assert (project.out / "journal.jsonl").read_bytes() == lines


def test_folder_that_may_not_be_written(project: Graded) -> None:
    """The message names the folder and what to do."""
    project.out.mkdir(mode=0o555)
    apart = []
    if os.geteuid() == 0:  # to whom nothing is forbidden but in a namespace, with others' files
        apart = ["unshare", "-r"]
        os.chown(project.out, 65_534, 65_534)
        if subprocess.run([*apart, "true"], capture_output=True).returncode:
            pytest.skip("no namespaces")
    command = [*apart, sys.executable, "-m", *project.command(*FAST)]
    ran = subprocess.run(
        command, cwd=project.root, env=project.environ(), capture_output=True, text=True
    )
    assert ran.returncode == 3
    assert "You may not read or write there" in one_message(ran.stdout + ran.stderr)


def test_clock_that_jumps(project: Graded) -> None:
    """A year ahead and back at every look changes no grade: durations come from another clock."""
    expected = whole(project)
    shutil.rmtree(project.out)
    (project.root / "sitecustomize.py").write_text(JUMPS)
    assert whole(project) == expected


def test_line_that_was_cut_off(tmp_path: Path) -> None:
    """What was whole is read again, whatever part of the last line reached the disk."""
    key = "ab" * 32
    grades = [(key, DayGrade("amara", day, Status.PASSED)) for day in (1, 2)]
    with Journal(tmp_path) as journal:
        journal.add(grades[:1])
        kept = journal.path.stat().st_size
        journal.add(grades[1:])
    text = journal.path.read_bytes()
    for size in range(kept, len(text), 37):
        journal.path.write_bytes(text[:size])
        with Journal(tmp_path) as again:
            assert again.graded() == {"amara": {1}}
            again.add(grades[1:])
        with Journal(tmp_path) as again:
            assert again.graded() == {"amara": {1, 2}}


@pytest.mark.parametrize("day", ["70000", "-1", '"one"', "null"])
def test_line_of_no_day(tmp_path: Path, day: str) -> None:
    """One that some fault has garbled is passed over, as one that was cut off."""
    with Journal(tmp_path) as journal:
        journal.add([("ab" * 32, DayGrade("amara", each, Status.PASSED)) for each in (1, 2)])
    text = journal.path.read_text()
    journal.path.write_text(text.replace('"day": 2', f'"day": {day}'))
    with Journal(tmp_path) as again:
        assert again.graded() == {"amara": {1}}


def test_it_says_that_it_could_not_keep(tmp_path: Path) -> None:
    """With the journal's name, not as a fault of one student's."""
    with Journal(tmp_path) as journal:
        journal._file.close()
        journal._file = journal.path.open("rb")
        with pytest.raises(CannotKeep) as raised:
            journal.add([("ab" * 32, DayGrade("amara", 1, Status.PASSED))])
    assert raised.value.filename == str(journal.path)


def test_a_fault_of_ours_is_told_in_a_sentence(tmp_path: Path) -> None:
    """What has failed, where all of it is written, how to go on: no bare traceback."""
    project = Graded(tmp_path)
    project.hand_in("amara", RIGHT)
    module = project.root / "solutions" / "grading" / "kept" / "teams.py"
    text = module.read_text()
    start = "        notes, meant ="
    module.write_text(text.replace(start, f"        [][0]\n{start}"))
    status, output = project.run(*project.command("--unsafe"))
    said = " ".join(output.split())
    assert status == 3 and "Traceback" not in said, output
    assert "The grader has failed: IndexError: list index out of range (teams.py:" in said
    assert "Traceback" in (project.out / "fault-of-the-grader.log").read_text()
    module.write_text(text)
    project.grade("--unsafe")
    assert project.rows()["amara"]["total"] == "100"
