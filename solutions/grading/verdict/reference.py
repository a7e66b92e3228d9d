"""The reference's run of each day: it says which tests there are and what cannot be run here.

It is made in the same kind of sandbox as every submission's. A day whose own reference does not
pass is not graded: the fault would be given to the students.

Where submissions can read what lies beside them, as on Gradescope, there is no reference. The
starter, which the class has anyway, then shows the same: its tests are the day's, and a test that
lacks a program says so before it looks at the answer. Only that a right answer passes there has to
be tried by hand.
"""

from collections.abc import Sequence

from katas.harness.days import Day
from solutions import SOLUTIONS
from solutions.grading.sandbox.outcome import RunOutcome
from solutions.grading.verdict.expected import Expected, bounds

SEED = 1
WAITS = 1 / 3  # of a run's time that it computes


class Unsound(Exception):
    """A day cannot be graded here. The text says why."""


def files_of(day: Day, starter: bool = False) -> dict[str, bytes]:
    """The answer files of the reference, or of the starter. Raises Unsound if one is missing."""
    folder = day.starter if starter else SOLUTIONS / day.name
    try:
        return {file: (folder / file).read_bytes() for file in day.answers}
    except FileNotFoundError as error:
        raise Unsound(f"Day {day.number} has no reference: {error.filename} is missing.") from None


def expected(ran: RunOutcome, starter: bool = False) -> Expected:
    """What the run shows. Raises Unsound if it is no whole one, or red where it should be green."""
    green = {"passed", "not_run"} | ({"failed"} if starter else set())
    record, day = ran.record, ran.day
    announced = record.of("run")
    outcomes = {event["id"]: event for event in record.of("test")}
    problems = [f"{event['reason']}: {event['text']}" for event in record.of("stopped")]
    problems += record.faults
    problems += [
        f"{event['file']}:{event['line']} {event['reason']}" for event in record.of("trip")
    ]
    for name, event in outcomes.items():
        if event["outcome"] not in green:
            said = event["verdict"] or {}
            problems.append(f"{name}: {event['outcome']}: {said.get('got') or said.get('note')}")
    if not announced or not record.ended:
        problems.append(f"its run broke off. {ran.trouble} {(ran.ending or {}).get('said', '')}")
    elif {test["id"] for test in announced[0]["tests"]} != set(outcomes):
        problems.append("its run left out tests")
    elif not record.sealed:
        problems.append("its record has no seal")
    if problems:
        text = "\n  ".join(problems)
        raise Unsound(
            f"Day {day.number} is not graded: its {'starter' if starter else 'reference'} "
            f"does not run here as it should.\n  {text}"
        )
    run = announced[0]
    not_run = frozenset(n for n, event in outcomes.items() if event["outcome"] == "not_run")
    cpu = (ran.ending or {}).get("cpu", ran.seconds)
    slowest = max(float(event["seconds"]) for event in outcomes.values())
    figures = {} if starter else {name: bounds(event) for name, event in outcomes.items()}
    return Expected(
        day,
        run["tests"],
        not_run,
        run["versions"],
        waits=cpu < WAITS * ran.seconds,
        figures=figures,
        cpu=0 if starter else cpu,
        took=(ran.fair, slowest * ran.fair / ran.seconds if ran.seconds else slowest),
    )


def gaps(found: Sequence[Expected]) -> list[str]:
    """The tests that nobody can be given points for or lose any."""
    return [f"day {each.day.number}: {name}" for each in found for name in sorted(each.not_run)]
