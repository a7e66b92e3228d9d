"""Requests that meet: at each step of the answer's that one comes to, another thread has one."""

import itertools
from collections.abc import Callable
from types import FrameType
from typing import Any

from katas.harness.run.meetings import at_each_step

from .exam_inside_layers import plans
from .exam_inside_servers import wsgi

strange: list[Callable[[FrameType], bool]] = []  # which frames are the answer's
unnoted = itertools.count(-1, -1)  # numbers of visits of which rings say nothing
came: list[list[Any]] = []  # what came of the others at the last meeting


def visit(handler: int, number: int, plan: dict[str, Any]) -> list[Any]:
    """One request, as `wsgi` has it. Its plan may have the plans of those that it `meets`."""
    others = plan.pop("meets", [])
    turns = itertools.cycle(others)
    came.clear()

    def ask() -> list[Any]:
        return wsgi(handler, number, plan)

    def comes() -> None:
        came.append(quietly(handler, next(turns)))

    return at_each_step(ask, comes, strange[0], within=True) if others else ask()


def met() -> list[list[Any]]:
    """The others at the last meeting, in their order: statuses, and how the bodies begin."""
    return [*came]


def quietly(handler: int, plan: dict[str, Any]) -> list[Any]:
    """One request of which rings say nothing: its status, and how its body begins."""
    number = next(unnoted)
    status, _, body = wsgi(handler, number, {**plan, "quiet": True})
    del plans[number]
    return [status, (body or b"")[:300].decode("latin-1")]
