"""The examined side of an examination: a process that loads the answer and does what it is asked.

It holds no expected value and no counter: what it says is data, and what it makes the examiner's
database, services and clients see. What it can be asked is in the day's `exam_inside.py`: functions
that take this agent, then plain values, and return plain values.
"""

import importlib
import os
import socket
import sys
from types import ModuleType
from typing import Any, NoReturn

from django.conf import settings
from django.db import connections

from katas.harness.days import Day
from katas.harness.run import loading, meetings

from . import door, servers, unseen, wire
from .frame_owner import Places

SAYS = 400  # characters of an error's text


class Agent:
    """What a day's `exam_inside` works with.

    day: the day; door: the way to the examiner. strange: whether a frame runs the answer's code, or
    what may be its code under another name.
    """

    def __init__(self, day: Day, way: door.Door) -> None:
        self.day, self.door = day, way
        self.strange = Places(loading.files(day)).strange
        self.gunicorn, self.uvicorn = servers.gunicorn, servers.uvicorn

    def module(self, name: str) -> ModuleType:
        """A module of the day's, "queries" for `katas.day07_lazy_querysets.queries`."""
        return importlib.import_module(f"{self.day.package}.{name}")

    def call(self, name: str, *arguments: Any) -> Any:
        """Ask a service of the examiner's."""
        return self.door.call(name, *arguments)


def serve(descriptor: int, day: Day, seed: int) -> NoReturn:
    """Say that all is ready, then answer until the examiner hangs up.

    descriptor: the door's. seed: of what is drawn here, the steps at which somebody is met.
    """
    meetings.draws.seed(seed)
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    way = door.use(descriptor)
    talk = way.open("talk")
    use_served_database()
    try:
        inside = importlib.import_module(f"exams.{day.name}.exam_inside")
        agent = Agent(day, way)
        getattr(inside, "prepare", lambda agent: None)(agent)
        unseen.listen(way.tell)
        loading.check(day)
        wire.send(talk, {"ready": True})
        while True:
            answer(talk, agent, inside, *wire.receive(talk))
    except EOFError:
        os._exit(0)


def use_served_database() -> None:
    """From here on this process, its threads and forks have the examiner's database only."""
    settings.DATABASES["default"]["ENGINE"] = "guest.served_database"
    connections.settings["default"]["ENGINE"] = "guest.served_database"
    connections["default"].close()
    del connections["default"]


def answer(
    talk: socket.socket, agent: Agent, inside: ModuleType, name: str, arguments: list[Any]
) -> None:
    """Do one thing that was asked for, and tell what came of it."""
    told: dict[str, Any]
    try:
        if name == "connect":
            with socket.create_connection(("127.0.0.1", *arguments)) as line:
                agent.door.hand_over("connected", line)
            told = {"value": None}
        else:
            told = {"value": getattr(inside, name)(agent, *arguments)}
        wire.plain(told)
    except BaseException as error:
        told = {"raised": type(error).__name__[:100], "says": said(error)}
    try:
        wire.send(talk, told)
    except wire.TooMuch as error:
        wire.send(talk, {"raised": "TooMuch", "says": str(error)})


def said(error: BaseException) -> str:
    try:
        return str(error)[:SAYS]
    except BaseException:
        return "an error whose text cannot be made"
