"""Folders that should be days: what is wrong with one is told, and stops no other."""

from pathlib import Path

import pytest

from solutions.checks.support.tiny_project import MANIFEST, RIGHT, Tiny

MODELS = """
from django.db import models

class Account(models.Model):
    balance = models.IntegerField(default=0)
"""
OWN_MODEL = '''
@pytest.mark.django_db
@pytest.mark.task(2)
def test_account():
    """An account keeps what was paid in."""
    from katas.day09_tiny.bank.models import Account
    Account.objects.create(balance=answer.double(2))
    got = Account.objects.get().balance
    require(got == 4, asked="pay in 4", expected=4, got=got)
'''


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return Tiny(tmp_path)


def other_day(tiny: Tiny, name: str, manifest: str) -> None:
    """Another folder beside the tiny day's."""
    folder = tiny.root / "katas" / name
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "kata.toml").write_text(manifest)


@pytest.mark.parametrize(
    ("name", "manifest", "said"),
    [
        ("day08_other", "title = 3 =", "kata.toml cannot be read"),
        ("day08_other", MANIFEST.replace("summary", "sumary"), "'sumary': is it 'summary'?"),
        ("day08_other", MANIFEST.replace("rule", "rules", 1), "'rules': is it 'rule'? (task 1)"),
        ("day08_other", MANIFEST.replace("60", "50"), "points that add up to 90 instead of 100"),
        ("day08_other", MANIFEST.replace('"b", ', ""), "2 hints instead of 3"),
        ("day08_other", MANIFEST.replace('"b"', '" "'), "or an empty one"),
        ("day08_other", MANIFEST.replace('"b"', "2"), "kata.toml cannot be read"),
        ("day8_other", MANIFEST, "two digits and a name"),
    ],
)
def test_one_broken_day_stops_no_other(tiny: Tiny, name: str, manifest: str, said: str) -> None:
    """It is told to whoever asks for it, or for all days; another one runs as before."""
    other_day(tiny, name, manifest)
    assert tiny.kata()[0] == 0
    status, output = tiny.run("katas", "kata", "8")
    assert (status, said in output) == (3, True), output
    status, output = tiny.run("katas", "progress")
    assert (status, said in output, "A tiny day" in output) == (0, True, True), output
    status, output = tiny.run("pytest", "katas/day09_tiny", "-q")
    assert (status, "3 passed" in output) == (0, True), output


def test_two_days_of_one_number(tiny: Tiny) -> None:
    """Neither is run in silence: both are named."""
    other_day(tiny, "day09_other", MANIFEST)
    status, output = tiny.kata()
    assert (status, "day09_other and day09_tiny are both day 9" in output) == (3, True), output


def test_what_git_left_behind_is_no_day(tiny: Tiny) -> None:
    """A folder that holds nothing but what Python has compiled is passed over."""
    (tiny.root / "katas" / "day08_gone" / "__pycache__").mkdir(parents=True)
    status, output = tiny.run("katas", "progress")
    assert (status, "Left out" in output) == (0, False), output


def test_a_day_may_bring_models_of_its_own(tiny: Tiny, tmp_path: Path) -> None:
    """apps = ["bank"] in kata.toml: its tables are there, and an overlay's answer is found."""
    bank = tiny.day / "bank"
    bank.mkdir()
    (bank / "__init__.py").touch()
    (bank / "models.py").write_text(MODELS)
    (tiny.day / "kata.toml").write_text(
        MANIFEST.replace("time_limit", 'apps = ["bank"]\ntime_limit')
    )
    tiny.tests.write_text(tiny.tests.read_text() + OWN_MODEL)
    status, output = tiny.kata()
    assert (status, "100 of 100 points" in output) == (0, True), output
    answers = tmp_path / "answers" / "day09_tiny"
    answers.mkdir(parents=True)
    (answers / "answer.py").write_text(RIGHT.replace("2 * x", "3 * x"))
    for command in (["katas", "kata", "9"], ["pytest", "katas/day09_tiny"]):
        status, output = tiny.run(*command, "--answers", str(answers.parent))
        assert (status, "expected" in output) == (1, True), output


def test_a_day_that_takes_no_other_answer(tiny: Tiny) -> None:
    """Without extend_path in its __init__.py: status 4, and what is to stand there."""
    (tiny.day / "__init__.py").write_text("")
    folder = tiny.root / "answers" / "day09_tiny"
    folder.mkdir(parents=True)
    (folder / "answer.py").write_text(RIGHT)
    status, output = tiny.kata("--answers", str(folder.parent))
    assert (status, "__path__ = extend_path(__path__, __name__)" in output) == (4, True), output


def test_the_kata_s_own_fault_is_headed_as_such(tiny: Tiny) -> None:
    """With the line of the test; the environment is not blamed."""
    bug = tiny.tests.read_text().replace('    """Zero', '    {}["gone"]\n    """Zero')
    tiny.tests.write_text(bug)
    status, output = tiny.kata()
    assert (status, "Not judged: a fault of the kata" in output) == (3, True), output
    assert "tests/test_answer.py:" in output and "in test_double_of_zero" in output, output
    assert "Not judged: the environment" not in output


def test_reset_without_a_starter(tiny: Tiny) -> None:
    """It says what is missing and where it comes from, and leaves the answer alone."""
    (tiny.day / "starter" / "answer.py").unlink()
    status, output = tiny.run("katas", "reset", "9")
    assert (status, "there is no starter to put back" in output) == (3, True), output
    assert "make doctor" not in output
    assert tiny.answer.read_text() == RIGHT
