"""Which function of the answer was called, in the words of the lesson: "bylines(articles)"."""

import ast
import inspect
from collections.abc import Iterable
from pathlib import Path
from types import CodeType, FrameType

from katas.harness.days import Day


def called(stack: Iterable[FrameType], files: list[Path], day: Day) -> str:
    """The first call into the answer, or "" if that is of a name which the starter doesn't have.

    stack: the outermost frame first. files: the answer files of the day.
    """
    names = {str(file) for file in files}
    codes = [frame.f_code for frame in stack if frame.f_code.co_filename in names]
    first = next((code for code in codes if code.co_name[0] != "<"), None)
    if first is None or outermost(first) not in given(day.starter / Path(first.co_filename).name):
        return ""
    return as_written(first)


def as_written(code: CodeType) -> str:
    """A call as one would write it: "Desk.get(request)", "Desk.as_view(...)(request)"."""
    parameters, more, named = inspect.getargs(code)
    parameters = [name for name in parameters if name not in ("self", "cls")]
    parameters += [f"*{more}"] * bool(more) + [f"**{named}"] * bool(named)
    arguments = f"({', '.join(parameters)})"
    name = code.co_qualname
    if ".<locals>." in name:
        return f"{name.partition('.<locals>.')[0]}(...){arguments}"
    if name.endswith(".__call__"):
        return f"{name.removesuffix('.__call__')}(...){arguments}"
    return f"{name.removesuffix('.__init__')}{arguments}"


def outermost(code: CodeType) -> str:
    """The module's name that the code belongs to: of "Desk.get" it is "Desk"."""
    return code.co_qualname.partition(".")[0]


def given(starter: Path) -> set[str]:
    """The functions and classes that a starter defines; none where there is no starter."""
    if not starter.is_file():
        return set()
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name for node in ast.parse(starter.read_bytes()).body if isinstance(node, kinds)}
