"""Answers of a day that are alike beyond what the day's own files explain. Alike, not guilty.

Compared are fingerprints of tokens (solutions/grading/tokens.py). Left out of the comparison is
what everybody may have in common: the starter, the reference and its alternatives, and what more
than a third of the class has written. Answers that are the same token by token make one group.

Work grows with the number of answers, not with its square: only answers that share a fingerprint
are compared. Above EXACT answers, every eighth fingerprint stands for all of them: shares are then
estimates. A fingerprint in more than CROWD answers makes no pairs.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from pathlib import Path

from katas.harness.days import Day
from solutions.grading.tokens import Fingerprint, NotPython, fingerprints

SOLUTIONS = Path(__file__).resolve().parent.parent

EXACT = 300
ONE_OF = 8
CROWD = 40
LARGEST = 64 * 1024  # characters of a file: ten times what any answer needs
OWN_AT_LEAST = 40  # fingerprints of one's own: below that, two answers are alike by chance
# Independent right answers of the same day share a quarter, once in a while a half (measured on the
# wheats, without the baseline).
SHARE_AT_LEAST = 0.6
COMMON_SHARE, CLASS = 1 / 3, 9  # what so many have written in a class of that size is common
PAIRS_SHOWN = 25
LINES_SHOWN, CONTEXT = 120, 1

Files = Mapping[str, str]


@dataclass(frozen=True)
class Line:
    """A line of an answer; number 0 stands for lines left out."""

    number: int
    text: str
    alike: bool = False


@dataclass(frozen=True)
class Alike:
    """Two answers, or a group of equal ones. share: of the smaller one's own part, 0 to 1."""

    day: int
    students: tuple[str, ...]
    share: float
    left: tuple[Line, ...]
    right: tuple[Line, ...]
    estimated: bool = False

    def renamed(self, shown: Callable[[str], str]) -> "Alike":
        return replace(self, students=tuple(shown(student) for student in self.students))


def find(day: Day, students: Iterable[str], read: Callable[[str], Files]) -> list[Alike]:
    """The most alike answers of a day, most alike first.

    read: a student's answer files by name; called once for each student, and again for the few
    that are shown. Files that do not parse are left out.
    """
    known = baseline(day)
    groups: dict[frozenset[int], list[str]] = defaultdict(list)
    for student in sorted(students):
        own = frozenset(values(day, read(student))) - known
        if len(own) >= OWN_AT_LEAST:
            groups[own].append(student)
    estimated = len(groups) > EXACT
    own_parts = {names[0]: sampled(own) if estimated else own for own, names in groups.items()}
    found = [
        alike(day, tuple(names), 1.0, known, read) for names in groups.values() if len(names) > 1
    ]
    del groups
    common = widespread(own_parts)
    own_parts = {student: own - common for student, own in own_parts.items()}
    smallest = OWN_AT_LEAST // ONE_OF if estimated else OWN_AT_LEAST
    pairs = candidates({s: own for s, own in own_parts.items() if len(own) >= smallest})
    found += [
        replace(alike(day, pair, share, known | common, read), estimated=estimated)
        for pair, share in pairs[:PAIRS_SHOWN]
    ]
    return sorted(found, key=lambda a: (-a.share, a.students))[:PAIRS_SHOWN]


def of_cohort(
    days: Iterable[Day], students: Iterable[str], read: Callable[[Day, str], Files]
) -> list[Alike]:
    """What `find` finds, for all the days."""
    names = list(students)
    return [alike for day in days for alike in find(day, names, partial(read, day))]


def values(day: Day, files: Files) -> set[int]:
    """All fingerprints of an answer."""
    return {each.value for file in day.answers for each in parsed(files.get(file, ""))}


def parsed(text: str) -> list[Fingerprint]:
    if len(text) > LARGEST:
        return []
    try:
        return fingerprints(text)
    except NotPython:
        return []


def baseline(day: Day) -> set[int]:
    """The fingerprints that nobody owns: those of the starter, the reference and the wheats."""
    home = SOLUTIONS / day.name
    folders = [day.starter, home, *sorted((home / "wheats").glob("*/"))]
    known: set[int] = set()
    for folder in folders:
        files = {
            file: (folder / file).read_text(encoding="utf-8")
            for file in day.answers
            if (folder / file).is_file()
        }
        known |= values(day, files)
    return known


def sampled(own: Iterable[int]) -> frozenset[int]:
    return frozenset(value for value in own if value % ONE_OF == 0)


def widespread(own_parts: Mapping[str, frozenset[int]]) -> set[int]:
    """What more than a third of the class has written."""
    if len(own_parts) < CLASS:
        return set()
    counts = Counter(value for own in own_parts.values() for value in own)
    return {value for value, count in counts.items() if count > COMMON_SHARE * len(own_parts)}


def candidates(own_parts: Mapping[str, frozenset[int]]) -> list[tuple[tuple[str, str], float]]:
    """Pairs that share enough of the smaller one's own part, with the share; the highest first."""
    holders: dict[int, list[str]] = defaultdict(list)
    for student, own in own_parts.items():
        for value in own:
            holders[value].append(student)
    shared: Counter[tuple[str, str]] = Counter()
    for names in holders.values():
        if 1 < len(names) <= CROWD:
            shared.update(combinations(names, 2))
    found = [
        (pair, count / min(len(own_parts[pair[0]]), len(own_parts[pair[1]])))
        for pair, count in shared.items()
    ]
    found = [(pair, share) for pair, share in found if share >= SHARE_AT_LEAST]
    return sorted(found, key=lambda each: (-each[1], each[0]))


def alike(
    day: Day, students: tuple[str, ...], share: float, known: set[int], read: Callable[[str], Files]
) -> Alike:
    """The first two of the students side by side."""
    left, right = read(students[0]), read(students[1])
    shared = (values(day, left) & values(day, right)) - known
    sides = [marked(day, files, shared) for files in (left, right)]
    return Alike(day.number, students, share, sides[0], sides[1])


def marked(day: Day, files: Files, shared: set[int]) -> tuple[Line, ...]:
    """The lines that are alike, with a little of what is around them."""
    found: list[Line] = []
    for file in day.answers:
        text = files.get(file, "")
        hits: set[int] = set()
        for each in parsed(text):
            if each.value in shared:
                hits.update(range(each.first_line, each.last_line + 1))
        near = {hit + step for hit in hits for step in range(-CONTEXT, CONTEXT + 1)}
        last = 0
        for number, line in enumerate(text.splitlines(), 1):
            if number in near:
                if number > last + 1:
                    found.append(Line(0, "..."))
                found.append(Line(number, line, number in hits))
                last = number
    return tuple(found[:LINES_SHOWN])
