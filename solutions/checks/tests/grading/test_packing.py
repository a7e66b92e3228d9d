"""The hand-out and Gradescope's autograder: what is in them, what is not, and that they run."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from katas.harness import days
from katas.harness.archive import Item, write_tar, write_zip
from katas.harness.dojo.server import PORT
from solutions.checks.soundness import candidates
from solutions.checks.support import report_schemas
from solutions.grading.packing import handout
from solutions.grading.packing.autograder import build

ROOT = handout.ROOT
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
CLEAN = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "CI")}


def git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=x", "-c", "user.email=x@example.com"]
    subprocess.run(["git", "-C", str(folder), *who, *words], check=True, capture_output=True)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the project, in a folder of its own."""
    target = tmp_path / "copy"
    names = shutil.ignore_patterns(".git", ".venv*", "__pycache__", ".*_cache", "dist", "chaffs")
    shutil.copytree(ROOT, target, ignore=names)
    return target


def test_nothing_of_the_instructors_goes_out(copy: Path) -> None:
    """No solutions, no caches, no backups, no progress, no environment: with git and without."""
    day = copy / "katas" / "day06_streaming_exports"
    extra = [
        copy / ".katas-progress",
        copy / ".venv" / "lib" / "x.py",
        copy / "notes.txt",
        day / "exports.py~",
        day / "exports.py.orig",
        day / "__pycache__" / "exports.cpython-311.pyc",
        day / ".katas" / "backup" / "exports.py",
    ]
    for file in extra:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("mine")
    (copy / "katas" / "solutions").symlink_to(copy / "solutions")
    without = handout.contents(copy)
    git(copy, "init", "-q")
    git(copy, "add", "--force", "--all")
    with_git = handout.contents(copy)
    assert sorted(without) == sorted(with_git)
    assert {name.split("/")[0] for name in without} == {*handout.GIVEN, ".github"}
    assert not [name for name in without if "solutions" in name or name.endswith(("~", ".pyc"))]
    assert not [name for name, item in without.items() if item.data == b"mine"]


def test_progress_is_the_learners_to_commit() -> None:
    """Here git ignores it; a learner's git does not."""
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    given = handout.contents()[".gitignore"].data.decode().splitlines()
    assert set(ignored) - set(given) == {".katas-progress"}


def test_in_git_only_what_git_knows_goes_out(copy: Path) -> None:
    """A file that was never added is a draft."""
    git(copy, "init", "-q")
    git(copy, "add", "--all")
    (copy / "katas" / "draft.py").write_text("")
    made = handout.make(copy / "dist", root=copy)
    assert made.left_out == ["katas/draft.py"]
    assert "katas/draft.py" not in handout.contents(copy)
    assert "katas/__main__.py" in handout.contents(copy)


def test_a_copy_inside_another_repository_is_no_checkout(copy: Path) -> None:
    """The outer repository's list of files says nothing about it."""
    git(copy.parent, "init", "-q")
    assert "katas/__main__.py" in handout.contents(copy)


def test_answers_go_out_as_starters(copy: Path) -> None:
    """An instructor who tried the days does not give the answers away."""
    for day in days.present():
        for file in day.answers:
            shutil.copyfile(copy / "solutions" / day.name / file, copy / "katas" / day.name / file)
    items = handout.contents(copy)
    for day in days.present():
        for file in day.answers:
            assert items[f"katas/{day.name}/{file}"].data == (day.starter / file).read_bytes()


def test_the_archives_are_the_same_bytes_each_time(tmp_path: Path) -> None:
    """So that a checksum can be told to the class. Both hold the same files."""
    made = [handout.make(tmp_path / name) for name in ("first", "second")]
    for one, other in zip(made[0].files, made[1].files, strict=True):
        assert one.read_bytes() == other.read_bytes()
    with zipfile.ZipFile(made[0].files[0]) as zipped, tarfile.open(made[0].files[1]) as tarred:
        assert zipped.namelist() == tarred.getnames()
        assert {entry.uid for entry in tarred} == {0}
        assert all(name.startswith("django-katas/") for name in zipped.namelist())


def test_references_of_days_that_are_over_go_out(tmp_path: Path) -> None:
    """Their answers and notes, and nothing else of the solutions: no wrong answer, no exam."""
    over = [day for day in days.present() if day.number in (1, 3)]
    with zipfile.ZipFile(handout.make(tmp_path, over).files[0]) as packed:
        found = {name for name in packed.namelist() if "/solutions/" in name}
    files = [(day.name, file) for day in over for file in (*day.answers, "NOTES.md")]
    assert found == {f"{handout.NAME}/solutions/{name}/{file}" for name, file in files}


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A learner's folder, with a blank in its name."""
    folder = tmp_path_factory.mktemp("hand out")
    made = handout.make(folder / "dist")
    with tarfile.open(made.files[1]) as archive:
        archive.extractall(folder, filter="data")
    return folder / handout.NAME


def test_every_link_of_its_pages_leads_somewhere(unpacked: Path) -> None:
    """A learner meets no link into solutions/."""
    pages = list(unpacked.rglob("*.md"))
    assert len(pages) >= 9
    for page in pages:
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.relative_to(unpacked)}: {target}"


def test_its_commands_run(unpacked: Path) -> None:
    """The starter is red, with points to be had."""
    command = [sys.executable, "-m", "katas", "kata", "3"]
    ended = subprocess.run(command, cwd=unpacked, env=CLEAN, capture_output=True, text=True)
    assert ended.returncode == 1, ended.stderr
    assert "of 100 points" in ended.stdout
    assert "make hint day=3" in ended.stdout


# Gradescope ---------------------------------------------------------------------------------------


@pytest.fixture
def autograder(tmp_path: Path) -> Path:
    """/autograder as Gradescope lays it out, elsewhere: the zip unpacked, an empty submission."""
    day = days.by_number(2)
    assert day is not None
    with zipfile.ZipFile(build.make(tmp_path, [day])) as archive:
        archive.extractall(tmp_path / "source")  # noqa: S202 (packed a line ago)
        modes = {entry.filename: entry.external_attr >> 16 for entry in archive.infolist()}
    assert modes["run_autograder"] == modes["setup.sh"] == 0o100755
    for folder in ("submission", "results"):
        (tmp_path / folder).mkdir()
    shutil.copy(tmp_path / "source" / "run_autograder", tmp_path)
    (tmp_path / "run_autograder").chmod(0o755)
    return tmp_path


def run_autograder(root: Path) -> "subprocess.CompletedProcess[str]":
    environ = {**CLEAN, "AUTOGRADER_ROOT": str(root), "KATAS_PYTHON": sys.executable}
    return subprocess.run(
        [root / "run_autograder"], cwd=root, env=environ, capture_output=True, text=True
    )


DAY_2 = days.present()[1]
BY_NAME = {candidate.name or candidate.kind: candidate for candidate in candidates.of(DAY_2)}
REFERENCE, CATCH_ALL_FIRST = BY_NAME["reference"], BY_NAME["catch_all_first"]


@pytest.mark.parametrize(
    ("answer", "score"),
    [
        (REFERENCE.files(DAY_2)["routes.py"].decode(), 100),
        (CATCH_ALL_FIRST.files(DAY_2)["routes.py"].decode(), None),
        ("def (\n", 0),
    ],
    ids=["right", "wrong", "broken"],
)
def test_the_autograder_leaves_the_results_of_a_submission(
    autograder: Path, answer: str, score: int | None
) -> None:
    """In Gradescope's layout, without a reference: the marks that it deserves, in its shape."""
    (autograder / "submission" / "routes.py").write_text(answer)
    ended = run_autograder(autograder)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    data = report_schemas.loaded(autograder / "results" / "results.json")
    assert report_schemas.gradescope(data) == []
    assert data["score"] == score or (score is None and 0 < data["score"] < 100)
    assert [test["number"] for test in data["tests"]] == ["2.1", "2.2", "2.3", "2.4", "2.5"]


def test_a_grader_that_fails_leaves_no_results(autograder: Path) -> None:
    """Neither points nor a zero, and nothing of an earlier run: Gradescope names the autograder."""
    (autograder / "results" / "results.json").write_text("of an earlier run")
    (autograder / "source" / "solutions" / "__main__.py").write_text("raise SystemExit(3)")
    ended = run_autograder(autograder)
    assert ended.returncode == 1
    assert "ended with 3" in ended.stdout
    assert not (autograder / "results" / "results.json").exists()


def test_the_autograder_has_of_the_solutions_what_grading_takes(autograder: Path) -> None:
    """The grader alone: no reference, which a submission could read, no wheats, no chaffs."""
    source = autograder / "source"
    for day in days.present():
        assert (source / "katas" / day.name / "kata.toml").is_file()
    folders = {path.name for path in (source / "solutions").iterdir() if path.is_dir()}
    assert folders == {"commands", "grading"}
    assert {path.name for path in (source / "solutions" / "commands").glob("*.py")} == {
        "__init__.py",
        "grade.py",
    }
    references = [
        ROOT / "solutions" / day.name / file for day in days.present() for file in day.answers
    ]
    secret = {reference.read_bytes() for reference in references}
    assert not [p for p in source.rglob("*") if p.is_file() and p.read_bytes() in secret]
    assert not (source / "solutions" / "checks").exists()
    for script in ("setup.sh", "run_autograder"):
        subprocess.run(["bash", "-n", source / script], check=True)


@pytest.mark.parametrize("write", [write_tar, write_zip])
def test_a_newer_edition_is_not_run_with_bytecode_of_the_older(
    tmp_path: Path, write: Callable[[Path, dict[str, Item]], None]
) -> None:
    """Unpacked over an older edition, a file of the same size counts as another one."""
    folder, archive = tmp_path / "unpacked", tmp_path / "archive"
    environ = {**CLEAN, "PYTHONDONTWRITEBYTECODE": ""}
    said = []
    for bound in (30, 35):
        write(archive, {"bound.py": Item(b"print(%d)\n" % bound)})
        unpack(archive, folder)
        command = [sys.executable, "-c", "import bound"]
        done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, check=True)
        said.append(int(done.stdout))
    assert list(folder.glob("__pycache__/bound*.pyc"))
    assert said == [30, 35]


def unpack(archive: Path, folder: Path) -> None:
    """As tar and unzip do: a file's time is the one that the archive tells."""
    if tarfile.is_tarfile(archive):
        with tarfile.open(archive) as opened:
            opened.extractall(folder, filter="data")
        return
    with zipfile.ZipFile(archive) as zipped:
        for entry in zipped.infolist():
            file = Path(zipped.extract(entry, folder))
            told = time.mktime((*entry.date_time, 0, 0, -1))
            os.utime(file, (told, told))


# What it has of its own ---------------------------------------------------------------------------


def test_readme_is_the_learners(unpacked: Path) -> None:
    """It begins with unpacking, and shows the screen that the project's shows."""
    text = (unpacked / "README.md").read_text(encoding="utf-8")
    assert text.index("unzip") < text.index("make kata day=7") < text.index("Task 1: A CSV")
    assert "git clone" not in text and "make test" not in text and "<!--" not in text


def test_container_sets_itself_up(unpacked: Path) -> None:
    """By the properties of https://containers.dev/implementors/json_reference/."""
    file = unpacked / ".devcontainer" / "devcontainer.json"
    known = json.loads(file.read_text(encoding="utf-8"))
    plain = {"name", "image", "onCreateCommand", "customizations"}
    assert known.keys() <= plain | {"forwardPorts", "portsAttributes"}
    assert known["forwardPorts"] == [PORT] and list(known["portsAttributes"]) == [str(PORT)]
    assert known["onCreateCommand"].endswith("make setup")
    settings = known["customizations"]["vscode"]["settings"]
    assert settings["python.defaultInterpreterPath"].endswith("/.venv/bin/python")


def workflow(unpacked: Path) -> Path:
    return unpacked / ".github" / "workflows" / "katas.yml"


def test_workflow_is_one_of_githubs(unpacked: Path) -> None:
    """By the documented shape of such a file."""
    assert report_schemas.workflow(yaml.safe_load(workflow(unpacked).read_text("utf-8"))) == []


def test_workflow_tells_of_the_days_that_were_begun(unpacked: Path, tmp_path: Path) -> None:
    """Its last step as GitHub runs it: the summary, an annotation of the answer, the red status."""
    with contextlib.suppress(FileExistsError):
        (unpacked / ".venv").symlink_to(sys.prefix)
    jobs = yaml.safe_load(workflow(unpacked).read_text("utf-8"))["jobs"]
    step = jobs["katas"]["steps"][-1]["run"]
    answer = unpacked / "katas" / "day03_class_based_views" / "views.py"
    starter, summary = answer.read_bytes(), tmp_path / "summary.md"
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environ |= {"GITHUB_STEP_SUMMARY": str(summary), "GITHUB_ACTIONS": "true"}
    told = {}
    for name, text in {"untouched": starter, "begun": starter + b"\n# begun\n"}.items():
        answer.write_bytes(text)
        summary.write_bytes(b"")
        ran = subprocess.run(
            ["bash", "-e", "-c", step], cwd=unpacked, env=environ, capture_output=True, text=True
        )
        told[name] = (ran.returncode, ran.stdout, summary.read_text(encoding="utf-8"))
    answer.write_bytes(starter)
    assert told["untouched"][0] == 0 and "No day was begun" in told["untouched"][2]
    status, output, shown = told["begun"]
    assert status == 1, output
    assert "## Day 3" in shown and "| 1 |" in shown and "of 100 points" in shown
    annotations = [line for line in output.splitlines() if line.startswith("::error ")]
    assert annotations and "file=katas/day03_class_based_views/views.py," in annotations[0]
    assert "line=1," not in output, "where no line is known, none is named"
    assert "Day 6" not in output
