"""The Makefile: what its commands take, and what is said of an option that none knows."""

import os
import re
import subprocess

import pytest

from katas.harness.answers import KATAS

TEXT = (KATAS.parent / "Makefile").read_text()
TAKES = {
    goal: set(names.split()) for goal, names in re.findall(r"^takes_(\w+) := (.*)$", TEXT, re.M)
}


def make(*arguments: str) -> tuple[int, str]:
    """Status and output of `make -n`, which only says what it would do.

    As from a shell: below `make test` it would name the folders that it enters and leaves.
    """
    own = ("MAKELEVEL", "MAKEFLAGS", "MFLAGS")
    environ = {name: value for name, value in os.environ.items() if name not in own}
    command = ["make", "-n", *arguments]
    ran = subprocess.run(
        command, cwd=KATAS.parent, env=environ, capture_output=True, text=True, check=False
    )
    return ran.returncode, ran.stdout + ran.stderr


def used_by(goal: str) -> set[str]:
    """The options that the goal's recipe hands on."""
    (recipe,) = re.findall(rf"^[\w ]*\b{goal}\b[\w ]*: .*\n((?:\t.*\n)+)", TEXT, re.M)
    names = set(re.findall(r"\$\(call (?:option|flag),(\w+)\)", recipe))
    for words in re.findall(r"\$\(foreach word,([\w ]+),", recipe):
        names |= set(words.split())
    names |= {"db"} if "$(db)" in recipe else set()
    return names | ({"day"} if "$(DAY)" in recipe else set())


@pytest.mark.parametrize("goal", sorted(TAKES))
def test_takes_what_its_recipe_hands_on(goal: str) -> None:
    """No option is refused that does something, none taken that does nothing."""
    assert TAKES[goal] == used_by(goal)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["kata", "day=6", "tsk=4"], "make kata knows no option tsk=. The nearest is task="),
        (["kata", "sede=1"], "The nearest is seed="),
        (["kata", "Day=6"], "make kata knows no option Day=. The nearest is day="),
        (["hint", "day=6", "seed=1"], "make hint knows no option seed="),
        (["progress", "day=6"], "It takes python"),
    ],
)
def test_option_that_it_does_not_know(arguments: list[str], said: str) -> None:
    """It is not ignored in silence: status 2, and the nearest one is named."""
    status, output = make(*arguments)
    assert (status, said in output) == (2, True), output


def test_options_that_it_knows() -> None:
    """Each is handed on; variables of make's own and of the environment are no matter."""
    status, output = make("kata", "day=6", "task=4", "seed=7", "python=", "SHELL=/bin/bash")
    assert (status, "katas kata '6' --task '4' --seed '7'" in " ".join(output.split())) == (
        0,
        True,
    ), output


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["kat", "day=6"], 2, "There is no command make kat. The nearest is kata."),
        (["kta"], 2, "There is no command make kta. The nearest is kata."),
        (["kata", "progres"], 2, "There is no command make progres. The nearest is progress."),
        (["x'y"], 2, "There is no command make x'y. make alone lists them."),
        (["README.md", "katas"], 0, "Nothing to be done for 'README.md'."),
        (["environment", "CFLAGS=-O2"], 0, "environment.py"),
    ],
)
def test_command_that_it_does_not_know(arguments: list[str], status: int, said: str) -> None:
    """It is told in one line, with the nearest; files are no commands, and targets stay targets."""
    found, output = make(*arguments)
    assert (found, said in output) == (status, True), output
    assert status == 0 or output.count("\n") == 1
