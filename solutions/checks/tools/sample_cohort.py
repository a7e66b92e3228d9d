"""A made-up cohort of every kind, to try the grader on.

    make cohort out=FOLDER

Of six students two hand in right answers, two some right and some wrong ones, one something that is
broken, and one a case of the red team's for one of the days.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import cycle
from pathlib import Path

import click

from katas.harness import days as harness_days
from katas.harness.days import Day
from solutions.checks.red_team.cases import WRONG, of_day
from solutions.checks.soundness import candidates
from solutions.checks.soundness.candidates import Candidate

SIZE = 60
BROKEN: dict[str, bytes | None] = {
    "unclosed": b"def (\n",
    "empty": b"",
    "misspelt": b"import djanko\n",
    "latin": "name = 'café'\n".encode("latin-1"),
    "binary": b"\0" * 100,
    "leaves": b"import os\nos._exit(0)\n",
    "endless": b"while True:\n    pass\n",
    "missing": None,
}


def right(day: Day) -> list[Candidate]:
    """Right answers: the reference first."""
    return [each for each in candidates.of(day) if each.kind in ("reference", "wheat")]


def wrong(day: Day) -> list[Candidate]:
    """Wrong answers: the starter first."""
    return [each for each in candidates.of(day) if each.kind in ("starter", "chaff")]


def hand_in(inbox: Path, student: str, day: Day, answer: Candidate) -> None:
    """Write a day's answer files into the student's folder."""
    folder = inbox / student / day.name
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in answer.files(day).items():
        (folder / file).write_bytes(content)


FULL, PARTIAL, BROKEN_ONE, HOSTILE = range(4)
NAMES = "full", "partial", "broken", "hostile"
KINDS = (FULL, PARTIAL, FULL, PARTIAL, BROKEN_ONE, HOSTILE)


def cohort(
    inbox: Path, days: Sequence[Day], size: int = SIZE, kinds: Sequence[int] = KINDS
) -> None:
    """Write the students' folders; the same ones each time."""
    chance = random.Random(1)
    attacks = cycle(hostile_answers(days))
    makers: list[Callable[[str], None]] = [
        lambda student: full(inbox, student, days, chance),
        lambda student: partial(inbox, student, days, chance),
        lambda student: broken(inbox, student, days, chance),
        lambda student: hostile(inbox, student, days, chance, *next(attacks)),
    ]
    for number in range(size):
        kind = kinds[number % len(kinds)]
        makers[kind](f"{NAMES[kind]}-{number:03}")


def full(inbox: Path, student: str, days: Iterable[Day], chance: random.Random) -> None:
    for day in days:
        hand_in(inbox, student, day, chance.choice(right(day)))


def partial(inbox: Path, student: str, days: Iterable[Day], chance: random.Random) -> None:
    for day in days:
        if chance.random() < 0.9:
            answers = wrong(day) if chance.random() < 0.6 else right(day)
            hand_in(inbox, student, day, chance.choice(answers))


def broken(inbox: Path, student: str, days: Sequence[Day], chance: random.Random) -> None:
    full(inbox, student, days, chance)
    day = chance.choice(days)
    file = inbox / student / day.name / day.answers[0]
    content = BROKEN[chance.choice(sorted(BROKEN))]
    file.unlink() if content is None else file.write_bytes(content)


def hostile_answers(days: Sequence[Day]) -> Iterator[tuple[Day, str]]:
    """Cases of the red team's: those for a day, and by turns those that any starter can carry."""
    by_name = {day.name: day for day in days}
    own = [(day, case.text) for name, day in by_name.items() for case in of_day(name)]
    any_day = [case.text.removeprefix(WRONG) for case in of_day("tiny") if WRONG in case.text]
    for day, text in zip(cycle(days), any_day, strict=False):
        if own:
            yield own.pop()
        if "PROJECT" not in text:  # it needs the folder of the red team's own project
            starter = (day.starter / day.answers[0]).read_text(encoding="utf-8")
            yield day, f"{starter}\n\n{text}"


def hostile(
    inbox: Path, student: str, days: Iterable[Day], chance: random.Random, day: Day, text: str
) -> None:
    full(inbox, student, days, chance)
    (inbox / student / day.name / day.answers[0]).write_text(text, encoding="utf-8")


@click.command()
@click.option("--out", "inbox", default="dist/inbox", type=click.Path(path_type=Path))
@click.option("--size", default=SIZE)
@click.option("--day", "numbers", multiple=True, type=int, help="Only this day; may be repeated.")
def main(inbox: Path, size: int, numbers: tuple[int, ...]) -> None:
    """Write a made-up cohort into a new folder."""
    if inbox.exists():
        raise click.UsageError(f"{inbox} is there already: remove it, or give another out=DIR.")
    days = [day for day in harness_days.present() if not numbers or day.number in numbers]
    inbox.mkdir(parents=True)
    cohort(inbox, days, size)
    click.echo(f"{len(list(inbox.iterdir()))} students. Now:  make grade submissions={inbox}")


if __name__ == "__main__":
    main()
