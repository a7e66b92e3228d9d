"""The days that were begun, run one after the other, and told to a continuous integration.

On GitHub, a table for each day goes into the run's summary, and each red task becomes an annotation
of the answer: at the line that the verdict names, else at the function or class that was asked,
else at no line.
https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
"""

import ast
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from katas.harness.answers import KATAS
from katas.harness.commands.common import all_days, stopped
from katas.harness.commands.figures import run_quietly
from katas.harness.days import Day, Task
from katas.harness.learner import backups
from katas.harness.run.record import Event, ExitStatus
from katas.harness.run.tally import RunTally

PLACE = re.compile(r"(\w+\.py):(\d+)")


@click.command("report")
@click.option("--summary", type=click.Path(), help="A file to which Markdown is added.")
def command(summary: str | None) -> None:
    """Run the days that were begun: a line for each task, Markdown, annotations for GitHub."""
    status = ExitStatus.GREEN
    begun = [day for day in all_days() if not backups.is_untouched(day)]
    texts = [] if begun else ["No day was begun: every answer is still the starter.\n"]
    click.echo("".join(texts), nl=False)
    for day in begun:
        try:
            run = run_quietly(day)
        except KeyboardInterrupt:
            stopped()
        status = max(status, run.status)
        click.echo(plain(day, run))
        if os.environ.get("GITHUB_ACTIONS"):
            for line in annotations(day, run):
                click.echo(line)
        texts.append(markdown(day, run))
    if summary:
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write("\n".join(texts))
    sys.exit(status)


def plain(day: Day, run: RunTally) -> str:
    """The day in lines of text."""
    lines = [f"Day {day.number}  {day.title}   {points(day, run)}"]
    lines += [run.stopped["text"].strip()] if run.stopped else []
    for task, mark, count, _ in rows(day, run):
        lines.append(f"  {task.number}  {task.title:<42}{mark} {count}")
    return "\n".join(lines)


def markdown(day: Day, run: RunTally) -> str:
    """The day as a section of Markdown."""
    head = f"## Day {day.number}: {day.title}\n\n{points(day, run)}\n"
    if run.stopped:
        return f"{head}\n```\n{run.stopped['text'].strip()}\n```\n"
    lines = ["| | Task | | Points |", "|---|---|---|---|"]
    for task, mark, count, earned in rows(day, run):
        lines.append(f"| {task.number} | {task.title} | {mark} {count} | {earned} |")
    return head + "\n" + "\n".join(lines) + "\n"


def points(day: Day, run: RunTally) -> str:
    earned = sum(day.task(number).points for number in run.green)
    return f"{earned} of {day.points} points"


def rows(day: Day, run: RunTally) -> Iterator[tuple[Task, str, str, int]]:
    """Each task with its mark, its tests that passed, of how many, and its points."""
    for task in day.tasks if not run.stopped else ():
        outcomes = run.outcomes(task.number)
        green = run.is_green(task.number)
        mark = "ok" if green else "x" if "failed" in outcomes else "?"
        count = f"{outcomes.count('passed')} of {len(outcomes) - outcomes.count('not_run')}"
        yield task, mark, count, task.points if green else 0


def annotations(day: Day, run: RunTally) -> Iterator[str]:
    """A workflow command for the first red test of each task, at the answer's line if known."""
    if run.stopped:
        yield annotation(day, f"Day {day.number}", run.stopped["text"], run.stopped["text"])
        return
    for task in day.tasks:
        red = [
            result
            for test in run.of_task(task.number)
            if (result := run.results.get(test["id"])) and result["outcome"] == "failed"
        ]
        if red:
            rule, verdict = run.tests[red[0]["id"]]["rule"], red[0]["verdict"]
            where = "\n".join(verdict[part] for part in ("where", "got", "note", "asked"))
            text = said(rule, red[0])
            yield annotation(day, f"Task {task.number}: {task.title}", text, f"{where}\n{rule}")


def said(rule: str, red: Event) -> str:
    parts = [(part, red["verdict"][part]) for part in ("asked", "expected", "got")]
    return "\n".join([rule, *(f"{part}: {text}" for part, text in parts if text)])


def annotation(day: Day, title: str, text: str, where: str) -> str:
    """One workflow command. Its data are escaped as GitHub's toolkit does."""
    file, line = named_place(day, where) or named_definition(day, where) or (day.answers[0], "")
    path = (day.folder / file).relative_to(KATAS.parent)
    properties = {"file": str(path), "line": line, "title": title}
    escaped = ",".join(f"{key}={escape(value, ':,')}" for key, value in properties.items() if value)
    return f"::error {escaped}::{escape(text)}"


def named_place(day: Day, text: str) -> tuple[str, str] | None:
    """The first line of an answer that the text names, as "exports.py:31"."""
    return next((each for each in PLACE.findall(text) if each[0] in day.answers), None)


def named_definition(day: Day, text: str) -> tuple[str, str] | None:
    """Where that of the answer's functions, classes and methods begins which the text names first.

    A lower-case word is a name only in front of a parenthesis: it may be a word like any other. A
    method is one only behind a point: "Desk.as_view()" is of a class that inherits it.
    """
    found: list[tuple[int, str, int]] = []
    for file in day.answers:
        try:
            tree = ast.parse((day.folder / file).read_bytes())
        except (OSError, ValueError, SyntaxError):
            continue
        for node, name in named(tree):
            if match := re.search(name, text):
                found.append((match.start(), file, node.lineno))
    if not found:
        return None
    _, file, line = min(found)
    return file, str(line)


FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def named(tree: ast.Module) -> Iterator[tuple[ast.stmt, str]]:
    """What a module defines at its top and in its classes, each with the pattern of its name."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            for method in node.body:
                if isinstance(method, FUNCTIONS):
                    yield method, rf"\b\w+\.{method.name}\("
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            yield node, rf"\b{node.name}" + (r"\(" if node.name.islower() else r"\b")


def escape(text: str, more: str = "") -> str:
    for sign in "%\r\n" + more:
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text
