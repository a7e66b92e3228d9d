"""Keeps what a run of your own answer has reached, once, when it has ended."""

from collections.abc import Iterable

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
        # What is wrong still may well be cheap: figures count once the whole day is green.
        is_done = not run.part and len(green) == len(run.day.tasks)
        best = bounded(run.results.values()) if is_done else []
        return progress.note_run(run.day, green, [*tasks.values()], best)


def bounded(results: Iterable[Event]) -> list[Figure]:
    """The figures of one run that have a bound, of those with one name the highest.

    results: events "test" of the record.
    """
    found: dict[str, Figure] = {}
    for figure in (Figure(**figure) for result in results for figure in result["figures"]):
        before = found.get(figure.name)
        if figure.allowed is not None and (not before or figure.measured > before.measured):
            found[figure.name] = figure
    return [*found.values()]
