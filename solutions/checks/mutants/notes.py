"""What a day's NOTES.md says of mutants: which wheats are mutated, and what no test can see.

The section is a sentence that names the wheats, and a table of the mutants that are as right as the
answer itself. `all` stands for every answer, `…` for any text:

    ## Mutants
    `make mutants day=7` changes the reference and the wheats `keyset_pages` and `joins_in_python`.

    | Answer | Changed line | Why it is as right |
    |---|---|---|
    | reference | `ROWS_PER_FETCH = 501` | any batch of up to 2,000 rows is |
    | all | `…"www-authenticate"…` | names of headers have no case |
"""

import re
from dataclasses import dataclass

from katas.harness.days import Day
from solutions.checks.soundness.candidates import home_of

SECTION = re.compile(r"^## Mutants\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| *(\w+) *\| *(`+) ?(.+?) ?\2 *\| *(\S.*?) *\|$", re.MULTILINE)
PIPE, ANY = "\\|", "…"


@dataclass(frozen=True)
class AsRight:
    """A row of the table: a changed line of an answer, or of all of them, and why it is right."""

    answer: str
    line: str
    reason: str

    def fits(self, answer: str, line: str) -> bool:
        """Whether the row is about that changed line of that answer."""
        pattern = ".*".join(re.escape(part) for part in self.line.split(ANY))
        return self.answer in (answer, "all") and bool(re.fullmatch(pattern, line))


@dataclass(frozen=True)
class MutantNotes:
    """wheats: the names of those to mutate. as_right: the rows of the table."""

    wheats: tuple[str, ...] = ()
    as_right: tuple[AsRight, ...] = ()


def read(day: Day) -> MutantNotes:
    """The section of the day's NOTES.md, if it has one. A row without a reason is left out."""
    found = SECTION.search((home_of(day) / "NOTES.md").read_text(encoding="utf-8"))
    if not found:
        return MutantNotes()
    names = re.findall(r"`(\w+)`", found[1].split("\n|", 1)[0])
    rows = (AsRight(m[1], m[3].replace(PIPE, "|"), m[4]) for m in ROW.finditer(found[1]))
    return MutantNotes(tuple(names), tuple(rows))


def row(answer: str, line: str) -> str:
    """A row for the table, its reason still to be written."""
    fence = "``" if "`" in line else "`"
    space = " " if fence == "``" else ""
    return f"| {answer} | {fence}{space}{line.replace('|', PIPE)}{space}{fence} | |"
