"""Whose the hand-ins are: those of one person joined, by the roster, else by name."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

from solutions.grading.submissions.identity import UNKNOWN, Identity
from solutions.grading.submissions.inbox import HandIn
from solutions.grading.submissions.places import Place
from solutions.grading.submissions.roster import Roster
from solutions.grading.text import listed

COPY = re.compile(r"(?P<name>.+?) ?\((?P<number>\d+)\)", re.DOTALL)
Token = tuple[str, ...]


@dataclass
class Submission:
    """All that one student handed in. on_roster: whether they are; True where there is none."""

    student: str
    hand_ins: list[HandIn] = field(default_factory=list)
    identity: Identity = UNKNOWN
    on_roster: bool = True

    @property
    def places(self) -> list[Place]:
        """Where it is, under the names that an LMS gave: feedback goes back by them."""
        return [hand_in.place for hand_in in self.hand_ins]

    @property
    def late(self) -> bool:
        """Whether an LMS marked any of it late."""
        return any(hand_in.late for hand_in in self.hand_ins)


@dataclass
class People:
    """The students, by name. notes: how they were joined, for the instructor."""

    students: list[Submission]
    notes: list[str]


NOBODY: Mapping[str, Identity] = {}


def joined(
    hand_ins: Sequence[HandIn],
    roster: Roster | None = None,
    earlier: Mapping[str, Identity] = NOBODY,
) -> People:
    """The students. earlier: those of earlier runs, by name: who is one of them keeps the name."""
    groups: defaultdict[Token, list[HandIn]] = defaultdict(list)
    for hand_in in with_copies(hand_ins):
        groups[token(hand_in)].append(hand_in)
    shared = shared_names(groups)
    rows = {each: row_of(group, roster) for each, group in groups.items()}
    people: defaultdict[object, list[HandIn]] = defaultdict(list)
    for each, group in groups.items():
        name = plain(group[0].who)
        people[rows[each] or (each if name in shared else name)] += group
    kept = {
        row: name for name, who in earlier.items() if roster and (row := roster.find(who, name))
    }
    students, notes = list[Submission](), list[str]()
    for person, group in people.items():
        row = person if isinstance(person, Identity) else None
        names = list(dict.fromkeys(each.who for each in group))
        name = names[0]
        if row:
            name = kept.get(row) or (name if len(names) == 1 else row.name)
        elif plain(name) in shared:
            name = numbered(group[0])
        if len(names) > 1:
            by = "the roster" if row else "name"
            notes.append(f"{' and '.join(names)}: one person, by {by}.")
        told = reduce(Identity.filled, (each.identity for each in group), row or UNKNOWN)
        if not roster and not any(each.lms for each in group):
            told = Identity(login=name)  # who names folders and has no roster names them so
        students.append(Submission(name, group, told, roster is None or row is not None))
    told_apart(students)
    return People(
        sorted(students, key=lambda each: each.student),
        [*assignments_joined(hand_ins, roster), *named_alike(groups, shared, rows), *notes],
    )


def with_copies(hand_ins: Sequence[HandIn]) -> list[HandIn]:
    """The hand-ins; "amara (1).zip" beside amara.zip is a later one, as browsers name it."""
    there = {(each.assignment, each.who) for each in hand_ins if not each.lms}
    found, bases = list[HandIn](), set[tuple[str, str]]()
    for each in hand_ins:
        match = None if each.lms else COPY.fullmatch(each.who)
        if match and (base := (each.assignment, match["name"])) in there:
            bases.add(base)
            each = replace(each, who=match["name"], order=(int(match["number"]),))
        found.append(each)
    return [
        replace(each, order=(0,))
        if (each.assignment, each.who) in bases and not each.order
        else each
        for each in found
    ]


def token(hand_in: HandIn) -> Token:
    """Hand-ins of one are one person's for sure."""
    if hand_in.lms in ("Canvas", "Gradescope") and hand_in.number:
        return (hand_in.lms, hand_in.number)  # the same in every assignment
    return (hand_in.assignment, hand_in.lms, hand_in.who, hand_in.number)


def plain(name: str) -> str:
    """A name but for capitals and blanks."""
    return " ".join(name.split()).casefold()


def shared_names(groups: Mapping[Token, Sequence[HandIn]]) -> set[str]:
    """Names that more than one person has in one assignment: by them nobody can be joined."""
    seen: Counter[tuple[str, str]] = Counter()
    for group in groups.values():
        seen.update({(each.assignment, plain(each.who)) for each in group})
    return {name for (_, name), count in seen.items() if count > 1}


def row_of(group: Sequence[HandIn], roster: Roster | None) -> Identity | None:
    """Who that is on the roster."""
    if roster is None:
        return None
    told = reduce(Identity.filled, (each.identity for each in group))
    return roster.find(told, group[0].who)


def numbered(hand_in: HandIn) -> str:
    return f"{hand_in.who}_{hand_in.number}" if hand_in.number else hand_in.who


def told_apart(students: Sequence[Submission]) -> None:
    """Give those who would have one name the one that their hand-in has."""
    count = Counter(each.student for each in students)
    for each in students:
        if count[each.student] > 1:
            first = each.hand_ins[0]
            each.student = f"{numbered(first)} ({first.assignment or first.place.name})"


def assignments_joined(hand_ins: Iterable[HandIn], roster: Roster | None) -> list[str]:
    """How people were joined over several assignments."""
    names = sorted({each.assignment for each in hand_ins})
    if len(names) < 2:
        return []
    by = (
        "the roster, else by name"
        if roster
        else "name; roster=FILE joins them by what the LMS knows"
    )
    return [f"{listed(name or 'what lies beside' for name in names)}: people are joined by {by}."]


def named_alike(
    groups: Mapping[Token, Sequence[HandIn]],
    shared: set[str],
    rows: Mapping[Token, Identity | None],
) -> list[str]:
    """Those who have a name together, and cannot be joined by it."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for each, group in groups.items():
        if plain(group[0].who) in shared and not rows[each]:
            found[group[0].who].append(group[0].name)
    return [
        f"More than one is called {who}: {listed(names)} are not joined."
        for who, names in found.items()
    ]
