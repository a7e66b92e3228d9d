"""make compare: in a hand-out, which has no reference, and where there is one."""

from pathlib import Path

import pytest

from solutions.checks.support.tiny_project import RIGHT, Tiny

SLOW = RIGHT.replace("2 * x", "x + x")
ADDRESS = "https://docs.djangoproject.com/en/5.2/topics/db/queries/#caching-and-querysets"
READING = f"# The lesson\n\n## Where to read on\n\n- The [manual]({ADDRESS}), chapter 4.\n"


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    tiny = Tiny(tmp_path)
    (tiny.day / "README.md").write_text(READING)
    (tiny.day / "starter" / "answer.py").write_text(RIGHT.replace("2 * x", "3 * x"))
    return tiny


def reference_of(tiny: Tiny) -> None:
    folder = tiny.root / "solutions" / tiny.day.name
    folder.mkdir(parents=True)
    (folder / "answer.py").write_text(RIGHT)
    (folder / "NOTES.md").write_text("# Notes\n\n## Why\n\nBecause.\n")


def test_green_offers_what_there_is(tiny: Tiny) -> None:
    """Without the reference no comparison with it is offered, by the run or by the hint."""
    for command in ("kata", "hint"):
        output = tiny.run("katas", command, "9")[1]
        assert "make compare day=9" in output and "beside ours" not in output, output
    reference_of(tiny)
    for command in ("kata", "hint"):
        assert "your answer beside ours, measured" in tiny.run("katas", command, "9")[1]


def test_hand_out_has_something_to_show(tiny: Tiny) -> None:
    """What the tests measured of starter and answer, what was reached before, and the reading."""
    tiny.kata()
    status, output = tiny.run("katas", "compare", "9")
    assert status == 0, output
    (row,) = [line.split() for line in output.splitlines() if line.startswith("calls")]
    assert row == ["calls", "1", "1", "1", "1", "2"]  # starter, first, best, yours, allowed
    progress = tiny.root / ".katas-progress"
    progress.write_text(progress.read_text().replace('"measured": 1', '"measured": 2'))
    output = tiny.run("katas", "compare", "9")[1]
    (row,) = [line.split() for line in output.splitlines() if line.startswith("calls")]
    assert row == ["calls", "1", "2", "1", "1", "2"]  # this run is the best one yet
    assert "The manual, chapter 4." in output
    assert "the reference" not in output


def test_nothing_is_torn_where_there_is_little_room(tiny: Tiny) -> None:
    """Names of figures have a line of their own beside large numbers; addresses are whole."""
    tiny.tests.write_text(tiny.tests.read_text().replace('"calls", "", 1,', '"calls", "", 10**12,'))
    status, output = tiny.run("katas", "compare", "9", "--force", COLUMNS="40")
    assert status == 0, output
    for line in ("calls", "  starter 1,000,000,000,000", f"   {ADDRESS}"):
        assert line in output.splitlines()
    assert all(line == line.rstrip() for line in output.splitlines())


def test_reference_stands_beside_where_it_is(tiny: Tiny) -> None:
    """The lines that differ, and the notes."""
    reference_of(tiny)
    tiny.answer.write_text(SLOW)
    status, output = tiny.run("katas", "compare", "9")
    assert status == 0, output
    for part in ("x + x", "2 * x", "Because.", "The manual, chapter 4."):
        assert part in output


@pytest.mark.parametrize(("here", "word"), [(True, "reference"), (False, "comparison")])
def test_not_before_green(tiny: Tiny, here: bool, word: str) -> None:
    """It says what would be given away, and how to look all the same."""
    if here:
        reference_of(tiny)
    tiny.answer.write_text(RIGHT.replace("2 * x", "3 * x"))
    status, output = tiny.run("katas", "compare", "9")
    assert (status, f"the {word} would give it away" in output) == (1, True), output
    assert tiny.run("katas", "compare", "9", "--force")[0] == 0


def test_what_could_not_be_judged_is_told_as_such(tiny: Tiny) -> None:
    """An answer that does not load, and no answers at all, are not called red."""
    tiny.answer.write_text("def double(x:\n")
    assert "does not load" in tiny.run("katas", "compare", "9")[1]
    status, output = tiny.run("katas", "compare", "9", KATAS_ANSWERS="")
    assert (status, output.splitlines()[0]) == (4, "KATAS_ANSWERS is set but empty")
