"""Hints fit what is red: the three steps, and the mistakes that are known by their marks."""

import dataclasses
from pathlib import Path

import pytest

from katas.harness import days
from katas.harness.commands import mistake_tour
from katas.harness.learner import mistakes
from solutions import SOLUTIONS
from solutions.checks.soundness import candidates, messages, mistakes_file
from solutions.checks.soundness.candidates import Candidate
from solutions.checks.support.tiny_project import RIGHT, Tiny

DAYS = days.present()
WRONG = RIGHT.replace("2 * x", "3 * x")
SENTENCE = "Zero is no proof: what is twice 1?"


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    """A project whose mistake "double is red, zero is not" has a sentence."""
    tiny = Tiny(tmp_path)
    mark = mistakes.mark(["test_double"])
    (tiny.tests.parent / "mistakes.toml").write_text(f'{mark} = "{SENTENCE}"\n')
    return tiny


@pytest.mark.parametrize("day", DAYS, ids=lambda day: day.name)
def test_marks_are_what_soundness_sees(day: days.Day) -> None:
    """mistakes.toml, the chaffs' hints and the messages agree, and hints are few enough."""
    assert mistakes_file.faults(day) == []


@pytest.mark.parametrize("day", DAYS, ids=lambda day: day.name)
def test_mistakes_give_nothing_away(day: days.Day) -> None:
    """A sentence is prose: no name of a test, of a chaff or of a variable, and no code."""
    assert not [text for text in mistakes.known(day).values() if set(text) & set("_`;={}[]")]


@pytest.mark.parametrize("day", DAYS, ids=lambda day: day.name)
def test_only_the_very_set_of_red_tests_is_named(day: days.Day) -> None:
    """Each chaff with a hint is named by its red tests; with one more, or one less, it is not."""
    for chaff in candidates.chaffs(day):
        red = messages.caught_by(day, chaff)
        assert mistakes.named(day, red) == chaff.hint
        assert not chaff.hint or mistakes.named(day, [*red, "test_another"]) == ""
    assert mistakes.named(day, []) == ""


def test_fault_of_two_chaffs_with_one_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chaffs that fail the same tests and tell the learner different things are a fault."""
    two = [Candidate("chaff", name, Path(), hint=f"{name}.") for name in ("one", "other")]
    monkeypatch.setattr(mistakes_file, "by_mark", lambda day: {"0" * 16: two})
    assert "one and other fail the same tests" in mistakes_file.faults(DAYS[0])[0]
    assert mistakes_file.sentences(DAYS[0]) == {}


def test_fault_of_an_old_manifest(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hint that was changed and not written to mistakes.toml is a fault, with the command."""
    before = mistakes_file.by_mark(DAYS[5])
    changed = {
        mark: [dataclasses.replace(chaff, hint=chaff.hint and "New.") for chaff in chaffs]
        for mark, chaffs in before.items()
    }
    monkeypatch.setattr(mistakes_file, "by_mark", lambda day: changed)
    assert "update=1" in mistakes_file.faults(DAYS[5])[-1]


def test_tests_that_could_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake is named where one of its tests could not run, unless two mistakes come into it."""
    known = {mistakes.mark(["a", "nginx"]): "A.", mistakes.mark(["b"]): "B."}
    monkeypatch.setattr(mistakes, "known", lambda day: known)
    assert mistakes.named(DAYS[0], ["a"]) == ""
    assert mistakes.named(DAYS[0], ["a"], ["nginx"]) == "A."
    known[mistakes.mark(["a"])] = "C."
    assert mistakes.named(DAYS[0], ["a"], ["nginx"]) == ""


def test_hint_names_the_mistake(tiny: Tiny) -> None:
    """After a run whose red tests are the mark of a mistake, the hint begins with its sentence."""
    tiny.answer.write_text(WRONG)
    tiny.kata()
    output = tiny.run("katas", "hint", "9")[1]
    assert SENTENCE in output
    assert output.index(SENTENCE) < output.index("1 of 3")


def test_hint_is_silent_about_another_file(tiny: Tiny) -> None:
    """The answer changed since its run: nothing is named, and the hint asks for a run."""
    assert "not run yet" in tiny.run("katas", "hint", "9")[1]
    tiny.answer.write_text(WRONG)
    tiny.kata()
    tiny.answer.write_text(WRONG + "\n")
    output = tiny.run("katas", "hint", "9")[1]
    assert SENTENCE not in output
    assert "changed since the last run" in output


def test_hint_is_silent_about_other_reds(tiny: Tiny) -> None:
    """One red test more than the mistake has: nothing is named."""
    tiny.answer.write_text(WRONG.replace("x.upper()", "x"))
    tiny.kata()
    assert SENTENCE not in tiny.run("katas", "hint", "9")[1]


def test_hint_of_a_green_task(tiny: Tiny) -> None:
    """A hint asked for another task than the red one does not speak of the red one."""
    tiny.answer.write_text(WRONG)
    tiny.kata()
    assert SENTENCE not in tiny.run("katas", "hint", "9", "--task", "2")[1]


def test_no_hint_when_all_is_green(tiny: Tiny) -> None:
    """A green day has no next hint, and none is counted as used."""
    tiny.kata()
    status, output = tiny.run("katas", "hint", "9")
    assert (status, "no task is red" in output) == (0, True)
    assert '"hint"' not in (tiny.root / ".katas-progress").read_text()


def test_broken_mistakes_file(tiny: Tiny) -> None:
    """A mistakes.toml that is no TOML is the project's fault: status 3 and the file."""
    (tiny.tests.parent / "mistakes.toml").write_text("= nothing")
    tiny.answer.write_text(WRONG)
    tiny.kata()
    status, output = tiny.run("katas", "hint", "9")
    assert (status, "mistakes.toml cannot be read" in output) == (3, True)


@pytest.mark.parametrize("day", DAYS, ids=lambda day: day.name)
def test_tour_stops_at_every_named_mistake(day: days.Day) -> None:
    """The tour has each sentence once, with its chaffs and a test that catches them."""
    stops = mistake_tour.stops(day, SOLUTIONS)
    assert sorted(stop.sentence for stop in stops) == sorted(mistakes.known(day).values())
    hinted = {chaff.name for chaff in candidates.of(day) if chaff.hint}
    assert {name for stop in stops for name in stop.names} == hinted
    assert all(stop.tests and stop.got for stop in stops)
