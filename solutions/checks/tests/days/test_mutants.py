"""Mutants of right answers: how they are made, and how those that no test sees are told."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from katas.harness import days
from solutions.checks.mutants import examine, generate, notes
from solutions.checks.mutants.generate import mutants_of
from solutions.checks.mutants.notes import AsRight, MutantNotes

SOURCE = '''"""Names "nobody" reads."""

from functools import cache

LIMIT: "int | None" = 10


@cache
def few(rows: "list[str]") -> bool:
    return (
        len(rows)
        < LIMIT
    )
'''


def test_each_mutant_changes_one_place() -> None:
    """Also at module level and below a decorator; never in annotations, imports, docstrings."""
    mutants = mutants_of(SOURCE)
    assert {(m.line, m.before, m.after) for m in mutants} >= {
        (5, 'LIMIT: "int | None" = 10', 'LIMIT: "int | None" = 11'),
        (5, 'LIMIT: "int | None" = 10', 'LIMIT: "int | None" = None'),
        (11, "len(rows) < LIMIT", "len(rows) <= LIMIT"),
    }
    assert {m.line for m in mutants} == {5, 11}
    assert all(m.source != SOURCE and m.before != m.after for m in mutants)
    assert len({m.source for m in mutants}) == len(mutants)


SECTION = """# Notes

Some `code`.

## Mutants
`make mutants day=9` changes the reference and the wheats `one_wheat` and `another`.

| Answer | Changed line | Why it is as right |
|---|---|---|
| reference | `a \\| b` | a set |
| another | `` x = "`" `` | a quote |
| all | `…"X-HEADER"…` | no case |
| reference | `unexplained` | |

## More
| reference | `elsewhere` | no row |
"""


def test_the_section_of_the_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the wheats and the mutants that are as right; a row without a reason counts not."""
    (tmp_path / "NOTES.md").write_text(SECTION)
    monkeypatch.setattr(notes, "home_of", lambda _day: tmp_path)
    found = notes.read(DAY)
    assert found.wheats == ("one_wheat", "another")
    assert [row.line for row in found.as_right] == ["a | b", 'x = "`"', '…"X-HEADER"…']
    assert notes.row("reference", "a | b") == "| reference | `a \\| b` | |"
    header = found.as_right[2]
    assert header.fits("anything", 'response["X-HEADER"] = 1')
    assert not header.fits("anything", 'response["X-Header"] = 1')
    assert not found.as_right[0].fits("another", "a | b")


DAY = next(day for day in days.present() if day.number == 7)
KILLED = 'order_by("-pk")'
ALIVE = "ROWS_PER_FETCH = 501"


def examined(monkeypatch: pytest.MonkeyPatch, *rows: AsRight, only: str = "") -> tuple[int, str]:
    """Day 7 with two mutants of its reference; status and output."""

    def two_of(source: str) -> list[generate.Mutant]:
        return [m for m in mutants_of(source) if KILLED in m.after or m.after == ALIVE]

    assert len(two_of((examine.of(DAY)[1].folder / DAY.answers[0]).read_text())) == 2
    monkeypatch.setattr(examine, "mutants_of", two_of)
    monkeypatch.setattr(notes, "read", lambda _day: MutantNotes((), rows))
    out = Console(file=io.StringIO(), width=80)
    status = examine.examine([DAY], out, workers=2, only=only)
    assert isinstance(out.file, io.StringIO)
    return status, out.file.getvalue()


def test_what_no_test_sees_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """File, line, the change, and the row that a reason would be written to; status 1."""
    status, output = examined(monkeypatch)
    assert status == 1
    assert "2 mutants    1 killed    0 as right    1 not seen" in output
    assert "not seen  queries.py:" in output
    assert "- ROWS_PER_FETCH = 500" in output
    assert notes.row("reference", ALIVE) in output


def test_a_mutant_that_is_as_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """With its reason it is no fault; a reason for one that is killed, or gone, is stale."""
    known = AsRight("reference", ALIVE, "any batch is right")
    assert examined(monkeypatch, known)[0] == 0
    status, output = examined(monkeypatch, known, AsRight("all", "…" + KILLED + "…", "wrong"))
    assert status == 1
    assert "stale  NOTES.md, all:" in output
