"""Hints fit what is red: the three steps, and the mistakes that are known by their red tests."""

import dataclasses
import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from katas.harness import days
from katas.harness.commands import mistake_tour
from katas.harness.learner import mistakes
from katas.harness.learner.mistakes import Mistake
from solutions import SOLUTIONS
from solutions.checks.soundness import candidates, mistakes_file
from solutions.checks.soundness.candidates import Candidate
from solutions.checks.support.tiny_project import RIGHT, TESTS, Tiny

DAYS = days.present()
WRONG = RIGHT.replace("2 * x", "3 * x")
SENTENCE = "Zero is no proof: what is twice 1?"
MISTAKES = f"""
[[mistakes]]
sentence = "{SENTENCE}"
points = 60
got = "#"
tests = ["test_double"]
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    """A project whose mistake "double is red, zero is not" has a sentence; hints with names."""
    tiny = Tiny(tmp_path)
    (tiny.tests.parent / "mistakes.toml").write_text(MISTAKES)
    manifest = tiny.day / "kata.toml"
    own = '["alpha", { text = "beta", tests = ["test_double_of_zero"] }, "gamma"]'
    manifest.write_text(manifest.read_text().replace('["a", "b", "c"]', own, 1))
    return tiny


@pytest.mark.parametrize("day", DAYS, ids=lambda day: day.name)
def test_mistakes_are_what_soundness_sees(day: days.Day) -> None:
    """mistakes.toml, the chaffs' hints and the messages agree, and hints are few enough."""
    assert mistakes_file.faults(day) == []


@pytest.mark.parametrize("day", DAYS, ids=lambda day: day.name)
def test_mistakes_give_nothing_away(day: days.Day) -> None:
    """A sentence is prose: no name of a test, of a chaff or of a variable, and no code."""
    assert not [each for each in mistakes.known(day) if set(each.sentence) & set("_`;={}[]")]


@pytest.mark.parametrize("day", DAYS, ids=lambda day: day.name)
def test_each_mistake_alone_is_named(day: days.Day) -> None:
    """Each mark that has a hint is named by its red tests, in each of its tasks; no other is."""
    tasks = mistakes_file.tasks_of(day)
    for tests, chaffs in mistakes_file.by_tests(day).items():
        red = {test: mistakes_file.task_of(test, tasks) for test in tests}
        named = mistakes_file.speaker(chaffs)
        for task in set(red.values()):
            assert mistakes.named(day, task, red) == (named.hint if named else ""), chaffs


@pytest.mark.parametrize("day", DAYS, ids=lambda day: day.name)
def test_hints_are_for_tests_that_exist(day: days.Day) -> None:
    """The tests that a hint is for are tests of its task."""
    tasks = mistakes_file.tasks_of(day)
    for task in day.tasks:
        for hint in task.hints:
            assert not [test for test in hint.tests if tasks.get(test) != task.number]


def test_fault_of_two_chaffs_with_the_same_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chaffs that fail the same tests and tell the learner different things are a fault."""
    two = [Candidate("chaff", name, Path(), hint=f"{name}.") for name in ("one", "other")]
    monkeypatch.setattr(mistakes_file, "by_tests", lambda day: {("test_x",): two})
    assert "one and other fail the same tests" in mistakes_file.faults(DAYS[0])[0]
    assert mistakes_file.told(DAYS[0]) == []


def test_one_hint_for_a_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of chaffs that fail the same tests one has the hint, for all: its words are told, its too."""
    day = DAYS[0]
    test = next(iter(mistakes_file.tasks_of(day)))
    words = [("one", ""), ("two", "Say it."), ("three", "")]
    three = [Candidate("chaff", n, Path(), sentence=f"It is {n}.", hint=h) for n, h in words]
    monkeypatch.setattr(mistakes_file, "by_tests", lambda day: {(test,): three})
    (told,) = mistakes_file.told(day)
    assert (told.sentence, told.what) == ("Say it.", "It is two.")
    assert mistakes_file.lookalikes(day) == []
    assert not [fault for fault in mistakes_file.faults(day) if "fail the same tests" in fault]


def test_fault_of_an_old_manifest(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hint that was changed and not written to mistakes.toml is a fault, with the command."""
    before = mistakes_file.by_tests(DAYS[5])
    changed = {
        tests: [dataclasses.replace(chaff, hint=chaff.hint and "New.") for chaff in chaffs]
        for tests, chaffs in before.items()
    }
    monkeypatch.setattr(mistakes_file, "by_tests", lambda day: changed)
    assert "update=1" in mistakes_file.faults(DAYS[5])[-1]


A, B, C = Mistake(("a", "b"), "A."), Mistake(("c",), "C."), Mistake(("a", "b", "d"), "")


@pytest.mark.parametrize(
    ("known", "red", "unjudged", "named"),
    [
        pytest.param([A], "ab", "", "A.", id="alone"),
        pytest.param([A], "abxy", "", "A.", id="another-task-not-begun"),
        pytest.param([A, B], "abc", "", "A.", id="two-at-once-the-more-telling"),
        pytest.param([A], "abcd", "", "", id="explains-too-little"),
        pytest.param([A], "a", "", "", id="not-all-of-it-red"),
        pytest.param([A, C], "abdx", "", "", id="another-explains-more"),
        pytest.param([A, Mistake(("a", "b"), "B.")], "abx", "", "", id="two-say-different-things"),
        pytest.param([A, Mistake(("a", "b", "x"), "")], "abxy", "", "", id="lookalike"),
        pytest.param([A, Mistake(("a", "b", "x"), "")], "ab", "", "A.", id="lookalike-green"),
        pytest.param([Mistake(("a", "x"), "A.")], "ax", "", "A.", id="in-two-tasks"),
        pytest.param([B], "ab", "", "", id="of-no-red-test"),
        pytest.param([A], "a", "b", "A.", id="could-not-run"),
        pytest.param([A, Mistake(("a",), "B.")], "a", "b", "", id="could-not-run-and-two-fit"),
        pytest.param([A], "", "", "", id="nothing-red"),
    ],
)
def test_which_mistake_is_named(known: list[Mistake], red: str, unjudged: str, named: str) -> None:
    """All its tests red, most of what is red in the task, and nobody who explains it as well.

    Tests a to d are of task 1, x and y of task 2.
    """
    tasks = {test: 2 if test in "xy" else 1 for test in red}
    assert mistakes.best(known, 1, tasks, unjudged) == named


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


def test_hint_names_one_of_two_mistakes(tiny: Tiny) -> None:
    """Another task is red, too: the mistake of this one is named, and not with that one."""
    tiny.answer.write_text(WRONG.replace("x.upper()", "x"))
    tiny.kata()
    assert SENTENCE in tiny.run("katas", "hint", "9")[1]
    assert SENTENCE not in tiny.run("katas", "hint", "9", "--task", "2")[1]


def test_hint_is_silent_about_other_reds(tiny: Tiny) -> None:
    """As much is red in the task again as the mistake has: nothing is named."""
    tiny.answer.write_text(WRONG.replace("3 * x", "3 * x + 1"))
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


@pytest.mark.parametrize("solutions", [True, False], ids=["solutions", "hand-out"])
@pytest.mark.parametrize("day", DAYS, ids=lambda day: day.name)
def test_tour_stops_at_every_named_mistake(day: days.Day, solutions: bool, tmp_path: Path) -> None:
    """The tour has each sentence with a test and a cost; names only beside the solutions.

    There each mistake has a stop of its own; in a hand-out those of one sentence share one.
    """
    text = io.StringIO()
    mistake_tour.show(day, SOLUTIONS if solutions else tmp_path, Console(file=text, width=400))
    shown = text.getvalue()
    for mistake in mistakes.known(day):
        assert mistake.sentence in shown
        alike = [each for each in mistakes.known(day) if each.sentence == mistake.sentence]
        told = [f"caught by {each.tests[0]}" in shown for each in alike]
        assert all(told) if solutions else any(told)
        assert shown.count(mistake.sentence) == (len(alike) if solutions else 1)
        dearest = max(each.points for each in alike)
        assert f"costs     {dearest} of 100 points" in shown
        assert mistake.got and 0 < mistake.points <= 100
    lines = {name for line in shown.splitlines() for name in line.split(", ")}
    hinted = {chaff.name for chaff in candidates.of(day) if chaff.hint}
    assert hinted & lines == (hinted if solutions else set())
    assert ("make chaff" in shown) == solutions
    assert not re.search(r"^ *got .*(:|\(#\))$", shown, re.MULTILINE)  # cut off, or nothing said


def test_first_hint_is_for_the_red_test(tiny: Tiny) -> None:
    """The hint for the test that is shown comes first, then the rest, each counted once."""
    tiny.answer.write_text(WRONG.replace("3 * x", "2 * x or 1"))  # zero alone is red
    tiny.kata()
    seen = [tiny.run("katas", "hint", "9")[1] for _ in range(3)]
    assert [[word in text for word in ("alpha", "beta", "gamma")] for text in seen] == [
        [False, True, False],
        [True, True, False],
        [True, True, True],
    ]
    assert "hint 2 of 3" in seen[0]
    before = (tiny.root / ".katas-progress").read_text()
    again = tiny.run("katas", "hint", "9")[1]
    assert again.index("beta") < again.index("alpha") < again.index("gamma")
    assert (tiny.root / ".katas-progress").read_text() == before
    assert "3 hints" in tiny.run("katas", "progress")[1]


def test_another_red_test_brings_its_own_hint(tiny: Tiny) -> None:
    """When another test is red than at the first hint, the next hint is the one for that test."""
    tiny.answer.write_text(WRONG)
    tiny.kata()
    assert "beta" not in tiny.run("katas", "hint", "9")[1]
    tiny.answer.write_text(RIGHT.replace("2 * x", "2 * x or 1"))
    tiny.kata()
    second = tiny.run("katas", "hint", "9")[1]
    assert ("alpha" in second, "beta" in second, "gamma" in second) == (True, True, False)


def test_run_says_which_hint_is_next(tiny: Tiny) -> None:
    """Below a red run: a first nudge, the number of the next hint, and all three again."""
    tiny.answer.write_text(WRONG)
    for said in ("a first nudge", "hint 2 of 3", "hint 3 of 3", "all three again"):
        output = tiny.kata()[1]
        assert said in next(line for line in output.splitlines() if "make hint" in line)
        tiny.run("katas", "hint", "9")


def test_hint_of_a_green_task_is_not_counted(tiny: Tiny) -> None:
    """Of a green task all hints are shown, and none is counted; a green day likewise."""
    tiny.answer.write_text(RIGHT.replace("x.upper()", "x"))
    tiny.kata()
    output = tiny.run("katas", "hint", "9", "--task", "1")[1]
    assert "none is counted" in output
    assert all(word in output for word in ("alpha", "beta", "gamma"))
    tiny.answer.write_text(RIGHT)
    tiny.kata()
    tiny.run("katas", "hint", "9", "--task", "2")
    assert '"hint"' not in (tiny.root / ".katas-progress").read_text()


def test_hint_is_of_the_task_on_the_screen(tiny: Tiny) -> None:
    """A task that could not be judged comes before the red one: the hint is of the red one."""
    unfit = TESTS.replace("    number =", '    raise Unfit("no room")\n    number =')
    tiny.tests.write_text(unfit)
    tiny.answer.write_text(RIGHT.replace("x.upper()", "x"))
    assert "Task 2: Second" in tiny.kata()[1]
    assert "Day 9, task 2" in tiny.run("katas", "hint", "9")[1]


@pytest.mark.parametrize("tests", ['"test_double"', "3"])
def test_fault_of_a_hint_for_no_list(tiny: Tiny, tests: str) -> None:
    """tests that are no list are the project's fault: status 3 and the file."""
    manifest = tiny.day / "kata.toml"
    manifest.write_text(manifest.read_text().replace('["test_double_of_zero"]', tests))
    status, output = tiny.run("katas", "hint", "9")
    assert (status, "kata.toml has a hint whose tests are no list" in output) == (3, True)
