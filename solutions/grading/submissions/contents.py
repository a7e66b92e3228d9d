"""All files of a student's hand-ins, in folders and .zips, and what cannot be opened."""

from dataclasses import dataclass, field

from solutions.grading.submissions.choice import Item
from solutions.grading.submissions.entries import CannotRead, Skipped
from solutions.grading.submissions.inbox import HandIn
from solutions.grading.submissions.people import Submission


@dataclass
class Contents:
    """Of some hand-ins. faults: what cannot be opened. left_out: what is no answer, by name."""

    items: list[Item] = field(default_factory=list)
    faults: list[tuple[HandIn, str]] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)


def listed(submission: Submission) -> Contents:
    """All files of the hand-ins."""
    found = Contents()
    for hand_in in submission.hand_ins:
        skipped = Skipped()
        try:
            entries = [] if hand_in.typed else hand_in.place.entries(hand_in.file, skipped)
            found.items += [Item(entry, hand_in) for entry in entries]
        except CannotRead as error:
            found.faults.append((hand_in, str(error)))
        found.left_out |= skipped.names
    return found
