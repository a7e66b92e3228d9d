"""What one grading was asked for."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from katas.harness.days import Day
from solutions.grading.kept.decisions import Decisions
from solutions.grading.submissions.roster import Roster


@dataclass
class Call:
    """One call of the command.

    jobs: students at the same time, but for those that mostly wait. decisions: on lateness and
    teams. roster: who takes the course. release: whose feedback goes back to the LMS, "" for all.
    anonymous: reports name nobody. starter: there are no references, the starters say what can be
    run. cluster: the address of a dask scheduler whose workers run everything. postgres: the days'
    tests run on PostgreSQL.
    notes: what the instructor is told, at the start and in the cohort's page.
    """

    inbox: Path
    out: Path
    days: list[Day]
    jobs: int
    unsafe: bool
    screen: Console
    decisions: Decisions = field(default_factory=Decisions)
    roster: Roster | None = None
    release: str = ""
    anonymous: bool = False
    starter: bool = False
    cluster: str | None = None
    postgres: bool = False
    notes: list[str] = field(default_factory=list)

    def waiting(self, text: str) -> AbstractContextManager[object]:
        """Say on the screen what takes a while, while it does."""
        if self.screen.is_terminal:
            return self.screen.status(text)
        self.screen.print(f"{text} ...", markup=False)
        return nullcontext()
