"""How often the right mistake is named, worked out from the recorded messages; nothing is run.

A case is one or two wrong answers at work, and perhaps tasks that nobody has begun. What is red is
what each of them turns red alone, together; test_mistakes_named.py runs some pairs to see that.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from katas.harness.days import Day
from katas.harness.learner.mistakes import Mistake, best, read
from solutions.checks.soundness import mistakes_file

# The mistakes that are known, the task, the task of each red test: the sentence, or "".
Match = Callable[[Iterable[Mistake], int, dict[str, int]], str]


@dataclass(frozen=True)
class Case:
    """kind: "alone", "unfinished", "pair"; the mistakes at work, and the task of each red test."""

    kind: str
    mistakes: tuple[Mistake, ...]
    red: dict[str, int]

    @property
    def task(self) -> int:
        """The task that the learner works on: the first that the mistakes turn red."""
        return min(self.red[test] for mistake in self.mistakes for test in mistake.tests)

    @property
    def sentences(self) -> set[str]:
        return {mistake.sentence for mistake in self.mistakes} - {""}

    @property
    def has_name(self) -> bool:
        """Whether a mistake with a sentence is at work in that task."""
        return any(
            mistake.sentence and self.task in {self.red[test] for test in mistake.tests}
            for mistake in self.mistakes
        )


@dataclass
class Counts:
    """Cases, those to be named, those named rightly, and those to which a wrong name was given."""

    cases: int = 0
    named_of: int = 0
    named: int = 0
    wrong: int = 0

    def add(self, case: Case, sentence: str) -> None:
        self.cases += 1
        self.named_of += case.has_name
        self.named += case.has_name and sentence in case.sentences
        self.wrong += bool(sentence) and sentence not in case.sentences

    @property
    def share(self) -> float:
        return self.named / self.named_of if self.named_of else 1.0

    @property
    def wrong_share(self) -> float:
        return self.wrong / self.cases if self.cases else 0.0


def answers(day: Day) -> list[Mistake]:
    """Every wrong answer of the day, as the mistake that it is."""
    found = []
    for tests, chaffs in mistakes_file.by_tests(day).items():
        named = mistakes_file.speaker(chaffs)
        found += [Mistake(tests, named.hint if named else "")] * len(chaffs)
    return found


def cases(day: Day) -> Iterator[Case]:
    """Each answer alone; beside tasks not begun, all, the later ones, or one or two; and pairs.

    A task not begun has all its tests red: those that the starter turns red, and more.
    """
    of_function, all_ = mistakes_file.tasks_of(day), answers(day)
    tasks = {test: mistakes_file.task_of(test, of_function) for one in all_ for test in one.tests}
    whole: dict[int, list[str]] = {}
    for test, number in tasks.items():
        whole.setdefault(number, []).append(test)

    def red(*parts: Iterable[str]) -> dict[str, int]:
        return {test: tasks[test] for part in parts for test in part}

    for one in all_:
        yield Case("alone", (one,), red(one.tests))
        touched = {tasks[test] for test in one.tests}
        free = [number for number in whole if number not in touched]
        later = [number for number in free if number > min(touched)]
        for open_ in {tuple(free), tuple(later), *combinations(free, 1), *combinations(free, 2)}:
            if open_:
                yield Case("unfinished", (one,), red(one.tests, *(whole[n] for n in open_)))
    for pair in combinations(all_, 2):
        yield Case("pair", pair, red(*(one.tests for one in pair)))


def measured(day: Day, match: Match = best) -> dict[str, Counts]:
    """What comes of all cases of the day, by their kinds."""
    known = read(day)
    found: dict[str, Counts] = {}
    for case in cases(day):
        sentence = match(known, case.task, case.red)
        found.setdefault(case.kind, Counts()).add(case, sentence)
    return found


def unheard_of(day: Day) -> Counts:
    """What is said of a mistake that nobody has written down: each answer without a sentence, run
    alone and beside later tasks not begun, where mistakes.toml does not have its tests."""
    counts, known = Counts(), read(day)
    for case in cases(day):
        if case.kind != "pair" and not case.sentences:
            others = [each for each in known if each.red != case.mistakes[0].red]
            counts.add(case, best(others, case.task, case.red))
    return counts


def exactly(known: Iterable[Mistake], task: int, red: dict[str, int]) -> str:
    """The rule before: a mistake is named where exactly its tests are red."""
    every = red.keys()
    return next((each.sentence for each in known if each.red == every), "")
