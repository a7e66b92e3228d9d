"""An unfit machine is told from a wrong answer: make doctor, and runs that were not judged."""

import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from katas.harness.doctor import command, machine, software
from katas.harness.doctor.finding import Finding
from katas.harness.learner import progress
from solutions.checks.support.tiny_project import RIGHT, Tiny

WITHOUT = """
import importlib.machinery as machinery
find = machinery.PathFinder.find_spec.__func__
machinery.PathFinder.find_spec = classmethod(
    lambda cls, name, *more: None if name == {!r} else find(cls, name, *more)
)
"""
NO_WRITING = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
"""
SERVER_TEST = '''
import pytest
from katas.harness.answers import Answer
from katas.harness.meters import servers
from katas.harness.verdicts import require

answer = Answer("katas.day09_tiny.answer")


@pytest.mark.task(1)
def test_on_a_server():
    """It serves."""
    with servers.uvicorn("nothing:app"):
        pass


@pytest.mark.task(2)
def test_shout():
    """Text comes back in capitals."""
    require(answer.shout("a") == "A", asked="", expected="A", got="")
'''
MEMORY_TEST = "import katas.harness.meters.memory\n"


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return Tiny(tmp_path / "katas")


def with_start(tmp_path: Path, tiny: Tiny, code: str) -> dict[str, str]:
    """Variables under which each Python process runs the code when it starts."""
    folder = tmp_path / "start"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(textwrap.dedent(code))
    return {"PYTHONPATH": f"{folder}:{tiny.root}"}


def check(name: str) -> list[Finding]:
    found = next(check for check in command.REMEDIES if check.__name__ == name)
    return list(command.found_by(found))


def test_this_machine_is_fit(tiny: Tiny) -> None:
    """On a machine that runs the checks, doctor ends with 0, and each line begins with its sign."""
    status, output = tiny.run("katas", "doctor")
    assert status == 0, output
    assert "All that the katas need is here." in output
    for part in ("Python 3.", "memray measures", "127.0.0.1", "can be written", "MiB are free"):
        assert part in output


def test_every_fault_has_a_remedy(tiny: Tiny, tmp_path: Path) -> None:
    """What is not right is marked, has a remedy below it, and makes the status 3."""
    start = with_start(tmp_path, tiny, WITHOUT.format("memray"))
    (tiny.root / ".katas-progress").mkdir()
    status, output = tiny.run("katas", "doctor", **start)
    assert status == 3
    assert "make setup" in output.partition(" x  memray")[2]
    assert "mv .katas-progress" in output.partition(" x  .katas-progress")[2]
    assert "2 to put right" in output


def test_folders_that_cannot_be_written(tiny: Tiny, tmp_path: Path) -> None:
    """A machine that takes no file is unfit, and doctor lives to say so."""
    status, output = tiny.run("katas", "doctor", **with_start(tmp_path, tiny, NO_WRITING))
    assert status == 3
    assert "TMPDIR" in output.partition(" x  places to write")[2]


def test_a_check_that_breaks_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a check meets, doctor goes on and shows it with a remedy."""

    def broken() -> Iterator[Finding]:
        raise OSError("no such luck")
        yield

    monkeypatch.setitem(command.REMEDIES, broken, "try again")
    assert list(command.found_by(broken)) == [
        Finding("x", "broken: OSError: no such luck", "try again")
    ]


def test_packages_out_of_range(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package of another version than pyproject.toml asks for is named, with its range."""
    monkeypatch.setattr(software.importlib.metadata, "version", lambda name: "0.1")
    assert any(f.sign == "x" and f.text.startswith("django 0.1 is not") for f in check("packages"))


def test_too_little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Little disk space or memory is a fault; memory that cannot be told is none."""
    monkeypatch.setattr(machine, "DISK_MIB", 10**9)
    monkeypatch.setattr(machine, "available_mib", lambda: 17)
    assert {finding.sign for finding in check("disk_space") + check("memory")} == {"x"}
    monkeypatch.setattr(machine, "available_mib", lambda: None)
    assert [finding.sign for finding in check("memory")] == ["-"]


def test_what_is_not_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """No nginx and no watchfiles are no fault."""
    monkeypatch.setattr("katas.harness.meters.servers.nginx_program", lambda: None)
    monkeypatch.setattr(machine, "find_spec", lambda name: None)
    assert {finding.sign for finding in check("nginx") + check("file_watching")} == {"-"}


def test_windows_is_pointed_to_wsl(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows itself, the remedy is WSL."""
    monkeypatch.setattr(software.os, "name", "nt")
    monkeypatch.setattr(software, "relative", str)
    monkeypatch.setattr(software, "Path", str)
    (finding,) = software.python()
    assert (finding.sign, "wsl --install" in finding.remedy) == ("x", True)


def test_progress_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A progress file without the right to write is a fault with its chmod."""
    file = tmp_path / ".katas-progress"
    file.touch()
    monkeypatch.setattr(progress, "FILE", file)
    monkeypatch.setattr(machine.os, "access", lambda path, mode: False)
    assert [finding.remedy for finding in check("places_to_write")] == ["chmod u+w .katas-progress"]


# Runs ---------------------------------------------------------------------------------------------


def test_missing_server_is_no_red_task(tiny: Tiny, tmp_path: Path) -> None:
    """Without uvicorn its task is not judged: status 3, the remedy, and no red mark."""
    tiny.tests.write_text(SERVER_TEST)
    status, output = tiny.kata(**with_start(tmp_path, tiny, WITHOUT.format("uvicorn")))
    assert status == 3, output
    assert "Not judged: the environment" in output
    assert "uvicorn is not installed\nInstall what the katas need: make setup" in output
    assert "make doctor" in output
    assert " x " not in output


def test_missing_meter_is_no_red_task(tiny: Tiny, tmp_path: Path) -> None:
    """Without memray nothing can be judged: status 3, what is missing, and no red mark."""
    tests = tiny.tests
    tests.write_text(MEMORY_TEST + tests.read_text())
    status, output = tiny.kata(**with_start(tmp_path, tiny, WITHOUT.format("memray")))
    assert status == 3, output
    assert "Not judged: the environment" in output
    assert "No module named 'memray'" in output
    assert " x " not in output


def test_answer_that_breaks_the_tests_import(tiny: Tiny) -> None:
    """If tests cannot be loaded because the answer cannot, it is the answer's fault: status 1."""
    tests = tiny.tests
    tests.write_text(f"import katas.day09_tiny.answer\n{tests.read_text()}")
    tiny.answer.write_text("def double(x:\n")
    status, output = tiny.kata()
    assert status == 1, output
    assert "answer.py does not load" in output


@pytest.mark.parametrize("command", ["kata", "compare"])
def test_no_place_for_temporary_files(tiny: Tiny, tmp_path: Path, command: str) -> None:
    """Where no file can be written nothing is judged: status 3 and one message, no traceback."""
    tiny.answer.write_text(RIGHT.replace("2 * x", "3 * x"))
    options = ["--force"] if command == "compare" else []
    references = tiny.root / "solutions" / tiny.day.name
    references.mkdir(parents=True)
    (references / "answer.py").write_text(RIGHT)
    start = with_start(tmp_path, tiny, NO_WRITING)
    status, output = tiny.run("katas", command, "9", *options, **start)
    assert (status, "Not judged: the environment" in output) == (3, True), output
    assert "Traceback" not in output
    assert sys.executable not in output
