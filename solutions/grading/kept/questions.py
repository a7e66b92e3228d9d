"""What the instructor is asked of people: who is who, and where the answer is to be written."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from solutions.grading.submissions.inbox import HandIn
from solutions.grading.text import by_letter, listed


def who_are(file: Path, asked: Iterable[str]) -> str:
    """The question that goes with those who are not in this inbox, and on no roster."""
    them = listed(sorted(asked, key=by_letter))
    return (
        f" Is one of these somebody under another name, or nobody any more: {them}? "
        f"{file} has a line for each: write the name of today, or nobody, into the column student."
    )


def undecided(names: Sequence[str], file: Path) -> list[str]:
    """Who is in no import file until it is said what is theirs: an empty cell may take a grade."""
    said = f"In no import file, until {file} says what is whose: {listed(names)}."
    return [said] if names else []


def apart(namesakes: Mapping[str, Sequence[HandIn]], file: Path) -> list[str]:
    """How to tell people of one name apart."""
    return [
        f"Tell them apart: more than one is called {who}. {file} has a line for each of their "
        f"hand-ins ({len(hand_ins)}): write whose it is into the column student (ID, login or "
        "e-mail), and give the same command again. Until then each is a person of its own."
        for who, hand_ins in namesakes.items()
    ]
