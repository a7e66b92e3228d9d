"""The set-up script does no work twice, repairs what broke and says clearly what is wrong."""

import ast
import errno
import fcntl
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from katas.harness import environment
from katas.harness.environment import LOG, STAMP, Python, Trouble

PYPROJECT = """
[project]
requires-python = ">=3.11"
dependencies = ["django >=5.2"]
optional-dependencies.dev = ["ruff"]
optional-dependencies.postgres = ["psycopg"]

[tool.ruff]
line-length = 100
"""
Run = Callable[..., int]
UV = "/a/folder/uv"


class Commands(list[list[str]]):
    """Stands in for the commands of a set-up: notes them, and makes the folders that they make."""

    interrupted = uv_fails = False

    def run(self, _: object, command: list[object], doing: str, log: Path, lock: int) -> None:
        self.append([str(part) for part in command])
        venv = log.parent
        assert venv.is_dir(), "the venv's folder holds the log, so it is there before any command"
        if command[0] == UV:
            if self.uv_fails:
                raise environment.Trouble("uv failed", "")
            add(venv, "katas-0.1", "Django-5.2")
        elif command[2] == "venv":
            (venv / "pyvenv.cfg").touch()
            (venv / "bin").mkdir()
            (venv / "bin" / "python").symlink_to(str(command[0]))
        elif command[2] == "ensurepip":
            add(venv, "pip-23.2")
        else:
            add(venv, "katas-0.1", "Django-5.2")
            if self.interrupted:
                raise KeyboardInterrupt

    @property
    def modules(self) -> list[str]:
        """Which modules were run, emptied for the next look."""
        modules = [command[2] for command in self]
        self.clear()
        return modules


def add(venv: Path, *distributions: str) -> None:
    for name in distributions:
        packages = venv / "lib" / "python3.11" / "site-packages"
        (packages / f"{name}.dist-info").mkdir(parents=True, exist_ok=True)


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> Commands:
    commands = Commands()
    monkeypatch.setattr(environment.Progress, "run", lambda *args: commands.run(*args))
    return commands


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout that holds nothing but a pyproject.toml; the script takes it for its own."""
    root = tmp_path / "check out"
    root.mkdir()
    (root / "pyproject.toml").write_text(PYPROJECT)
    monkeypatch.setattr(environment, "ROOT", root)
    return root


@pytest.fixture
def run(checkout: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the script with these arguments; returns its exit status."""
    monkeypatch.setattr(environment.signal, "signal", lambda *_: None)
    monkeypatch.setattr(environment.shutil, "which", lambda name: None)  # uv, if the machine has it

    def run(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["environment.py", *arguments])
        return environment.main()

    return run


def test_old_pythons_can_read_it() -> None:
    """Python 3.4 parses the script: no f-string, nothing newer."""
    tree = ast.parse(Path(environment.__file__).read_text(), feature_version=(3, 4))
    assert not [node.lineno for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]


def test_needs_the_standard_library_only() -> None:
    """It runs before anything is installed."""
    tree = ast.parse(Path(environment.__file__).read_text())
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    assert {str(name).partition(".")[0] for name in names} <= sys.stdlib_module_names


class TestWork:
    """What is done, and what is not done again."""

    def test_the_second_run_does_nothing(self, run: Run, commands: Commands) -> None:
        """A sound environment costs no command, and no word."""
        assert run() == 0
        assert commands.modules == ["venv", "ensurepip", "pip"]
        assert run() == 0
        assert commands.modules == []

    def test_is_quiet_when_ready(self, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
        """The learner sees a day's result, not a set-up that has nothing to do."""
        run()
        capsys.readouterr()
        run()
        assert capsys.readouterr() == ("", "")

    def test_touching_pyproject_changes_nothing(
        self, run: Run, commands: Commands, checkout: Path
    ) -> None:
        """Only the dependencies count: not the file's time, not another tool's table."""
        run()
        commands.clear()
        (checkout / "pyproject.toml").write_text(PYPROJECT.replace("100", "90"))
        run()
        assert commands.modules == []

    def test_changed_dependencies_are_installed(
        self, run: Run, commands: Commands, checkout: Path
    ) -> None:
        """pip runs again, in the same venv, and only once."""
        run()
        commands.clear()
        (checkout / "pyproject.toml").write_text(PYPROJECT.replace("5.2", "5.3"))
        run()
        run()
        assert commands.modules == ["pip"]

    def test_dev_is_added_and_stays(self, run: Run, commands: Commands, checkout: Path) -> None:
        """`make test` adds its tools to the learner's venv; `make kata` then leaves them there."""
        run()
        commands.clear()
        run("--dev")
        assert commands[-1][-1] == ".[dev]"
        run()
        assert commands.modules == ["pip"]
        (checkout / "pyproject.toml").write_text(PYPROJECT.replace("5.2", "5.3"))
        run()
        assert commands[-1][-1] == ".[dev]"

    def test_postgres_is_added_and_stays(self, run: Run, commands: Commands) -> None:
        """The first db=postgres adds its packages; what is there already is kept beside them."""
        run("--dev")
        commands.clear()
        run("--postgres")
        assert commands[-1][-1] == ".[dev,postgres]"
        commands.clear()
        run("--postgres")
        run("--dev")
        assert not commands

    def test_another_python_has_its_own(
        self, run: Run, commands: Commands, checkout: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """python=3.13 leaves .venv alone."""
        monkeypatch.setattr(environment, "find", lambda _: Python("3.13.1", sys.executable, ""))
        run("--python", "3.13")
        assert (checkout / ".venv-3.13" / STAMP).is_file()
        assert not (checkout / ".venv").exists()

    def test_touches_nothing_else(self, run: Run, checkout: Path) -> None:
        """The learner's files are not the set-up's business."""
        run()
        assert sorted(path.name for path in checkout.iterdir()) == [".venv", "pyproject.toml"]

    def test_waits_for_another_set_up(
        self, checkout: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        """Of two at once the second says that it waits, and then finds the work done."""
        folder = os.open(checkout, os.O_RDONLY)
        fcntl.flock(folder, fcntl.LOCK_EX)
        release = threading.Timer(0.3, os.close, [folder])
        release.start()
        with environment.only_one():
            release.join()
        assert "waiting for it" in capfd.readouterr().out


class TestInstaller:
    """uv where it is there and manages, else pip; never into another place than the venv."""

    @pytest.mark.parametrize(("fails", "used"), [(False, 1), (True, 3)])
    def test_uv(
        self, run: Run, commands: Commands, monkeypatch: pytest.MonkeyPatch, fails: bool, used: int
    ) -> None:
        """It is told the venv's Python; if it fails, pip is added and has its turn."""
        commands.uv_fails = fails
        monkeypatch.setattr(environment.shutil, "which", lambda name: UV)
        assert run() == 0
        _, quick, *others = [list(command) for command in commands]
        assert quick[0] == UV and quick[quick.index("--python") + 1].endswith("/.venv/bin/python")
        assert [command[2] for command in others] == ["ensurepip", "pip"][: used - 1]

    @pytest.mark.parametrize("section", ["global", "install"])
    @pytest.mark.parametrize("name", ["target", "prefix", "root"])
    def test_configuration_of_pips_that_leads_elsewhere(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, section: str, name: str
    ) -> None:
        """A real pip reads it; it is named by the name that `pip config unset` takes."""
        pytest.importorskip("pip", reason="uv makes environments without it")
        file = tmp_path / "pip.conf"
        file.write_text(f"[{section}]\n{name} = /a/folder\n")
        monkeypatch.setenv("PIP_CONFIG_FILE", str(file))
        pip = [sys.executable, "-m", "pip"]
        assert environment.astray(pip) == f"{section}.{name}='/a/folder'"
        monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
        assert environment.astray(pip) == ""


class TestRepair:
    """Whatever happened to the venv, the next run puts it right, and says why."""

    @pytest.fixture
    def venv(self, run: Run, commands: Commands, checkout: Path) -> Path:
        run()
        commands.clear()
        return checkout / ".venv"

    def test_after_ctrl_c(
        self, run: Run, commands: Commands, checkout: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """An interrupted set-up ends with one line and status 130; the next starts afresh."""
        commands.interrupted = True
        assert run() == 130
        assert capsys.readouterr().err.strip().count("\n") == 0
        commands.interrupted = False
        commands.clear()
        assert run() == 0
        assert "did not come to its end" in capsys.readouterr().out
        assert commands.modules == ["venv", "ensurepip", "pip"]

    def test_after_a_kill_while_the_stamp_is_written(
        self, run: Run, commands: Commands, venv: Path
    ) -> None:
        """Half a stamp is no stamp."""
        (venv / STAMP).write_text('{"place": "/ho')
        run()
        assert commands.modules == ["venv", "ensurepip", "pip"]

    def test_moved_folder(
        self,
        run: Run,
        commands: Commands,
        venv: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        """A venv holds absolute paths: in another folder it is made anew."""
        moved = venv.parent.with_name("moved")
        venv.parent.rename(moved)
        monkeypatch.setattr(environment, "ROOT", moved)
        run()
        assert commands.modules == ["venv", "ensurepip", "pip"]
        assert ".venv was made in another folder" in capsys.readouterr().out

    def test_python_gone(self, run: Run, commands: Commands, venv: Path) -> None:
        """After an upgrade of Python the venv's link leads nowhere."""
        (venv / "bin" / "python").unlink()
        (venv / "bin" / "python").symlink_to("/nowhere/python3.11")
        run()
        assert commands.modules == ["venv", "ensurepip", "pip"]

    def test_package_gone(self, run: Run, commands: Commands, venv: Path) -> None:
        """A package that was removed is put back."""
        shutil.rmtree(venv / "lib" / "python3.11" / "site-packages" / "Django-5.2.dist-info")
        run()
        run()
        assert commands.modules == ["pip"]

    def test_all_packages_gone(self, run: Run, commands: Commands, venv: Path) -> None:
        """pip itself is put back first."""
        shutil.rmtree(venv / "lib")
        run()
        assert commands.modules == ["ensurepip", "pip"]


class TestNotOurs:
    """A .venv that was there before."""

    def test_of_another_tool_is_kept(
        self, run: Run, commands: Commands, checkout: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """One that uv made has no pip: it is added, and what was there stays."""
        (checkout / ".venv" / "bin").mkdir(parents=True)
        (checkout / ".venv" / "pyvenv.cfg").touch()
        (checkout / ".venv" / "bin" / "python").symlink_to(sys.executable)
        add(checkout / ".venv", "ipdb-1.0")
        commands.interrupted = True
        assert run() == 130
        commands.interrupted = False
        assert run() == 0
        assert "was not made by this project: it is kept" in capsys.readouterr().out
        assert commands.modules == ["ensurepip", "pip", "pip"]
        assert "ipdb" in environment.installed(checkout / ".venv")

    def test_with_no_python_that_fits_is_made_anew(
        self, run: Run, commands: Commands, checkout: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A Python that does not run, or an old one, is of no use."""
        (checkout / ".venv").mkdir()
        (checkout / ".venv" / "pyvenv.cfg").touch()
        run()
        assert commands.modules == ["venv", "ensurepip", "pip"]
        assert "it is made anew" in capsys.readouterr().out

    def test_that_is_no_venv_is_left_alone(
        self, run: Run, commands: Commands, checkout: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Nothing that may be a person's work is ever removed."""
        (checkout / ".venv").mkdir()
        (checkout / ".venv" / "notes.txt").touch()
        assert run() == 3
        assert "is there, but it is not a Python environment" in capsys.readouterr().err
        assert (checkout / ".venv" / "notes.txt").exists()


class TestMessages:
    """One message: what is wrong, what was found, what to do. Status 3."""

    @pytest.fixture
    def message(self, run: Run, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
        def message(*arguments: str) -> str:
            assert run(*arguments) == 3
            captured = capsys.readouterr()
            assert "Traceback" not in captured.err
            return captured.err

        return message

    def test_old_python(self, message: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
        """It names the Python that was found, where it looked, and how to name another."""
        monkeypatch.setattr(environment, "OLDEST", (99, 0))
        monkeypatch.setattr(environment, "find", lambda _: None)
        text = message()
        assert f"python3 is Python {sys.version.split()[0]} ({sys.executable})" in text
        assert "has 3.13 or 3.12 or 3.11" in text
        assert "make setup python=3.12" in text

    def test_old_python_with_a_newer_one_at_hand(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """It goes on under the newer one, and says so."""

        class Handed(Exception):
            pass

        def execv(path: str, command: list[str]) -> None:
            raise Handed(path, *command)

        monkeypatch.setattr(environment, "OLDEST", (99, 0))
        monkeypatch.setattr(
            environment, "find", lambda version: Python("3.12.1", "/new/python", "")
        )
        monkeypatch.setattr(environment.os, "execv", execv)
        with pytest.raises(Handed) as handed:
            run("--dev")
        assert handed.value.args == (
            "/new/python", "/new/python", "-I", environment.__file__, "--dev"
        )  # fmt: skip
        assert "too old.\nUsing /new/python." in capsys.readouterr().out

    def test_version_not_there(
        self, message: Callable[..., str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """It says where it looked and how to install that version."""
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
        text = message("--python", "3.12")
        assert "No Python 3.12 was found" in text
        assert "pyenv install 3.12" in text

    @pytest.mark.parametrize("name", ["3.9", "3", "three", "3.13.1", "../x"])
    def test_version_of_no_use(self, message: Callable[..., str], name: str) -> None:
        """It says how to name a version, and names no folder by what was given."""
        assert f"python={name} does not name a Python that the kata can use" in message(
            "--python", name
        )

    def test_without_sqlite(
        self, message: Callable[..., str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A Python that was built without it is no use; the remedy names another."""
        python = Python("3.12.1", "/usr/bin/python3", "_sqlite3")
        monkeypatch.setattr(environment, "probe", lambda path: python)
        said = message()
        assert "has no _sqlite3" in said and "make setup python=3.13" in said

    def test_debian_without_venv(
        self, message: Callable[..., str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It names Debian's package, version included."""
        found = Python("3.11.2", "/usr/bin/python3.11", "ensurepip")
        monkeypatch.setattr(environment, "probe", lambda _: found)
        text = message()
        assert "Python 3.11.2 (/usr/bin/python3.11) has no ensurepip" in text
        assert "sudo apt install python3.11-venv" in text

    def test_windows(self, message: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
        """It points to WSL, and says why."""
        monkeypatch.setattr(environment, "os", SimpleNamespace(name="nt"))
        text = message()
        assert "memray" in text
        assert "wsl --install" in text

    @pytest.mark.parametrize(
        ("number", "words"),
        [(errno.EACCES, "cannot be written"), (errno.ENOSPC, "The disk is full")],
    )
    def test_folder_that_takes_nothing(
        self,
        message: Callable[..., str],
        monkeypatch: pytest.MonkeyPatch,
        number: int,
        words: str,
    ) -> None:
        """Not writable and full are told apart."""

        def mkdir(path: Path) -> None:
            raise OSError(number, os.strerror(number), str(path))

        monkeypatch.setattr(Path, "mkdir", mkdir)
        assert words in message()

    @pytest.mark.parametrize(
        ("output", "words"),
        [
            ("ERROR: Failed building wheel for memray", "make setup python=3.13"),
            ("Retrying after NewConnectionError", "Check the network or proxy"),
            ("ERROR: [Errno 28] No space left on device", "The disk is full"),
        ],
    )
    def test_pip_failed(self, tmp_path: Path, output: str, words: str) -> None:
        """The last lines, the whole log's path, and a remedy that fits."""
        log = tmp_path / LOG
        log.write_text(f"Collecting django\n{output}\n\n[notice] A new release of pip is there\n")
        wrong, remedy = environment.failure("pip", log).args
        assert words in wrong + remedy
        if "disk" not in wrong:
            assert wrong.startswith("pip failed")
            assert f"  {output}\n" in wrong
            assert str(log) in wrong
            assert "[notice]" not in wrong


class TestProgress:
    """A real command, its output in the log."""

    def test_failure_is_reported_from_the_log(self, tmp_path: Path) -> None:
        """The learner sees the end of what the command said."""
        code = "import sys; print('the reason'); sys.exit(2)"
        with pytest.raises(Trouble, match="the reason"):
            environment.Progress().run(
                [sys.executable, "-c", code], "trying", tmp_path / LOG, os.dup(0)
            )

    def test_ctrl_c_leaves_no_process(
        self, tmp_path: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What the command itself has started ends too."""
        code = "import subprocess as s; print(s.Popen(['sleep', '60']).pid, flush=True); s.sleep"
        code = code.replace("s.sleep", "import time; time.sleep(60)")
        log = tmp_path / LOG

        def interrupt(_: float) -> None:
            if log.read_text().strip():
                raise KeyboardInterrupt

        monkeypatch.setattr(
            environment, "time", SimpleNamespace(monotonic=time.monotonic, sleep=interrupt)
        )
        with pytest.raises(KeyboardInterrupt):
            environment.Progress().run([sys.executable, "-c", code], "waiting", log, os.dup(0))
        state = subprocess.run(
            ["ps", "-o", "stat=", "-p", log.read_text().split()[0]],
            capture_output=True, text=True, check=False,
        ).stdout  # fmt: skip
        assert state.strip()[:1] in ("", "Z")

    @pytest.mark.parametrize(
        ("line", "doing"),
        [
            ("Collecting django<5.3,>=5.2 (from katas==0.1.0)\n", "fetching django"),
            (
                "  Downloading rich-15.0.0-py3-none-any.whl (9 kB)",
                "fetching rich-15.0.0-py3-none-any.whl",
            ),
            ("Installing collected packages: a, b, c", "installing 3 packages"),
            ("Installing collected packages: katas", "installing 1 package"),
            ("WARNING: something", ""),
        ],
    )
    def test_activity(self, line: str, doing: str) -> None:
        """pip's lines, in a few words."""
        assert environment.activity(line) == doing


def test_pyenv_shims_and_versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shim that runs nothing is passed over; pyenv's newest version of that number is taken."""
    shims = tmp_path / "shims"
    shims.mkdir()
    (shims / "python3.13").write_text("#!/bin/sh\nexit 127\n")
    (shims / "python3.13").chmod(0o755)
    for version in ("3.13.9", "3.13.10", "3.1.3"):
        python = tmp_path / "versions" / version / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.write_text(f"#!/bin/sh\nprintf '{version}\\n%s\\n\\n' \"$0\"\n")
        python.chmod(0o755)
    monkeypatch.setenv("PATH", str(shims))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    found = environment.find("3.13")
    assert found is not None
    assert found.version == "3.13.10"


def test_a_python_describes_itself() -> None:
    """The interpreter beneath a venv is named: the venv may be the one to be made anew."""
    found = environment.probe(sys.executable)
    assert found is not None
    assert found.version == sys.version.split()[0]
    assert found.path == getattr(sys, "_base_executable", sys.executable)
    assert environment.probe("/nowhere/python") is None
