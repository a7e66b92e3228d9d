"""The first red test of a task, in the parts that a view prints one below the other."""

from pathlib import Path

from rich.console import RenderableType
from rich.text import Text

from katas.harness.days import Task
from katas.harness.display.console import headed, indent, indented
from katas.harness.display.run_facts import explained
from katas.harness.display.verdict_view import verdict_lines
from katas.harness.run.tally import RunTally


def red_parts(run: RunTally, task: Task, folder: Path, room: int) -> list[RenderableType]:
    """Its rule, its verdict, and what else is red in the task. room: columns."""
    first = explained(run, task, folder)
    lines: list[RenderableType] = [
        "",
        headed(f"Task {task.number}: {task.title}", room, "red"),
        Text(indented(first.rule, 0, room)),
        "",
        *verdict_lines(first.verdict, room),
    ]
    if first.output:
        lines += ["", Text("  your code printed", "dim"), Text(indent(first.output, 4))]
    if first.also:
        lines += ["", Text("  also red in this task", "dim")]
        lines += [Text(indented(text, 4, room)) for text in first.also]
    return lines
