"""A throw-away project with one tiny day: the harness tried on answers of every kind, quickly."""

import compileall
import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

from katas.harness.answers import KATAS
from solutions.checks.support.pty_terminal import Terminal

DAY = "day09_tiny"
# pytest's bytecode tells the path of the original, Python's is the copy's own.
NOT_COPIED = "day[0-9]*", "*-pytest-*.pyc"
MANIFEST = """
title = "A tiny day"
summary = "for the checks"
answers = ["answer.py"]
time_limit = 1
done = "It is done."

[[tasks]]
title = "First"
points = 60
rule = "double doubles"
hints = ["a", "b", "c"]

[[tasks]]
title = "Second"
points = 40
rule = "shout shouts"
hints = ["a", "b", "c"]
"""
TESTS = '''
import pytest
from factory.random import randgen
from katas.harness.answers import Answer
from katas.harness.verdicts import Figure, NotRun, Unfit, require

answer = Answer("katas.day09_tiny.answer")


@pytest.mark.task(1)
def test_double():
    """A number comes back doubled."""
    number = randgen.randrange(10, 10**9)
    got = answer.double(number)
    require(
        got == 2 * number,
        asked=f"double({number})",
        expected=2 * number,
        got=got,
        figures=[Figure("calls", "", 1, allowed=2)],
    )


@pytest.mark.task(1)
def test_double_of_zero():
    """Zero stays zero."""
    require(answer.double(0) == 0, asked="double(0)", expected=0, got=answer.double(0))


@pytest.mark.task(2)
def test_shout():
    """Text comes back in capitals."""
    require(answer.shout("a") == "A", asked='shout("a")', expected="A", got=answer.shout("a"))
'''
PICTURES = """
from katas.day09_tiny.tests.test_answer import answer
from katas.harness.pictures.charts import Bar, Bars
from katas.harness.pictures.data import Panel, Picture

ROUNDS = 2


def once():
    return answer.double(21)


def each_round():
    return {"ms": 1.5}


def pictures(sides):
    bars = [Bar(side.name, side.once, side.name) for side in sides]
    return [Picture("Doubled", "It is seen.", [Panel("", Bars("of 21", bars))], is_timed=True)]
"""
RIGHT = "def double(x):\n    return 2 * x\n\n\ndef shout(x):\n    return x.upper()\n"


@functools.cache
def compile_harness() -> None:
    """Once for all copies: each of their processes would do so by itself."""
    for folder in (KATAS / "harness", KATAS / "newsroom"):
        compileall.compile_dir(folder, quiet=2)


def environ_without(**variables: str) -> dict[str, str]:
    """The variables of a process that nothing of these checks' own is to reach; and others."""
    drop = ("KATAS_ANSWERS", "KATAS_MAKE", "PYTEST_ADDOPTS")
    return {**{k: v for k, v in os.environ.items() if k not in drop}, **variables}


class Tiny:
    """The project in `root`; `answer` is the day's answer file, `tests` its test module."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.day = root / "katas" / DAY
        compile_harness()
        shutil.copytree(KATAS, root / "katas", ignore=shutil.ignore_patterns(*NOT_COPIED))
        shutil.copy(KATAS.parent / "pyproject.toml", root)
        self.day.mkdir()
        init = "from katas.harness.answers import extend_path\n"
        init += "__path__ = extend_path(__path__, __name__)\n"
        (self.day / "__init__.py").write_text(init)
        (self.day / "kata.toml").write_text(MANIFEST)
        self.tests = self.day / "tests" / "test_answer.py"
        self.tests.parent.mkdir()
        (self.tests.parent / "__init__.py").touch()
        self.tests.write_text(TESTS)
        (self.day / "README.md").write_text("# The lesson\n")
        self.answer = self.day / "answer.py"
        (self.day / "starter").mkdir()
        for folder in (self.day, self.day / "starter"):
            (folder / "answer.py").write_text(RIGHT)

    def environ(self, **variables: str) -> dict[str, str]:
        """The variables of a process that works on this project."""
        own = {"PYTHONPATH": str(self.root), "COLUMNS": "80"}
        return environ_without(**own | variables)

    def start(self, *arguments: str, **variables: str) -> "subprocess.Popen[str]":
        """`python -m ARGUMENTS` in the project."""
        return subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=self.root,
            env=self.environ(**variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def see(self, *arguments: str, **variables: str) -> Terminal:
        """`python -m ARGUMENTS` in the project, on a terminal."""
        environ = self.environ(**{"TERM": "xterm-256color", **variables})
        environ = {
            k: v for k, v in environ.items() if k not in ("COLUMNS", "NO_COLOR") or variables.get(k)
        }
        return Terminal([sys.executable, "-m", *arguments], self.root, environ)

    def run(self, *arguments: str, **variables: str) -> tuple[int, str]:
        """Status and output of `python -m ARGUMENTS` in the project."""
        process = self.start(*arguments, **variables)
        output, _ = process.communicate(timeout=90)
        return process.returncode, output

    def kata(self, *arguments: str, **variables: str) -> tuple[int, str]:
        """Status and output of `python -m katas kata 9`."""
        return self.run("katas", "kata", "9", *arguments, **variables)
