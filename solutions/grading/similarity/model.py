"""What the cohort's page shows of answers that are alike."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace


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

    def renamed(self, shown: Callable[[str], str]) -> "Alike":
        """Under other names, and without the code, which may say whose it is."""
        students = tuple(shown(student) for student in self.students)
        return replace(self, students=students, left=(), right=())


@dataclass(frozen=True)
class Similar:
    """What is shown of all days. gaps: what was not compared, and why."""

    pairs: tuple[Alike, ...] = ()
    gaps: tuple[str, ...] = ()

    def renamed(self, shown: Callable[[str], str]) -> "Similar":
        return replace(self, pairs=tuple(pair.renamed(shown) for pair in self.pairs))

    def without(self, together: Callable[[Collection[str], int], bool]) -> "Similar":
        """Without the pairs whose students are known to work together on that day."""
        return replace(self, pairs=tuple(p for p in self.pairs if not together(p.students, p.day)))
