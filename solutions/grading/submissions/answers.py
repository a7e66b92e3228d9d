"""A student's answers, found by the names in kata.toml; what cannot be examined, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from katas.harness.days import Day
from solutions.grading.submissions import moments
from solutions.grading.submissions.choice import Choice, Item, is_starter, text_of, tried
from solutions.grading.submissions.contents import Contents, listed, typed
from solutions.grading.submissions.entries import CannotRead
from solutions.grading.submissions.file_names import ARCHIVE
from solutions.grading.submissions.inbox import HandIn
from solutions.grading.submissions.moments import Moment
from solutions.grading.submissions.near import Near
from solutions.grading.submissions.people import Submission

NAMED = 4  # files that one sentence names


@dataclass
class StudentAnswer:
    """What a student handed in for a day.

    problem: why it is ungradable. No files and no problem: absent; unbegun: why, if there is
    something after all. notes: what was taken in the place of what. late: the LMS marked it.
    moment: when it was handed in.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    problem: str = ""
    unbegun: str = ""
    notes: list[str] = field(default_factory=list)
    late: bool = False
    moment: Moment = field(default_factory=Moment)


def read(
    submission: Submission,
    days: Sequence[Day],
    known: Sequence[Day],
    alone: bool | None = None,
) -> dict[int, StudentAnswer]:
    """The student's answers for `days`. known: all that there are.

    alone: whether one day alone is graded; None if `days` are all that are graded.
    """
    found = listed(submission)
    alone = len(days) == 1 if alone is None else alone
    return {
        day.number: Search(day, alone, known, submission.hand_ins, found).answer() for day in days
    }


class Search:
    """For one day's answer among what a student handed in.

    A file that has the answer's name is it (choice.py says which of several). Where only one day is
    in question, a lone .py file of any name is it, too. Whatever else may be one is a problem,
    never nothing. alone: no other day is graded.
    """

    def __init__(
        self,
        day: Day,
        alone: bool,
        known: Sequence[Day],
        hand_ins: Sequence[HandIn],
        found: Contents,
    ) -> None:
        self.day, self.alone, self.known = day, alone, known
        self.hand_ins = [each for each in hand_ins if self._is_for(each)]
        # What is called after the day says more than what may be for any.
        self.own = [each for each in self.hand_ins if each.days] or self.hand_ins
        self.items = [item for item in found.items if self._is_for(item.hand_in)]
        self.faults = [fault for hand_in, fault in found.faults if self._is_for(hand_in)]
        self.near = Near(day, alone, known, self.items)
        self.left_out = found.left_out
        self.asked = f"{' and '.join(day.answers)}, in {day.name}/ or by itself"

    def _is_for(self, hand_in: HandIn) -> bool:
        return not hand_in.days or self.day.number in hand_in.days

    def answer(self) -> StudentAnswer:
        if self.faults:
            return self._ungradable("; ".join(self.faults))
        choice = Choice(self.day, self.alone, self.known, self.items)
        try:
            taken, problems = self._taken(choice)
            if problems:
                return self._ungradable("; ".join(problems))
            if not taken:
                return self._without(self.near.may_be())
            if all(is_starter(self.day, file, text) for file, text in taken.items()):
                near = [item for item in self.near.may_be() if self.near.says_so(item)]
                if other := [item for item in near if item not in choice.seen]:
                    return self._without(other)
                files = " and ".join(taken)
                return StudentAnswer(unbegun=f"Not begun: {files} as it was handed out.")
        except CannotRead as error:
            return self._ungradable(str(error))
        late = any(item.hand_in.late for item in choice.taken)
        notes = [*choice.notes, *self._not_taken(choice, set(taken.values()))]
        notes += [
            f"Not counted: {item.path} looks like day {day}'s, and was handed in for "
            f"{item.hand_in.assignment}."
            for item, day in self.near.elsewhere()
        ]
        moment = moments.of(choice.taken, answer=taken)
        return StudentAnswer(taken, notes=notes, late=late, moment=moment)

    def _taken(self, choice: Choice) -> tuple[dict[str, bytes], list[str]]:
        """The answer's files, and all that is wrong with them: it is told at once."""
        taken, problems, missing = dict[str, bytes](), list[str](), list[str]()
        for file in self.day.answers:
            try:
                if (text := choice.of(file)) is None:
                    missing.append(file)
                else:
                    taken[file] = text
            except CannotRead as error:
                problems.append(str(error))
        if missing and (taken or problems):
            there = [file for file in self.day.answers if file not in missing]
            problems.append(f"{', '.join(missing)} is missing beside {', '.join(there)}")
        return taken, problems

    def _not_taken(self, choice: Choice, taken: set[bytes]) -> list[str]:
        """Tell of files that differ and may be meant, beside one with the answer's name."""
        files = " and ".join(self.day.answers)
        other = [
            item.path
            for item in self.near.may_be()
            if item.entry.name.lower().endswith((".py", ".ipynb"))
            and item not in choice.seen
            and not self.near.days_asking_for(item)
            and tried(item.entry) not in taken
        ]
        return [f"Not taken, as {files} was there: {named(other)}."] if other else []

    def _ungradable(self, problem: str) -> StudentAnswer:
        for hand_in in self.hand_ins:
            # A .zip is called after its student, and reports that name nobody show this, too.
            if hand_in.file and not hand_in.place.is_folder:
                own = hand_in.file if hand_in.lms else "what was handed in"
                problem = problem.replace(hand_in.place.name, own)
        late = any(each.late for each in self.own)
        moment = moments.of([i for i in self.items if i.hand_in in self.own], self.own)
        return StudentAnswer(problem=problem, late=late, moment=moment)

    def _without(self, near: list[Item]) -> StudentAnswer:
        """What to make of it when no file has an answer's name. Raises CannotRead.

        near: what may be the answer under another name.
        """
        lone = [item for item in near if item.entry.name.lower().endswith(".py")]
        file = self.day.answers[0]
        meant = bool(lone) and self.near.is_meant(lone[0])
        if len(lone) == len(self.day.answers) == 1 and meant:
            text, name = text_of(lone[0].entry), lone[0].own_path
            if is_starter(self.day, file, text):
                return StudentAnswer(unbegun=f"Not begun: {name} is {file} as it was handed out.")
            note = f"Taken as {file}: {lone[0].path}, the only .py file that was handed in."
            late, moment = lone[0].hand_in.late, moments.of(lone, answer={file: text})
            return StudentAnswer({file: text}, notes=[note], late=late, moment=moment)
        if near or self.near.strange():
            return self._ungradable(self._found(near or self.near.strange()))
        if any(item.hand_in in self.own for item in self.items) or not (empty := self._empty()):
            return StudentAnswer()
        return self._ungradable(f"{empty.removesuffix('.')}. Asked for: {self.asked}")

    def _found(self, items: Sequence[Item]) -> str:
        for item in items:
            if ARCHIVE.search(item.entry.name):
                item.entry.read()
                return f"{item.own_path}: only folders and .zip are looked into"
        names = named([item.own_path for item in items])
        other = [(item.own_path, self.near.days_asking_for(item)) for item in items]
        hint = "".join(f" {name} looks like day {days[0]}'s." for name, days in other[:1] if days)
        notebook = any(item.entry.name.lower().endswith(".ipynb") for item in items)
        hint += " A notebook is no module: save its code as .py." if notebook else ""
        return f"found {names}. Asked for: {self.asked}.{hint}"

    def _empty(self) -> str:
        """What there is instead of files; "" for nothing at all, or a folder that is empty."""
        for hand_in in self.own:
            if hand_in.typed:
                return typed(hand_in.place)
        if self.left_out and self.own:
            return f"found only {', '.join(sorted(self.left_out)[:NAMED])}"
        return "the .zip is empty" if not all(h.place.is_folder for h in self.own) else ""


def named(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - NAMED} more" if len(paths) > NAMED else ""
    return f"{', '.join(paths[:NAMED])}{more}"
