"""What the examiner can have done beside the answer of Day 3: steps played with its classes."""

from typing import Any

from katas.harness.run.tracing import follow_threads

from .exam_inside_list import (
    article_list,
    article_list_meanwhile,
    article_list_within,
    article_lists_at_once,
)
from .exam_inside_steps import Player

__all__ = [
    "article_list",
    "article_list_meanwhile",
    "article_list_within",
    "article_lists_at_once",
    "play",
]

players: list[Player] = []


def prepare(agent: Any) -> None:
    follow_threads()


def play(agent: Any, steps: list[list[Any]]) -> list[list[Any]]:
    """Play the steps on the answer's classes; what happened at each."""
    if not players:
        players.append(Player(agent.module("views"), agent.call, agent.strange))
    return players[0].play(steps)
