"""What the examiner can have done beside the answer of Day 3: steps played with its classes."""

from typing import Any

from .exam_inside_list import article_list, article_lists_at_once
from .exam_inside_world import World

__all__ = ["article_list", "article_lists_at_once", "play"]

worlds: list[World] = []


def play(agent: Any, steps: list[list[Any]]) -> list[list[Any]]:
    """Play the steps on the answer's classes; what happened at each."""
    if not worlds:
        worlds.append(World(agent.module("views"), agent.call))
    return worlds[0].play(steps)
