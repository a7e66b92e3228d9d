"""Another request in the midst of one, before each line of the answer's; whose functions run."""

import contextlib
import sys
import threading
from collections.abc import Callable
from types import CodeType, FrameType
from typing import TypeVar

from django.views import View

from katas.harness.run.meetings import at_each_step

ANSWER = "katas.day03_class_based_views.views"
Result = TypeVar("Result")
DJANGOS = {each.__name__: each.__code__ for each in (View.setup, View.dispatch)}
DJANGOS["as_view"] = View.as_view.__func__.__code__


def is_answers(frame: FrameType) -> bool:
    """Whether the frame runs code of the answer's file."""
    return frame.f_globals is vars(sys.modules.get(ANSWER, threading))


def at_each_line(first: Callable[[], Result], other: Callable[[], object]) -> Result:
    """What `first` returns; `other` is called before each line of the answer's on its way."""
    return at_each_step(first, other, is_answers)


def of_djangos_view(call: Callable[[], object]) -> list[str]:
    """Which functions of django.views.View run where this is called; errors are not told."""
    found: list[str] = []

    def follow(frame: FrameType, *_: object) -> None:
        name = frame.f_code.co_name
        if name in DJANGOS and name not in found and borrowed(frame.f_code, DJANGOS[name]):
            found.append(name)

    before = sys.gettrace()
    sys.settrace(follow)
    try:
        with contextlib.suppress(Exception):
            call()
    finally:
        sys.settrace(before)
    return sorted(found)


def borrowed(code: CodeType, djangos: CodeType) -> bool:
    """Whether it is Django's; if it is as_view(), also whether it is compiled from Django's text.

    The others are so short that somebody may have written the same.
    """
    return code is djangos or (code.co_name == "as_view" and text_of(code) == text_of(djangos))


def text_of(code: CodeType) -> tuple[object, ...]:
    """What was compiled, wherever it stands."""
    return code.co_code, code.co_names, code.co_varnames
