"""Which of several files is the answer: the rules, and what is told of the files not taken.

The later hand-in counts: by the LMS' number or time, else by when the files were saved. In it, the
file in the day's folder, then in one named after the day, then elsewhere; with the very name, then
with what browsers and systems add; the nearest to the top. An unchanged starter gives way to any.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from katas.harness.days import Day
from solutions.grading.submissions.entries import CannotRead, Entry
from solutions.grading.submissions.file_names import RENAMED, days_named, fits, is_given
from solutions.grading.submissions.inbox import HandIn

OWN_FOLDER, NAMED_FOLDER, NO_DAY = 1, 2, 3
SAME_MOMENT = 2.0  # seconds: a .zip keeps no finer times
NUMBERED = re.compile(r"-\d+\.py$")  # by Canvas, where a file was handed in anew
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Item:
    """A file of a hand-in."""

    entry: Entry
    hand_in: HandIn

    @property
    def saved(self) -> float:
        """When, in seconds; 0 if unknown. A .zip from elsewhere than an LMS is as new as itself."""
        return (
            self.entry.changed if self.hand_in.lms else max(self.entry.changed, self.entry.packed)
        )

    @property
    def own_path(self) -> str:
        """As the student knows it: it names nobody."""
        return self.entry.path

    @property
    def path(self) -> str:
        """As the instructor finds it."""
        alone = self.hand_in.file and len(self.entry.parts) == 1 and self.hand_in.lms
        return self.hand_in.name if alone else self.entry.path


@dataclass(frozen=True)
class Candidate:
    """A file with an answer's name. rank: how well it fits, the smaller the better."""

    item: Item
    rank: tuple[int, int, int]
    text: bytes | CannotRead

    @property
    def path(self) -> str:
        return self.item.path


class Choice:
    """One student's day. seen: all files with an answer's name; taken: those that were chosen.

    notes: what is told of the choice.
    """

    def __init__(self, day: Day, alone: bool, known: Sequence[Day], items: Sequence[Item]) -> None:
        self._day, self._alone, self._known, self._items = day, alone, known, items
        self.seen: list[Item] = []
        self.taken: list[Item] = []
        self.notes: list[str] = []

    def of(self, file: str) -> bytes | None:
        """The bytes of the answer file, None if there is none. Raises CannotRead."""
        fitting = [
            Candidate(item, rank, tried(item.entry))
            for item in self._items
            if (rank := self._rank(item, file))
        ]
        self.seen += [each.item for each in fitting]
        if not fitting:
            return None
        changed = [
            each
            for each in fitting
            if not isinstance(each.text, bytes) or not is_starter(self._day, file, each.text)
        ]
        latest = self._latest(changed or fitting, file)
        best = min(each.rank for each in latest)
        first = [each for each in latest if each.rank == best]
        if best[0] == NO_DAY and len(sharing := self._sharing(file)) > 1 and not self._alone:
            on = " and ".join(f"{number}" for number in sharing)
            raise CannotRead(f"{file} is asked for on days {on}: put it in {self._day.name}/")
        for each in first:
            if isinstance(each.text, CannotRead):
                raise each.text
        if len({each.text for each in first}) > 1:
            paths = ", ".join(sorted(each.item.own_path for each in first)[:4])
            raise CannotRead(f"there is more than one {file}: {paths}")
        self._tell(file, first[0], fitting, latest)
        text = first[0].text
        return text if isinstance(text, bytes) else None

    def _rank(self, item: Item, file: str) -> tuple[int, int, int] | None:
        """How well a file fits, the smaller the better: its folder, its name, its depth."""
        parts = item.entry.parts
        name = fits(parts[-1], file)
        if name is None or is_given(parts, self._known):
            return None
        if parts[-2:-1] == (self._day.name,):
            return OWN_FOLDER, name, len(parts)
        if numbers := days_named(parts[:-1]):
            return (NAMED_FOLDER, name, len(parts)) if self._day.number in numbers else None
        return NAMED_FOLDER if item.hand_in.days else NO_DAY, name, len(parts)

    def _sharing(self, file: str) -> list[int]:
        return [day.number for day in self._known if file in day.answers]

    def _latest(self, candidates: list[Candidate], file: str) -> list[Candidate]:
        """Those of the hand-in that counts. Raises CannotRead if nothing says which does."""
        hand_ins = list(dict.fromkeys(each.item.hand_in for each in candidates))
        if len(hand_ins) == 1 or len({str(each.text) for each in candidates}) == 1:
            return candidates
        if all(each.order for each in hand_ins) and len({each.lms for each in hand_ins}) == 1:
            last = max(each.order for each in hand_ins)
            return [each for each in candidates if each.item.hand_in.order == last]
        saved = {
            hand_in: max(c.item.saved for c in candidates if c.item.hand_in is hand_in)
            for hand_in in hand_ins
        }
        *_, before, newest = sorted(saved.values())
        if min(saved.values()) > 0 and newest - before > SAME_MOMENT:
            return [each for each in candidates if saved[each.item.hand_in] == newest]
        raise CannotRead(
            f"{file} was handed in more than once, and nothing says which is the later: keep one"
        )

    def _tell(
        self, file: str, taken: Candidate, fitting: list[Candidate], latest: list[Candidate]
    ) -> None:
        """Note what was taken in the place of what."""
        self.taken.append(taken.item)
        start = f"Taken as {file}: {taken.path}"
        other = [each for each in fitting if each.text != taken.text]
        earlier = [
            each.path
            for each in other
            if each.item.hand_in != taken.item.hand_in and each not in latest
        ]
        beside = [each.path for each in other if each.path not in earlier]
        if taken.item.hand_in.lms and taken.path in earlier:  # its folder says when it came
            self.notes.append(f"Taken as {file}: the one in {taken.item.hand_in.name}, the later.")
        elif earlier:
            over = ", ".join(earlier)
            self.notes.append(f"{start}, the later hand-in; passed over: {over}.")
        if beside:
            why = "whose place and name fit best; what differs was not taken"
            self.notes.append(f"{start}, {why}: {', '.join(beside)}.")
        if not other and taken.rank[1] == RENAMED and not NUMBERED.search(taken.path):
            self.notes.append(f"{start}.")


def tried(entry: Entry) -> bytes | CannotRead:
    try:
        return text_of(entry)
    except CannotRead as error:
        return error


def text_of(entry: Entry) -> bytes:
    """The file's bytes if they are text in UTF-8. Raises CannotRead."""
    content = entry.read()
    if not content.removeprefix(BOM).strip():
        raise CannotRead(f"{entry.path} is empty")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise CannotRead(f"{entry.path} is UTF-16: save it as UTF-8")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        said = f"{entry.path} is not UTF-8 (line {line}): save it as UTF-8"
        raise CannotRead(said) from None
    if b"\0" in content:
        raise CannotRead(f"{entry.path} is no text: it has a NUL byte")
    return content


def is_starter(day: Day, file: str, text: bytes) -> bool:
    """Whether it is the file as it was handed out, but for what editors and git change unasked."""
    starter = day.starter / file
    return starter.is_file() and plain(text) == plain(starter.read_bytes())


def plain(text: bytes) -> list[bytes]:
    return text.removeprefix(BOM).strip().splitlines()
