"""Whose the hand-ins are: those of one person joined, by the roster, else by name."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

from solutions.grading.submissions.identity import UNKNOWN, Identity, squeezed
from solutions.grading.submissions.inbox import HandIn
from solutions.grading.submissions.places import Place
from solutions.grading.submissions.roster import Roster
from solutions.grading.submissions.whom import Whom, forms
from solutions.grading.text import listed

COPY = re.compile(r"(?P<name>.+?) ?\((?P<number>\d+)\)", re.DOTALL)
Token = tuple[str, ...]


@dataclass(slots=True)
class Submission:
    """All that one student handed in. on_roster: whether they are; True where there is none."""

    student: str
    hand_ins: Sequence[HandIn] = ()
    identity: Identity = UNKNOWN
    on_roster: bool = True

    @property
    def places(self) -> list[Place]:
        """Where it is, under the names that an LMS gave: feedback goes back by them."""
        return [hand_in.place for hand_in in self.hand_ins if not hand_in.for_all]

    def for_days(self, days: Collection[int]) -> "Submission":
        """Without what was handed in for other days alone."""
        own = [each for each in self.hand_ins if not each.days or each.days.intersection(days)]
        return self if len(own) == len(self.hand_ins) else replace(self, hand_ins=own)

    @property
    def late(self) -> bool:
        """Whether an LMS marked any of it late."""
        return any(hand_in.late for hand_in in self.hand_ins)


@dataclass
class People:
    """The students, by name. notes: how they were joined, for the instructor.

    by_group: hand-ins that have a student's ID and somebody else's name, as Canvas names a group's.
    namesakes: those of people with one name, of whom nothing says who is who, by that name.
    """

    students: list[Submission]
    notes: list[str]
    by_group: dict[str, list[HandIn]] = field(default_factory=dict)
    namesakes: dict[str, list[HandIn]] = field(default_factory=dict)

    @property
    def unsettled(self) -> list[tuple[str, HandIn]]:
        """Hand-ins of which the instructor may have to say whose they are, by their student."""
        alike = [each for group in self.namesakes.values() for each in group]
        return [
            (one.student, each)
            for one in self.students
            for each in one.hand_ins
            if not one.on_roster or each in alike
        ]


NOBODY: Mapping[str, Identity] = {}


def joined(
    hand_ins: Sequence[HandIn],
    roster: Roster | None = None,
    earlier: Mapping[str, Identity] = NOBODY,
) -> People:
    """The students, called as on the roster, else as in the download.

    earlier: those of earlier runs, by name; without a roster, whose ID is known keeps the name.
    """
    groups: defaultdict[Token, list[HandIn]] = defaultdict(list)
    for hand_in in with_copies(hand_ins):
        groups[token(hand_in)].append(hand_in)
    shared = shared_names(groups)
    whom = roster.whom if roster else Whom(earlier.items())
    rows = {each: row_of(group, whom, shared, roster) for each, group in groups.items()}
    people: defaultdict[object, list[HandIn]] = defaultdict(list)
    for each, group in groups.items():
        name = plain(group[0].who)
        people[("known", rows[each]) if rows[each] else (each if name in shared else name)] += group
    students, under = list[Submission](), dict[str, str]()
    for group in people.values():
        known = rows[token(group[0])]
        names = list(dict.fromkeys(each.who for each in group))
        name = known or (numbered(group[0]) if plain(names[0]) in shared else names[0])
        if len(names) > 1:
            by = ("the roster" if roster else "their ID") if known else "name"
            under[name] = by
        own = whom.of(known) if known else UNKNOWN
        told = reduce(Identity.filled, (each.identity for each in group), own)
        if not roster and not any(each.lms for each in group):
            told = Identity(login=name)  # who names folders and has no roster names them so
        students.append(Submission(name, tuple(group), told, roster is None or known is not None))
    groups_own = by_group(students) if roster else {}
    notes = [
        f"{' and '.join(names)}: one person, by {under[student.student]}."
        for student in students
        if student.student in under
        and len(names := names_but(student, groups_own.get(student.student, []))) > 1
    ]
    told_apart(students)
    return People(
        sorted(students, key=lambda each: each.student),
        [*assignments_joined(hand_ins, roster), *notes],
        groups_own,
        namesakes(groups, shared, rows),
    )


def names_but(student: Submission, groups_own: Collection[HandIn]) -> list[str]:
    """What their hand-ins call a student, but for those that a group seems to have made."""
    own = [each for each in student.hand_ins if each not in groups_own]
    return list(dict.fromkeys(each.who for each in own))


def by_group(students: Iterable[Submission]) -> dict[str, list[HandIn]]:
    """The hand-ins whose name is none of the student's, by student."""
    found = {
        student.student: [
            each
            for each in student.hand_ins
            if each.lms == "Canvas"
            and not each.settled
            and not is_name_of(each.identity.name, known.name)
        ]
        for student in students
        if student.on_roster and (known := student.identity).canvas_id
    }
    return {name: hand_ins for name, hand_ins in found.items() if hand_ins}


def is_name_of(written: str, name: str) -> bool:
    """Whether it has all words of the name, in whatever order: "smithjohnjr" of John Smith, Jr."""
    left = squeezed(written)
    words = sorted(map(squeezed, name.replace(",", " ").split()), key=len, reverse=True)
    return left in forms(name) or all(word in left for word in words)


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


def row_of(
    group: Sequence[HandIn], whom: Whom, shared: Collection[str], roster: Roster | None
) -> str | None:
    """The name of who that is, on the roster or of earlier runs."""
    told = reduce(Identity.filled, (each.identity for each in group))
    if roster and group[0].lms == "Moodle" and (row := roster.participant(group[0].number)):
        return row
    if roster is None or plain(group[0].who) in shared:
        return whom.known(told)
    return whom.find(group[0].who, told)


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
        "the roster. Who is not on it is joined by name"
        if roster
        else "name; roster=FILE joins them by what the LMS knows"
    )
    return [f"{listed(name or 'what lies beside' for name in names)}: people are joined by {by}."]


def namesakes(
    groups: Mapping[Token, Sequence[HandIn]],
    shared: set[str],
    rows: Mapping[Token, str | None],
) -> dict[str, list[HandIn]]:
    """The hand-ins of those who have a name together, and cannot be joined by it."""
    found: defaultdict[str, list[HandIn]] = defaultdict(list)
    for each, group in groups.items():
        if plain(group[0].who) in shared and not rows[each]:
            found[group[0].who] += group
    return dict(found)
