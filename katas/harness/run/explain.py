"""Turns what a test raised into an outcome and a verdict.

A red message is usually worded where the test calls `require`; here is what any other exception
means.
"""

import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import pytest

from katas.harness.answers import KATAS, MissingName
from katas.harness.days import Day
from katas.harness.run.called import called
from katas.harness.run.time_limit import TimeLimit
from katas.harness.verdicts import NotRun, Unfit, Verdict, Wrong, shown


class NobodyTypes(BaseException):
    """The answer wants a debugger where no terminal is.

    Not an Exception, so that no `except Exception` makes its words those of a verdict.
    """


def outcome_of(error: BaseException, files: list[Path], day: Day) -> tuple[str, Verdict]:
    """The outcome ("failed", "not_run", "unfit" or "error") and its verdict.

    files: the answer files of the day.
    """
    if isinstance(error, Wrong):
        return "failed", error.verdict
    if isinstance(error, NotRun):
        return "not_run", Verdict(note=f"not run: {error}")
    if isinstance(error, Unfit):
        return "unfit", Verdict(note=str(error))
    if isinstance(error, MissingName):
        return "failed", Verdict(
            asked=f"{error.file.removesuffix('.py')}.{error.name}",
            expected=f"a name {error.name} in {error.file}",
            got="no such name",
        )
    if isinstance(error, TimeLimit):
        return "failed", Verdict(
            asked=called(error.stack, files, day),
            expected=f"an end within {error.seconds:g} s",
            got="still running" + (f" in {error.where}" if error.where else ""),
            note="Is there a loop that never ends, or a wait for something that never comes?",
            cause="time",
        )
    place = where(error, files)
    if isinstance(error, NobodyTypes):
        return "failed", Verdict(
            expected="an answer",
            got="breakpoint(), and nobody to type anything",
            where=place,
            note="A debugger needs the terminal: run the test by the pytest command that"
            " make kata ends with.",
        )
    raised = shown(f"{type(error).__name__}: {error}".strip(), limit=4000)
    if isinstance(error, MemoryError):
        return "failed", Verdict(
            asked=asked(error, files, day),
            expected="no more memory than there is",
            got=raised,
            where=place,
            cause="memory",
        )
    if isinstance(error, pytest.skip.Exception | pytest.xfail.Exception | SystemExit):
        return "failed", Verdict(
            expected="an answer", got=f"the test was ended by {raised}", where=place
        )
    if isinstance(error, AssertionError | pytest.fail.Exception) or place:
        return "failed", Verdict(
            asked=asked(error, files, day), expected="no error", got=raised, where=place
        )
    ours = f"This is a fault of the kata, not of your answer: {in_the_tests(error)}"
    text = "".join(traceback.format_exception(error)[-6:])
    return "error", Verdict(got=raised, note=f"{ours}\n{text}")


def asked(error: BaseException, files: list[Path], day: Day) -> str:
    """The function of the answer that the error came out of, such as "bylines(articles)", or ""."""
    return called((frame for frame, _ in traceback.walk_tb(error.__traceback__)), files, day)


def in_the_tests(error: BaseException) -> str:
    """For example "tests/test_csv.py:31 in test_rows": the last line of the day's own tests."""
    place = "outside its tests"
    for frame, line in traceback.walk_tb(error.__traceback__):
        file = Path(frame.f_code.co_filename)
        if file.parent.name == "tests" and file.is_relative_to(KATAS):
            place = f"tests/{file.name}:{line} in {frame.f_code.co_name}"
    return place


def where(error: BaseException, files: list[Path]) -> str:
    """For example "exports.py:31 in export_articles": the answer's line nearest to the error."""
    for each in _family(error):
        place = ""
        for frame, line in traceback.walk_tb(each.__traceback__):
            if locate := locator(files)(frame):
                place = f"{locate.partition(':')[0]}:{line} in {frame.f_code.co_name}"
        if place:
            return place
    return ""


def locator(files: list[Path]) -> Callable[[FrameType], str]:
    """A function that names the line of a frame if the frame is the answer's, else gives ""."""
    names = {str(file): file.name for file in files}

    def locate(frame: FrameType) -> str:
        name = names.get(frame.f_code.co_filename)
        return f"{name}:{frame.f_lineno} in {frame.f_code.co_name}" if name else ""

    return locate


def _family(error: BaseException) -> Iterator[BaseException]:
    """The error, the errors of its group, and what it came from."""
    seen: set[int] = set()
    queue: list[BaseException | None] = [error]
    while queue:
        each = queue.pop(0)
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        if isinstance(each, BaseExceptionGroup):
            queue.extend(each.exceptions)
        queue += [each.__cause__, each.__context__]


def own_frame(files: list[Path]) -> str:
    """The answer's line that calls whoever asks, or ""."""
    locate = locator(files)
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if place := locate(frame):
            return place
        frame = frame.f_back
    return ""
