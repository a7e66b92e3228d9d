"""Requests at the same time: where they wait for each other. Who does not come is not waited for
long: that requests wait for nobody is not in the contract."""

import threading
from collections.abc import Callable
from typing import Any

PATIENCE = 3.0  # seconds


class Meeting:
    """Whoever comes first waits for the others, not for ever; who has come goes on when it comes
    again."""

    def __init__(self, count: int) -> None:
        self._come: set[int] = set()
        self._count, self._all = count, threading.Event()

    def come(self, who: int) -> None:
        self._come.add(who)
        if len(self._come) >= self._count:
            self._all.set()
        self._all.wait(PATIENCE)


def meeting(order: list[int]) -> dict[str, Callable[..., Any]]:
    """Services for requests at once: each begins when the one before it waits, and all wait until
    the last has come; they end in that order."""
    came, ended = ([threading.Event() for _ in order] for _ in range(2))

    def begin(number: int) -> None:
        for each in came[:number]:
            each.wait(PATIENCE)

    def hold(number: int) -> None:
        came[number].set()
        for each in came:
            each.wait(PATIENCE)
        for each in order[: order.index(number)]:
            ended[each].wait(PATIENCE)

    def end(number: int) -> None:
        came[number].set()
        ended[number].set()

    return {"begin": begin, "hold": hold, "end": end}


def lookups(order: list[int], signed_in: dict[int, bool]) -> dict[str, Callable[..., Any]]:
    """Services for requests of strangers and somebodies: all meet where their users are looked up,
    strangers last, and none is told to be one before the others stand in their handlers."""
    services, all_there = meeting(order), Meeting(len(order))
    asked, inside = ([threading.Event() for _ in order] for _ in range(2))
    somebodies = [number for number in order if signed_in[number]]
    hold = services["hold"]

    def held(number: int) -> None:
        inside[number].set()
        hold(number)

    def begin(number: int) -> None:
        for other in [] if signed_in[number] else somebodies:
            asked[other].wait(PATIENCE)

    def looked_up(number: int) -> bool:
        asked[number].set()
        all_there.come(number)
        for other in [] if signed_in[number] else somebodies:
            inside[other].wait(PATIENCE)
        return signed_in[number]

    return {**services, "begin": begin, "hold": held, "signed_in": looked_up}
