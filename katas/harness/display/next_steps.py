"""What there is to do after a run: commands, each with what it shows."""

import sys
from pathlib import Path

from katas.harness import answers
from katas.harness.days import Day, Task, after
from katas.harness.display.console import relative
from katas.harness.postgres import databases
from katas.harness.run.record import Event, ExitStatus
from katas.harness.run.tally import RunTally

Step = tuple[str, str]


def steps_after(run: RunTally, red: Task | None, hints_used: int) -> list[Step]:
    """The next steps. red: the task that is explained; hints_used: how many of its hints."""
    if run.status == ExitStatus.GREEN:
        return after_green(run)
    again = kata(run.day)
    data = f" seed={run.seed}" if red is not None else ""
    steps = [(f"{again}{data}", "all tasks of the day") if run.part else (again, "run again")]
    if red is not None:
        of_it = f" task={red.number}" if run.part else ""
        hint = f"make hint day={run.day.number}{of_it}"
        steps.append((hint, nudge(hints_used, len(red.hints))))
        test = first_failed(run, red)
        if run.part != "test":
            name = test["id"].partition("[")[0]
            steps.append((f"{again} test={name}{data}", "this test alone, same data"))
        pytest = relative(Path(sys.prefix) / "bin" / "pytest")
        debugger = "where breakpoint() works" if run.day.import_answers else "by pytest"
        there = " --db postgres" if databases.are_served() else ""
        steps.append((f"{pytest} '{test['node']}'{there}", debugger))
    if run.status == ExitStatus.ENVIRONMENT:
        steps.append(("make doctor", "what is wrong with this machine"))
    return [*steps, (lesson(run.day), "the lesson")]


def after_green(run: RunTally) -> list[Step]:
    """More to see, the next day, the reading; after a part of a day, all of it."""
    if run.part:
        return [(kata(run.day), "all tasks of the day")]
    steps = [compare_step(run.day)]
    if following := after(run.day):
        steps.append((kata(following), following.title))
    return [*steps, (lesson(run.day), "the lesson, where to read on")]


def compare_step(day: Day) -> Step:
    """The command that shows more once a day is green, and what it has to show here."""
    ours = answers.reference(day.name, day.answers) is not None
    meaning = "your answer beside ours, measured" if ours else "its figures, and others' mistakes"
    return f"make compare day={day.number}{here()}", meaning


def kata(day: Day) -> str:
    """The command that runs a day on the database of this run."""
    return f"make kata day={day.number}{here()}"


def here() -> str:
    """What a command takes to work on the database of this run."""
    return " db=postgres" if databases.are_served() else ""


def nudge(used: int, count: int) -> str:
    """What the next `make hint` gives."""
    if not used:
        return "a first nudge"
    return f"hint {used + 1} of {count}" if used < count else "all three again"


def first_failed(run: RunTally, task: Task) -> Event:
    """The first red test of a task that has one, as the run announced it."""
    outcomes = zip(run.of_task(task.number), run.outcomes(task.number), strict=True)
    return next(test for test, outcome in outcomes if outcome == "failed")


def lesson(day: Day) -> str:
    return relative(day.folder / "README.md")
