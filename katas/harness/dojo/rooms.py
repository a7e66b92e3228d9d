"""The days that somebody looks at. A room is opened by the first tab and shared by the others."""

import asyncio
import contextlib

from katas.harness.days import Day
from katas.harness.dojo.room import Room
from katas.harness.forkserver.client import WarmParent


class Rooms:
    """All rooms of the process. `warm_up` before the first is asked for saves that one a second."""

    def __init__(self) -> None:
        self._rooms: dict[int, Room] = {}
        self._spare: WarmParent | None = None
        self._is_closed = False

    def warm_up(self) -> None:
        """Start a warm parent for whichever day is opened first."""
        self._spare = WarmParent()

    def enter(self, day: Day) -> Room:
        """The day's room, opened if it is not; call it in the event loop."""
        room = self._rooms.get(day.number)
        if room is None or room.is_over:
            parent, self._spare = self._spare, None
            room = self._rooms[day.number] = Room(day, parent)
            if self._is_closed:
                room.is_over = True
        return room

    def find(self, day: Day) -> Room | None:
        """The day's room, if one is open."""
        room = self._rooms.get(day.number)
        return None if room is None or room.is_over else room

    def end_streams(self) -> None:
        """All tabs are told to wait: the server ends. Safe in a signal handler."""
        self._is_closed = True
        for room in list(self._rooms.values()):
            room.board.close()

    async def end_measurings(self) -> None:
        await asyncio.gather(*(room.measurings.close() for room in self._rooms.values()))

    def close(self) -> None:
        """End every run; nothing is left."""
        for room in self._rooms.values():
            room.is_over = True
        for room in self._rooms.values():
            room.close()
        if self._spare is not None:
            with contextlib.suppress(OSError):
                self._spare.close()


rooms = Rooms()
