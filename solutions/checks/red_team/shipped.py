"""Submissions that hand in more, or something other, than an answer."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from solutions.checks.red_team.cases import WRONG, Case
from solutions.checks.support.tiny_project import RIGHT, TESTS

GREEN = """
import pytest


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call():
    yield
    return True


def pytest_runtest_call(item):
    item.obj = item.runtest = lambda *args, **kwargs: None
"""
LEAVE = "import os; os._exit(0)\n"
LENIENT = TESTS.replace("got == 2 * number", "True").replace("answer.double(0) == 0", "True")
# Beside the answer, in the day's folder.
BESIDE = {
    "conftest": {"conftest.py": GREEN},
    "pytest_ini": {"pytest.ini": "[pytest]\naddopts = --collect-only\n", "tox.ini": "[pytest]\n"},
    "sitecustomize": {"sitecustomize.py": LEAVE, "usercustomize.py": LEAVE, "answer.pth": LEAVE},
    "init": {"__init__.py": LEAVE},
    "own_tests": {"tests/test_answer.py": LENIENT, "kata.toml": "title = 'x'\n"},
    "own_harness": {"katas/harness/verdicts.py": "def require(*args, **kwargs): pass\n"},
    "shadowing": {"json.py": "1 / 0\n", "pytest.py": "1 / 0\n", "django/__init__.py": "1 / 0\n"},
    "compiled": {"__pycache__/answer.cpython-311.pyc": "x", "answer.pyc": "x", "answer.so": "x"},
}


def cases() -> list[Case]:
    row = "ships files"
    found = [Case(name, row, "intake", "failed", 0, 0, WRONG) for name in BESIDE]
    return found + [Case(name, row, "intake", "ungradable", 0, 0, "") for name in UNREAD]


def lay_out(case: Case, folder: Path) -> None:
    """Put the submission into a day's folder."""
    if case.name in UNREAD:
        UNREAD[case.name](folder / "answer.py")
        return
    for name, text in {"answer.py": WRONG, **BESIDE[case.name]}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def link(answer: Path) -> None:
    (answer.parent / "right.txt").write_text(RIGHT)
    answer.symlink_to("right.txt")


def zipped(answer: Path, name: str, content: bytes) -> None:
    with zipfile.ZipFile(answer.with_suffix(".zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)


UNREAD: dict[str, Callable[[Path], object]] = {
    "link": link,
    "zip_bomb": lambda answer: zipped(answer, "answer.py", bytes(50 * 2**20)),
    "zip_slip": lambda answer: zipped(answer, "../../answer.py", RIGHT.encode()),
    "not_utf8": lambda answer: answer.write_bytes(RIGHT.encode() + b"# \xff\n"),
    "huge_file": lambda answer: answer.write_bytes(RIGHT.encode() + b"#" * 2**20),
}
