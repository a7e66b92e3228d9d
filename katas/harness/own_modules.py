"""Modules of the learner's own beside the answers: green needs them, nobody hands them in."""

import ast
from collections.abc import Iterator

from katas.harness.days import Day

THE_DAYS = {"__init__.py", "__pycache__", "starter", "tests"}


def of(day: Day) -> list[str]:
    """What the answers name in the day's folder that is neither theirs nor the day's."""
    theirs = {*THE_DAYS, *day.given, *day.answers}
    own = [
        entry.name
        for entry in sorted(day.folder.iterdir())
        if entry.name not in theirs and (entry.suffix == ".py" or entry.is_dir())
    ]
    named = {part for file in day.answers for part in _named(day, file)} if own else set()
    return [name for name in own if name.removesuffix(".py") in named]


def _named(day: Day, file: str) -> Iterator[str]:
    """The names under the day's package that the file imports, or has in a text."""
    try:
        tree = ast.parse((day.folder / file).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return
    package = f"{day.package}."
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=module, names=names, level=level):
                start = package if level == 1 else "" if not level else "."
                dotted = [f"{start}{module or ''}.{alias.name}" for alias in names]
            case ast.Import(names=names):
                dotted = [alias.name for alias in names]
            case ast.Constant(value=str(text)) if len(text) < 200:
                dotted = [text]
            case _:
                continue
        for name in dotted:
            if name.startswith(package):
                yield name.removeprefix(package).lstrip(".").split(".")[0]


def told(day: Day, names: list[str]) -> str:
    """What the learner is told of them."""
    files = " and ".join(day.answers)
    one = len(names) == 1
    return (
        f"{' and '.join(names)} in {day.name} {'is' if one else 'are'} yours alone: only {files}"
        f" {'is' if len(day.answers) == 1 else 'are'} handed in and graded."
        f" Move what you need of {'it' if one else 'them'} into {files}."
    )
