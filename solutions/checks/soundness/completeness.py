"""What a day has to have, and has not: read from its files, nothing is run."""

import ast
import re
from collections.abc import Iterator

from katas.harness import own_modules
from katas.harness.answers import KATAS
from katas.harness.days import Day
from solutions import SOLUTIONS
from solutions.checks.soundness import candidates, messages, mistakes_file
from solutions.checks.soundness.candidates import shown
from solutions.checks.soundness.patches import TO_WRITE

MOST_LINES = 119  # of a starter: nobody has to scroll
MOST_WHEATS = 5  # that are asked for
MOST_HINTS, HINTS_ASKED_FOR = 12, 5
READMES = [
    KATAS.parent / "README.md",
    SOLUTIONS / "README.md",
    SOLUTIONS / "grading" / "packing" / "student_edition" / "README.md",
]


def faults(day: Day) -> list[str]:
    """What is missing, each with what to do."""
    return [*_files(day), *_lesson(day), *_tests(day), *_answers(day), *_readmes(day)]


def unwritten(day: Day) -> list[str]:
    """Where what `make new` has laid out is still to be written: file, line and what."""
    own = [day.folder / "README.md", day.folder / "kata.toml", candidates.home_of(day) / "NOTES.md"]
    found = []
    for file in [*own, *READMES]:
        lines = file.read_text("utf-8").splitlines() if file.is_file() else []
        for number, line in enumerate(lines, start=1):
            if TO_WRITE in line and (file in own or day.name in line):
                what = line.partition(TO_WRITE)[2].strip(' :|"')
                first = what.partition(" | ")[0].partition(". ")[0]
                found.append(f"{shown(file)}:{number}  {first}")
    return found


def _files(day: Day) -> Iterator[str]:
    needed = [day.folder / "README.md", day.tests / "driver.py"]
    for file in (*needed, candidates.home_of(day) / "NOTES.md"):
        if not file.is_file():
            yield f"{shown(file)} is missing"
    named = {"README.md", "kata.toml", *own_modules.THE_DAYS, *day.answers, *day.given}
    for entry in sorted(day.folder.iterdir()):
        if entry.name not in named:
            yield f"{shown(entry)} is not named in kata.toml: name it in given or apps"
    init = day.folder / "__init__.py"
    if not init.is_file() or "extend_path(__path__, __name__)" not in init.read_text("utf-8"):
        yield (
            f"{shown(init)} does not say `__path__ = extend_path(__path__, __name__)`:"
            " without it no other answer is ever examined"
        )
    for name in day.answers:
        mine, starter = day.folder / name, day.starter / name
        if not (mine.is_file() and starter.is_file()):
            yield f"{shown(starter)} and {shown(mine)} are to be the same file: one is missing"
        elif mine.read_bytes() != starter.read_bytes():
            yield f"{shown(mine)} is not {shown(starter)}: copy the one that you mean to the other"
        elif (lines := len(starter.read_text("utf-8").splitlines())) > MOST_LINES:
            yield f"{shown(starter)} has {lines} lines, to be {MOST_LINES} at most"


def _lesson(day: Day) -> Iterator[str]:
    file = day.folder / "README.md"
    text = file.read_text("utf-8").lower() if file.is_file() else ""
    for task in day.tasks:
        row = f"| {task.number} | {task.title} | {task.points} |"
        if text and row.lower() not in text:
            yield f"{shown(file)} has no row `{row}` in its table of tasks"


def _tests(day: Day) -> Iterator[str]:
    files = sorted(day.tests.glob("test_*.py"))
    if not files:
        yield f"{shown(day.tests)} has no test_*.py"
    for file in files:
        for node in ast.walk(mistakes_file.parsed(file)):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if node.name.startswith("test_") and not ast.get_docstring(node):
                yield (
                    f"{shown(file)}: {node.name} has no docstring; the learner reads it as the"
                    " sentence that says what is required"
                )


def _answers(day: Day) -> Iterator[str]:
    least = min(len(day.tasks), MOST_WHEATS)
    if (count := len(candidates.wheats(day))) < least:
        yield f"wheats: {count}, to be {least} at least: one for each task, up to {MOST_WHEATS}"
    hints = len({mistake.sentence for mistake in mistakes_file.told(day)})
    fewest = min(len(day.tasks), HINTS_ASKED_FOR)
    if not fewest <= hints <= MOST_HINTS:
        yield (
            f"mistakes with a Hint: {hints} whose messages are recorded, to be {fewest} to"
            f" {MOST_HINTS}: one for each task, up to {HINTS_ASKED_FOR}"
        )
    known = mistakes_file.tasks_of(day)
    red = {test for chaff in candidates.chaffs(day) for test in messages.caught_by(day, chaff)}
    caught = {known[name] for test in red if (name := test.partition("[")[0]) in known}
    for task in day.tasks:
        if task.number not in caught:
            yield (
                f"task {task.number}: no chaff is caught there, to be one for each task at least"
                f" (make soundness day={day.number} update=1 records what catches it)"
            )


def _readmes(day: Day) -> Iterator[str]:
    for file in READMES:
        if not re.search(rf"\b{day.name}/(README|NOTES)\.md\)", file.read_text("utf-8")):
            yield f"{shown(file)} has no row for day {day.number}"
