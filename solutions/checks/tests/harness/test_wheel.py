"""A wheel: built of a checkout, installed elsewhere, it writes the hand-out and nothing else."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from katas.harness.archive import Item
from solutions.grading.packing import handout

# Neither this environment nor what make was told is for those who installed the wheel.
CLEAN = {
    name: value
    for name, value in os.environ.items()
    if name not in ("PYTHONPATH", "VIRTUAL_ENV", "KATAS_MAKE", "KATAS_ANSWERS", "MAKEFLAGS")
}


def run(*command: object, cwd: Path, status: int = 0) -> str:
    """What the command says, once it has ended with that status."""
    ended = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=CLEAN,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=400,
    )
    assert ended.returncode == status, ended.stdout
    return ended.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `pip wheel` makes of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps"]
    run(*pip, "-w", folder, handout.ROOT, cwd=folder)
    (file,) = folder.iterdir()
    return file


@pytest.fixture(scope="module")
def katas(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`katas` in an environment with nothing but the wheel and what this command takes of it."""
    folder = tmp_path_factory.mktemp("elsewhere")
    run(sys.executable, "-m", "venv", "env", cwd=folder)
    pip = [folder / "env" / "bin" / "python", "-m", "pip", "install", "-q"]
    run(*pip, "--no-deps", wheel, cwd=folder)
    run(*pip, "click", "rich", cwd=folder)
    return folder / "env" / "bin" / "katas"


def files(folder: Path) -> dict[str, Item]:
    """What lies there, as a hand-out has it."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): Item.of(path) for path in found}


def test_it_holds_the_hand_out_alone(wheel: Path) -> None:
    """Of katas/ as it lies there, the rest in katas/_beside; nothing of solutions/."""
    with zipfile.ZipFile(wheel) as packed:
        names = {name for name in packed.namelist() if ".dist-info/" not in name}
    given = handout.contents()
    assert names == {n if n.startswith("katas/") else f"katas/_beside/{n}" for n in given}


def test_init_writes_the_hand_out_and_make_runs_it(katas: Path, tmp_path: Path) -> None:
    """In the folder, its own environment is set up by the first command, without git."""
    said = run(katas, "init", "my katas", cwd=tmp_path)
    assert "cd 'my katas'\n  make kata day=7" in said
    folder = tmp_path / "my katas"
    assert files(folder) == handout.contents()
    told = run("make", "kata", "day=2", "task=1", cwd=folder, status=2)
    assert "Set up in" in told and " points" in told and "Error 1" in told
    assert (folder / ".venv" / "bin" / "katas").is_file()
    again = run(folder / ".venv" / "bin" / "katas", "init", "other", cwd=tmp_path, status=2)
    assert "holds the katas already" in again


def test_nothing_is_overwritten(katas: Path, tmp_path: Path) -> None:
    """One clear line, and what is there stays; an empty folder is taken."""
    full, file = tmp_path / "full", tmp_path / "file"
    full.mkdir()
    (full / "README.md").write_text("mine")
    file.write_text("mine")
    assert run(katas, "init", full, cwd=tmp_path, status=2).count("\n") == 1
    assert run(katas, "init", file, cwd=tmp_path, status=2).count("\n") == 1
    assert [path.read_text() for path in (full / "README.md", file)] == ["mine", "mine"]
    assert len(list(full.iterdir())) == 1
    (tmp_path / "empty").mkdir()
    run(katas, "init", ".", cwd=tmp_path / "empty")
    assert (tmp_path / "empty" / "Makefile").is_file()


def test_folder_that_cannot_be_made(katas: Path, tmp_path: Path) -> None:
    """The environment's fault, in one line. (A file in its path refuses root as well.)"""
    (tmp_path / "file").write_text("")
    said = run(katas, "init", "file/katas", cwd=tmp_path, status=3)
    assert said == "file/katas cannot be written: Not a directory.\n"


def test_what_it_says_of_itself(katas: Path, tmp_path: Path) -> None:
    """Version, help, and the question for a folder."""
    assert run(katas, "--version", cwd=tmp_path).startswith("katas 0.")
    assert "make kata day=7" in run(katas, "init", "--help", cwd=tmp_path)
    assert "katas init django-katas" in run(katas, "init", cwd=tmp_path, status=2)
