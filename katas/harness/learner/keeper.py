"""Keeps what a run of your own answer has reached, once, when it has ended."""

from collections.abc import Iterable, Sequence

from katas.harness.answers import folder
from katas.harness.days import Day
from katas.harness.learner import last_run, progress
from katas.harness.run.record import Event
from katas.harness.run.tally import RunTally
from katas.harness.verdicts import Figure


class Keeper:
    """Whoever consumes a run hands its events to one of these, beside the view that shows them."""

    def __init__(self, day: Day) -> None:
        self._run = RunTally(day)
        self._digest = ""

    def take(self, event: Event) -> str:
        """Take the next event; at the end, write. Returns "" or why that could not be done."""
        run = self._run
        run.take(event)
        if event["event"] == "run":
            self._digest = last_run.digest(run.day)
        if event["event"] == "stopped" and event["reason"] == "does-not-load" and not folder():
            last_run.note_unloadable(run.day)
        if event["event"] != "end" or run.stopped is not None or not run.is_mine:
            return ""
        outcomes = {id_: run.results.get(id_, {}).get("outcome", "failed") for id_ in run.tests}
        tasks = {id_: test["task"] for id_, test in run.tests.items()}
        green = run.green if run.part != "test" else []
        last_run.note(run.day, self._digest, outcomes, tasks, green, part=bool(run.part))
        if run.part == "test":
            return ""
        best = bounded(run.results.values(), green)
        known = progress.with_part(run.day, green, [*tasks.values()])
        return progress.note(run.day, known, best)


def bounded(results: Iterable[Event], green: Sequence[int]) -> list[Figure]:
    """The figures of one run that have a bound, of those with one name the highest.

    results: events "test" of the record. A figure that a task not yet green has, too, is left out.
    """
    found: dict[str, Figure] = {}
    red: set[str] = set()
    for result in results:
        for figure in (Figure(**figure) for figure in result["figures"]):
            before = found.get(figure.name)
            if result["task"] not in green:
                red.add(figure.name)
            elif figure.allowed is not None and (not before or figure.measured > before.measured):
                found[figure.name] = figure
    return [figure for figure in found.values() if figure.name not in red]
