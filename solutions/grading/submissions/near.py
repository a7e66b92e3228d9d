"""Which files may be a day's answer, though they are not called so."""

from collections.abc import Sequence

from katas.harness.days import Day
from solutions.grading.submissions.choice import Item, is_starter, tried
from solutions.grading.submissions.file_names import days_named, fits, is_given, mentions


class Near:
    """Among the files of one student. alone: no other day is graded. known: all days there are."""

    def __init__(self, day: Day, alone: bool, known: Sequence[Day], items: list[Item]) -> None:
        self.day, self.alone, self.known, self.items = day, alone, known, items

    def is_meant(self, item: Item) -> bool:
        """Whether it can be for no other day, and has no other day's name."""
        return self._in_question(item) and not self.days_asking_for(item)

    def _in_question(self, item: Item) -> bool:
        return self.alone or item.hand_in.days == {self.day.number}

    def may_be(self) -> list[Item]:
        """Files that may be this day's answer under another name, or elsewhere."""
        own = [item for item in self.items if not is_given(item.entry.parts, self.known)]
        return [item for item in own if self.says_so(item) or self._fits_no_other(item)]

    def says_so(self, item: Item) -> bool:
        """Whether its name, or a folder's, speaks of this day."""
        name = item.entry.name
        if is_given(item.entry.parts, self.known):
            return False
        if any(fits(name, file) is not None for file in self.day.answers):
            return True
        if numbers := days_named(item.entry.parts):
            return self.day.number in numbers
        return mentions(name, self.day)

    def _fits_no_other(self, item: Item) -> bool:
        """Whether it is for this day because no other is in question."""
        if not self._in_question(item):
            return False
        # A folder of a whole term has other days' answers; what an LMS took in is for this one.
        return bool(item.hand_in.days or item.hand_in.lms) or not self._of_other(item)

    def _of_other(self, item: Item) -> bool:
        name, others = item.entry.name, [d for d in self.known if d.number != self.day.number]
        by_name = self.days_asking_for(item) or any(mentions(name, day) for day in others)
        return bool(days_named(item.entry.parts) or by_name)

    def days_asking_for(self, item: Item) -> list[int]:
        """The other days of which it has an answer's name."""
        others = [day for day in self.known if day.number != self.day.number]
        return [
            day.number
            for day in others
            if any(fits(item.entry.name, file) is not None for file in day.answers)
        ]

    def elsewhere(self) -> list[tuple[Item, int]]:
        """What was handed in for this day and looks like another's, with that day.

        Not what lies in a day's folder: a whole project has all days' answers.
        """
        found = []
        for item in self.items:
            name, days = item.entry.name, item.hand_in.days
            own = not days or any(fits(name, file) is not None for file in self.day.answers)
            other = [number for number in self.days_asking_for(item) if number not in days]
            stray = other and not own and not days_named(item.entry.parts[:-1])
            if stray and not self._unchanged(item):
                found.append((item, other[0]))
        return found

    def _unchanged(self, item: Item) -> bool:
        """Whether it is as a day hands it out."""
        text = tried(item.entry)
        if not isinstance(text, bytes):
            return False
        return any(is_starter(day, file, text) for day in self.known for file in day.answers)

    def strange(self) -> list[Item]:
        """Everything, if none of it has to do with any day: it is not nothing."""
        of_this = any(self.says_so(item) for item in self.items)
        known = of_this or any(self._of_other(item) for item in self.items)
        return [] if known else self.items
