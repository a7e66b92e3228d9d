"""What there is to tell of a run: what has changed, and what is to be explained first."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from katas.harness.days import Task
from katas.harness.run.record import Event
from katas.harness.run.source_links import with_places
from katas.harness.run.tally import RunTally
from katas.harness.verdicts import LEFT_OUT

MOST_NAMED = 4  # tests in a line
MOST_RULES = 6  # of the other red tests of a task, told by what they say
FAULTS = {"unfit": "the environment", "error": "a fault of the kata"}
COUNTS_WHEN_GREEN = "The first number counts green tests. A task counts when all of its are."


@dataclass(frozen=True)
class Explained:
    """The first red test of a task: its rule, its verdict with places as paths, what was printed.

    also: what else is red in the task, each with the number of tests in a few words.
    """

    test: str
    rule: str
    verdict: Event
    output: str
    also: list[str]


def explained(run: RunTally, task: Task, folder: Path) -> Explained:
    """The first red test of a task that has one. folder: where the examined files lie."""
    failed = [
        result
        for test in run.of_task(task.number)
        if (result := run.results.get(test["id"])) and result["outcome"] == "failed"
    ]
    first, *others = failed
    left_out = sum(map(is_left_out, others))
    others = [other for other in others if not is_left_out(other)]
    rule = run.tests[first["id"]]["rule"]
    also = []
    for other, count in Counter(run.tests[other["id"]]["rule"] for other in others).items():
        times = f" (in {count} tests)" if count > 1 else ""
        if other == rule:
            other, times = "the rule above", times or " (in another test)"
        also.append(f"{other}{times}")
    if len(also) > MOST_RULES:
        also[MOST_RULES:] = [f"and {len(also) - MOST_RULES} more"]
    if left_out:
        also.append(f"{left_out} left out, after one that did not end")
    verdict = with_places(first["verdict"], run.day, folder)
    return Explained(first["id"], rule, verdict, first["output"], also)


def changed(run: RunTally, before: tuple[set[str], set[str]]) -> list[tuple[str, list[str]]]:
    """What is green that was red in the last run, and the other way round: words and tests.

    before: the tests that were red at the end of the last run, and those that were green.
    """
    was_red, was_green = before if run.is_mine else (set(), set())
    now = {id_: result["outcome"] for id_, result in run.results.items()}
    fixed = [id_ for id_ in run.tests if id_ in was_red and now.get(id_) == "passed"]
    failed = [id_ for id_ in run.tests if id_ in was_green and now.get(id_) == "failed"]
    newly = [id_ for id_ in failed if not is_left_out(run.results[id_])]
    return [(words, tests) for words, tests in (("fixed", fixed), ("newly red", newly)) if tests]


def in_a_line(words: str, tests: list[str]) -> str:
    """For example "fixed: test_a, test_b and 3 more"."""
    more = f" and {len(tests) - MOST_NAMED} more" if len(tests) > MOST_NAMED else ""
    return f"{words}: {', '.join(tests[:MOST_NAMED])}{more}"


@dataclass(frozen=True)
class Unjudged:
    """What could not be judged, for whose fault, and the tests that it kept from running."""

    fault: str
    note: str
    tests: list[str]


def unjudged(run: RunTally) -> list[Unjudged]:
    """Each reason once: the environment's, or the kata's own."""
    found: dict[str, Unjudged] = {}
    for result in run.results.values():
        if fault := FAULTS.get(result["outcome"]):
            note = result["verdict"]["note"]
            found.setdefault(note, Unjudged(fault, note, [])).tests.append(result["id"])
    return list(found.values())


def notes_on(run: RunTally, task: Task) -> list[str]:
    """What stands below a task's line: "2 not run", "could not be judged"."""
    outcomes = run.outcomes(task.number)
    missing = outcomes.count("not_run")
    results = (run.results.get(test["id"]) for test in run.of_task(task.number))
    left_out = sum(result is not None and is_left_out(result) for result in results)
    unfit = outcomes.count("unfit") + outcomes.count("error")
    return (
        [f"{missing} not run"] * bool(missing)
        + [f"{left_out} left out"] * bool(left_out)
        + ["could not be judged"] * bool(unfit)
    )


def is_left_out(result: Event) -> bool:
    """Whether a test counts as red only because another one of its task did not end."""
    return bool((result["verdict"] or {}).get("cause") == LEFT_OUT)
