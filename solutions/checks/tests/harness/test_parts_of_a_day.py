"""One task or one test of a day alone, what has changed since the last run, and the debugger."""

import shlex
from pathlib import Path

import pytest

from solutions.checks.support.tiny_project import RIGHT, Tiny

TRIPLES = RIGHT.replace("2 * x", "3 * x")
NO_VOICE = RIGHT.replace("x.upper()", "x")
OTHERS_SETTINGS = {"DJANGO_SETTINGS_MODULE": "shop.settings"}


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return Tiny(tmp_path)


def progress(tiny: Tiny) -> str:
    return tiny.run("katas", "progress")[1]


def test_one_task(tiny: Tiny) -> None:
    """Only its tests run and count; the other task's fault is not shown."""
    tiny.answer.write_text(NO_VOICE)
    status, output = tiny.kata("--task", "1")
    assert status == 0, output
    assert "60 of 60 points" in output
    assert "tests: 2" in output and "Second" not in output and "Day 9 done" not in output
    assert "1 of 2 tasks, 60 of 100 points" in progress(tiny)
    status, output = tiny.kata("--task", "2")
    assert (status, "0 of 40 points" in output) == (1, True)
    assert "1 of 2 tasks, 60 of 100 points" in progress(tiny)


def test_one_test(tiny: Tiny) -> None:
    """It runs alone; that it is green makes no task of it."""
    tiny.answer.write_text(TRIPLES)
    status, output = tiny.kata("--test", "test_double_of_zero")
    assert (status, "tests: 1" in output) == (0, True), output
    assert "0 of 2 tasks, 0 of 100 points" in progress(tiny)
    status, output = tiny.kata("--test", "test_double")
    assert (status, "test=test_double" in output) == (1, False)


@pytest.mark.parametrize("options", [[], ["--task", "1"]], ids=["day", "task"])
def test_what_was_red_is_offered_on_the_same_data(tiny: Tiny, options: list[str]) -> None:
    """The step for the red test alone replays the run's data; so does the one back to all tasks."""
    tiny.answer.write_text(TRIPLES)
    output = tiny.kata("--seed", "48213", *options)[1]
    assert "make kata day=9 test=test_double seed=48213\n" in output
    assert "this test alone, same data" in output
    whole = "make kata day=9 seed=48213 " if options else "make kata day=9 "
    assert [line for line in output.splitlines() if line.startswith(f"  {whole}")], output


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--task", "3"], "There is no task 3: they are 1 to 2."),
        (["--test", "test_duoble"], "There is no test test_duoble."),
        (["--test", "test_shout", "--task", "1"], "There is no test test_shout in task 1."),
    ],
)
def test_what_is_not_there(tiny: Tiny, options: list[str], said: str) -> None:
    """One message, what there is instead, and status 2."""
    status, output = tiny.kata(*options)
    assert (status, said in output) == (2, True), output
    assert "test_double" in output or "1 to 2" in output


def test_part_adds_to_what_is_known_of_the_same_files(tiny: Tiny) -> None:
    """A whole run of these files is not forgotten over one of its tasks."""
    tiny.answer.write_text(NO_VOICE)
    tiny.kata()
    tiny.kata("--task", "1")
    assert "1 of 2 tasks, 60 points" in tiny.run("katas", "submit")[1]
    tiny.answer.write_text(NO_VOICE + "\n")
    tiny.kata("--task", "1")
    assert "not run as it is now" in tiny.run("katas", "submit")[1]


def test_what_changed_since_the_last_run(tiny: Tiny) -> None:
    """What was mended, and what was broken on the way."""
    tiny.answer.write_text(TRIPLES)
    assert "fixed" not in tiny.kata()[1]
    tiny.answer.write_text(NO_VOICE)
    output = tiny.kata()[1]
    assert "fixed: test_double\n" in output and "newly red: test_shout\n" in output
    output = tiny.kata()[1]
    assert "fixed" not in output and "newly red" not in output


def test_printed_pytest_command_works(tiny: Tiny) -> None:
    """As it stands there, and where another project's settings are exported."""
    tiny.answer.write_text(TRIPLES)
    output = tiny.kata(**OTHERS_SETTINGS)[1]
    (line,) = [line for line in output.splitlines() if "bin/pytest" in line]
    _, node = shlex.split(line)
    status, output = tiny.run("pytest", node, **OTHERS_SETTINGS)
    assert (status, "1 failed" in output, "asked" in output) == (1, True, True), output


@pytest.mark.parametrize("catches", [False, True])
def test_breakpoint_says_where_it_works(tiny: Tiny, catches: bool) -> None:
    """Under make kata there is nobody to type; the message says what to do, and names the line."""
    stop = "try: breakpoint()\n    except Exception: pass" if catches else "breakpoint()"
    tiny.answer.write_text(RIGHT.replace("    return 2", f"    {stop}\n    return 2"))
    status, output = tiny.kata()
    assert status == 1
    assert "BdbQuit" not in output
    words = " ".join(output.split())
    assert "by the pytest command that make kata ends with" in words and "answer.py:" in words


def test_breakpoint_works_in_pytest(tiny: Tiny) -> None:
    """One may look for longer than a test may take; then the test goes on and passes."""
    slow = "    breakpoint()\n    seen = sum(range(10**8)) if x == 99 else x\n    return 2"
    tiny.answer.write_text(RIGHT.replace("    return 2", slow))
    terminal = tiny.see("pytest", "katas/day09_tiny/tests/test_answer.py::test_double_of_zero")
    terminal.see("(Pdb)")
    terminal.press("import time; time.sleep(4)\n")  # the day allows 1 s, and 3 s of waiting
    terminal.press("p 40 + 2\n")
    terminal.see("42")
    terminal.press("continue\n")
    terminal.press("continue\n")
    terminal.see("1 passed")
    terminal.close()


# Modules of one's own -----------------------------------------------------------------------------


def with_helper(tiny: Tiny) -> None:
    (tiny.day / "helper.py").write_text("def double(x):\n    return 2 * x\n")
    tiny.answer.write_text(f"from .helper import double\n{RIGHT[RIGHT.index('def shout') :]}")


def test_module_that_nobody_hands_in_is_told(tiny: Tiny) -> None:
    """Green with it, and told at once that only the answer file counts."""
    with_helper(tiny)
    status, output = tiny.kata()
    assert (status, "helper.py in day09_tiny is yours alone" in output) == (0, True), output


def test_module_that_nobody_hands_in_is_refused(tiny: Tiny) -> None:
    """submit leaves the day out and says what to do: the grading would find half an answer."""
    with_helper(tiny)
    status, output = tiny.run("katas", "submit")
    assert (status, "Move what you need of it into answer.py" in output) == (1, True), output
    assert not (tiny.root / "submission.zip").exists()


@pytest.mark.parametrize(
    "line", ["import helper", "from django.core import helper", "x = 'helper'"]
)
def test_names_from_elsewhere_are_no_modules_of_ones_own(tiny: Tiny, line: str) -> None:
    """Only what is imported from the day's own folder is; `cache` may be Django's."""
    with_helper(tiny)
    tiny.answer.write_text(f"def unused():\n    {line}\n\n\n{RIGHT}")
    assert "yours alone" not in tiny.kata()[1]


def test_notes_of_ones_own_are_no_matter(tiny: Tiny) -> None:
    """What the answer does not use may lie there."""
    (tiny.day / "scratch.py").write_text("x = 1\n")
    assert "yours alone" not in tiny.kata()[1]
    tiny.answer.write_text(RIGHT + "\n")
    assert tiny.run("katas", "submit")[0] == 0


def test_source_that_the_grading_refuses_is_told(tiny: Tiny) -> None:
    """Python reads a latin-1 file with its coding line; the grading takes UTF-8 alone."""
    tiny.answer.write_bytes(b"# coding: latin-1\nname = '\xe9'\n" + RIGHT.encode())
    status, output = tiny.kata()
    assert (status, "line 2 is not UTF-8" in output) == (1, True), output


# Small things -------------------------------------------------------------------------------------


def test_hint_after_a_run_that_did_not_load(tiny: Tiny) -> None:
    """It does not say that the file changed since the last run: it did not."""
    tiny.answer.write_text("def double(x:\n")
    tiny.kata()
    output = tiny.run("katas", "hint", "9")[1]
    assert "answer.py: does not load yet" in output and "changed" not in output


def test_rules_count_their_tests(tiny: Tiny) -> None:
    """Three red tests of one sentence are told as such: the number above agrees."""
    more = "".join(f"\n\n@pytest.mark.task(2)\ndef test_more_{n}():\n" + """
    \"""It is loud.\"""
    require(answer.shout("a") == "A", asked="", expected="A", got="a")
""" for n in range(3))  # fmt: skip
    tiny.tests.write_text(tiny.tests.read_text() + more)
    tiny.answer.write_text(NO_VOICE)
    output = tiny.kata()[1]
    assert "x 0 of 4" in output and "It is loud. (in 3 tests)" in output, output


def test_rules_are_there_under_an_optimizing_python(tiny: Tiny) -> None:
    """PYTHONOPTIMIZE=2 drops docstrings; the learner's sentences stay."""
    tiny.answer.write_text(TRIPLES)
    assert "A number comes back doubled." in tiny.kata(PYTHONOPTIMIZE="2")[1]


def test_all_days_start_over(tiny: Tiny) -> None:
    """Each answer is kept, and told."""
    tiny.answer.write_text(TRIPLES)
    status, output = tiny.run("katas", "reset", "all")
    assert (status, "Day 9 starts over" in output) == (0, True), output
    assert tiny.answer.read_text() == RIGHT
    assert "Your answer again" in output or "undo" in output


def test_reset_begins_anew_and_keeps_the_best(tiny: Tiny) -> None:
    """Hints speak of the starter again; a run of one task tells of that task, not of the others."""
    (tiny.day / "starter" / "answer.py").write_text(
        "def double(x):\n    return x\n\n\ndef shout(x):\n    return x\n"
    )
    tiny.kata()
    tiny.run("katas", "reset", "9")
    assert "Day 9, task 1" in tiny.run("katas", "hint", "9")[1]
    tiny.answer.write_text(NO_VOICE)
    assert "100 of 100 points   now not run yet" in progress(tiny)
    tiny.kata("--task", "1")
    assert "100 of 100 points   now 1 of 1 run" in progress(tiny)
    tiny.kata()
    assert "100 of 100 points   now 1 of 2" in progress(tiny)
    tiny.run("katas", "reset", "9")
    tiny.run("katas", "undo", "9")
    assert "100 of 100 points   now 1 of 2" in progress(tiny)


def test_answer_of_someone_else_is_not_compared_with_ones_own_last_run(
    tiny: Tiny, tmp_path: Path
) -> None:
    """Nothing of yours was fixed by it."""
    tiny.answer.write_text(TRIPLES)
    tiny.kata()
    folder = tmp_path / "answers" / tiny.day.name
    folder.mkdir(parents=True)
    (folder / "answer.py").write_text(RIGHT)
    assert "fixed" not in tiny.kata("--answers", str(folder.parent))[1]


def test_file_that_did_not_load_in_between(tiny: Tiny) -> None:
    """What was red before is fixed after it."""
    for text, said in ((TRIPLES, ""), ("def double(x:\n", ""), (RIGHT, "fixed: test_double")):
        tiny.answer.write_text(text)
        assert said in tiny.kata()[1]


def test_wrong_number_is_told_in_one_line(tiny: Tiny) -> None:
    """What is no number, without a page of usage."""
    status, output = tiny.run("katas", "kata", "9", "--task", "query")
    assert (status, output.splitlines()[0]) == (
        2,
        "Invalid value for 'task': 'query' is not a valid integer.",
    )
