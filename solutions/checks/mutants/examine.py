"""Which mutants of a day's right answers no test sees: holes, or answers as right as before."""

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from katas.harness.days import Day
from katas.harness.display.console import escape
from solutions.checks.mutants import notes
from solutions.checks.mutants.generate import Mutant, mutants_of
from solutions.checks.soundness.candidates import Candidate, is_meant, of
from solutions.checks.soundness.progress import run_shown
from solutions.checks.soundness.workers import Trial

# The first red test settles it.
OPTIONS = ("--seed=1", "--maxfail=1")


@dataclass(frozen=True)
class Planted:
    """A mutant in one file of an answer, and its run."""

    answer: str
    file: str
    mutant: Mutant
    trial: Trial

    @property
    def killed(self) -> bool:
        """Whether a test is red, or the answer cannot be imported any more."""
        return bool(self.trial.stopped) or "failed" in self.trial.outcomes.values()


def examine(days: Sequence[Day], out: Console, *, workers: int, only: str = "") -> int:
    """Run all mutants of each day and print those that nothing sees. Returns 0 if all are known.

    only: parts of the names of the answers to mutate, with commas between; by default the
    reference and the wheats that the day's NOTES.md names.
    """
    started = time.monotonic()
    left = count = 0
    for day in days:
        with tempfile.TemporaryDirectory(prefix="katas-mutants-") as folder:
            planted = list(_plant(day, only, Path(folder)))
            run_shown(
                [each.trial for each in planted], workers, out, f"day {day.number}", "mutants"
            )
        left += _show(day, planted, out, partial=bool(only))
        count += len(planted)
    out.print(f"{count} mutants · {left} to look at · {time.monotonic() - started:.0f} s")
    return 1 if left else 0


def _answers(day: Day, only: str) -> list[Candidate]:
    wheats = notes.read(day).wheats
    right = [each for each in of(day) if each.kind in ("reference", "wheat")]
    if only:
        return [each for each in right if is_meant(each, only)]
    return [each for each in right if each.kind == "reference" or each.name in wheats]


def _plant(day: Day, only: str, folder: Path) -> list[Planted]:
    planted = []
    for answer in _answers(day, only):
        files = answer.files(day)
        for file, content in files.items():
            for number, mutant in enumerate(mutants_of(content.decode())):
                place = folder / f"{answer.kind}-{answer.name}-{Path(file).stem}-{number}"
                home = place / day.name
                home.mkdir(parents=True)
                for name, text in files.items():
                    (home / name).write_bytes(text)
                (home / file).write_text(mutant.source, encoding="utf-8")
                trial = Trial(day.number, str(place), OPTIONS)
                planted.append(Planted(answer.name or answer.kind, file, mutant, trial))
    return planted


def _show(day: Day, planted: list[Planted], out: Console, *, partial: bool) -> int:
    """Print the day's table and return how many lines of it ask for work."""
    rows = notes.read(day).as_right
    used = set()
    left = 0
    out.print(f"\n[b]Day {day.number}  {day.title}[/b]\n")
    for answer in dict.fromkeys(each.answer for each in planted):
        mine = [each for each in planted if each.answer == answer]
        alive = [each for each in mine if not each.killed]
        holes = []
        for each in alive:
            fitting = [row for row in rows if row.fits(answer, each.mutant.after)]
            used.update(fitting)
            holes += [] if fitting else [each]
        left += len(holes)
        out.print(
            f"{answer:30} {len(mine):4} mutants {len(mine) - len(alive):4} killed"
            f" {len(alive) - len(holes):4} as right {len(holes):4} not seen",
            soft_wrap=True,
        )
        for each in holes:
            out.print(f"\n[red]not seen[/red]  {each.file}:{each.mutant.line}", soft_wrap=True)
            out.print(f"  - {escape(each.mutant.before)}", soft_wrap=True)
            out.print(f"  + {escape(each.mutant.after)}", soft_wrap=True)
            out.print(f"[dim]{escape(notes.row(answer, each.mutant.after))}[/dim]", soft_wrap=True)
    for row in [] if partial else [row for row in rows if row not in used]:
        left += 1
        out.print(f"[red]stale[/red]  NOTES.md, {row.answer}: {escape(row.line)}", soft_wrap=True)
    return left
