"""Into which column of a gradebook a day's points go: one that is there, or a new one."""

import re
from collections.abc import Mapping, Sequence

from katas.harness.days import Day
from solutions.grading.reports.gradebooks import title
from solutions.grading.submissions.file_names import days_named
from solutions.grading.submissions.identity import squeezed
from solutions.grading.text import listed

ID = re.compile(r" \(\d+\)$")


def of_gradebook(
    lms: str, days: Sequence[Day], assignments: Mapping[str, float], earlier: bool = False
) -> tuple[dict[int, str], list[str]]:
    """The columns that are clearly a day's, and what is to be known of them, in sentences.

    assignments: the columns of that gradebook, Canvas' with an ID behind, and each one's points.
    earlier: as an earlier roster had them.
    """
    found, told = dict[int, str](), list[str]()
    of = f"{lms}'" if lms.endswith("s") else f"{lms}'s"
    by = ", as an earlier roster had it" if earlier else ""
    for day in days:
        forms = {squeezed(day.title), squeezed(title(day))}
        fitting = {
            head: points
            for head, points in assignments.items()
            if days_named([head]) == {day.number} or squeezed(ID.sub("", head)) in forms
        }
        start = f"{lms.lower()}.csv, day {day.number}:"
        if len(fitting) > 1:
            told.append(f"{start} more than one column may be meant: {listed(fitting)}. It is new.")
        if not fitting:
            told.append(f"{start} a new column, for none is called after the day.")
        for head, points in fitting.items() if len(fitting) == 1 else ():
            if points == day.points:
                found[day.number] = head
                told.append(f"{start} goes into {of} own column, {head}{by}.")
            else:
                many = f"{points:g} points, the day {day.points}"
                told.append(f"{start} a new column, for {head} has {many}.")
    return found, told
