"""The house rules that a reader could break without noticing."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from katas.harness import days
from katas.harness.answers import KATAS
from solutions.checks.conftest import LONG
from solutions.checks.soundness import completeness

ROOT = KATAS.parent
TOP = {"katas", "solutions", "conftest.py", "pyproject.toml", "Makefile", "README.md"}
ALSO = {"LICENSE", "CHANGELOG.md"}
DAYS = days.present()


def tracked() -> list[Path]:
    """The files of the project."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).is_file()]


def imports(file: Path) -> set[str]:
    """Dotted names that a module imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.update({node.module, *(f"{node.module}.{alias.name}" for alias in node.names)})
    return found


def test_top_level_is_what_the_owner_fixed() -> None:
    """Nothing else stands at the top level."""
    names = {file.relative_to(ROOT).parts[0] for file in tracked()}
    assert {name for name in names if not name.startswith(".")} <= TOP | ALSO
    assert names >= TOP


def test_every_day_can_be_read() -> None:
    """No folder of a day is left out for its name, its number or its kata.toml."""
    assert days.broken() == {}


@pytest.mark.parametrize("day", DAYS, ids=lambda day: day.name)
def test_day_is_complete(day: days.Day) -> None:
    """A day has all that a day has to have, as soundness says as well."""
    assert completeness.faults(day) == []


def test_hand_out_does_not_know_the_solutions() -> None:
    """Nothing in katas/ imports solutions/."""
    for file in KATAS.rglob("*.py"):
        assert not [name for name in imports(file) if name.partition(".")[0] == "solutions"], file


def test_harness_knows_no_day() -> None:
    """The harness and the newsroom import no day by name, and days do not import each other."""
    for file in KATAS.rglob("*.py"):
        own = file.relative_to(KATAS).parts[0]
        for name in imports(file):
            found = re.match(r"katas\.(day\d\d_\w+)", name)
            assert not found or found[1] == own, f"{file} imports {name}"


def test_nothing_imports_tracemalloc() -> None:
    """Memory is measured with memray."""
    for file in tracked():
        if file.suffix == ".py":
            assert "tracemalloc" not in {name.partition(".")[0] for name in imports(file)}, file


def test_no_package_host_is_named() -> None:
    """No tracked file names a package host."""
    hosts = re.compile(r"https?://[\w.-]*(" + "|".join(["py" + "pi", "python" + "hosted"]) + ")")
    for file in tracked():
        assert not hosts.search(file.read_text(encoding="utf-8", errors="replace")), file


COLLECT = """
import sys
import pytest

class Look:
    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items):
        print("collected", len(items))
        print("loaded", [name for name in sys.argv[2:] if name in sys.modules])

pytest.main(["--collect-only", "-q", sys.argv[1]], plugins=[Look()])
"""


@pytest.mark.parametrize("day", DAYS, ids=lambda day: day.name)
def test_collecting_does_not_load_the_answer(day: days.Day) -> None:
    """A run can wait for a save with its tests collected: none of them has loaded the answer."""
    command = [sys.executable, "-c", COLLECT, str(day.folder), *day.modules]
    output = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    assert re.search(r"^collected [1-9]", output, re.MULTILINE), output
    assert "loaded []" in output


def test_long_modules_are_there() -> None:
    """Of a name that is none, no module would ever wait for its turn."""
    folder = ROOT / "solutions" / "checks" / "tests"
    assert {*LONG} <= {file.name for file in folder.rglob("test_*.py")}
