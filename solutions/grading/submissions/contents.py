"""All files of a student's hand-ins, in folders and .zips, and what cannot be opened."""

import re
from dataclasses import dataclass, field
from html import unescape
from textwrap import shorten

from solutions.grading.submissions.choice import Item
from solutions.grading.submissions.entries import CannotRead, Skipped
from solutions.grading.submissions.inbox import HandIn
from solutions.grading.submissions.people import Submission
from solutions.grading.submissions.places import Place

TEXT = 64 * 1024
# Canvas has the heading of a typed text as its title, too.
MARKUP = re.compile(r"<title>.*?</title>|<[^>]*>", re.DOTALL | re.IGNORECASE)
NO_TEXT = "There is no student submission text data"


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


def typed(place: Place) -> str:
    """What stands in a text that was typed in, or in an LMS's own slip. Raises CannotRead."""
    files = (
        [each for each in place.children() if not each.is_folder] if place.is_folder else [place]
    )
    text = " ".join(file.text(TEXT) for file in files[:1])
    if NO_TEXT in text:
        return "found only Blackboard's own slip, which says that there is no text and no file"
    said = " ".join(unescape(MARKUP.sub(" ", text)).split())
    quoted = f": {shorten(said, 200, placeholder=' ...')}" if said else ""
    return f"found a text that was typed in{quoted}"
