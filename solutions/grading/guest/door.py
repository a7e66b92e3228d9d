"""How code in a sandbox reaches the examiner outside: a socket over which it hands over sockets.

The examiner learns from the kernel which process has opened a line and which one speaks, not from
what it says.
"""

import contextlib
import os
import socket
from typing import Any

from . import wire

VARIABLE = "KATAS_DOOR"  # the descriptor's number, for processes that are started anew


class Refused(Exception):
    """The examiner has no such service, or it failed there."""


class Door:
    """The way out of an examined process, its threads and its children.

    descriptor: of a SOCK_SEQPACKET socket, whose messages are whole whoever sends them.
    """

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._socket = socket.socket(fileno=descriptor)

    def open(self, kind: str) -> socket.socket:
        """A new line to the examiner: "talk", "database" or "call"."""
        ours, theirs = socket.socketpair()
        with theirs:
            # Before anything is said: the kernel adds who says it.
            theirs.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
            self.hand_over(kind, theirs)
        return ours

    def hand_over(self, kind: str, line: socket.socket) -> None:
        """Give the examiner a socket of this side, a client's of a server here."""
        socket.send_fds(self._socket, [kind.encode("ascii")], [line.fileno()])

    def tell(self, text: str) -> None:
        """Say something to the examiner that has no answer."""
        with contextlib.suppress(OSError):  # it has hung up
            self._socket.send(text.encode())

    def call(self, name: str, *arguments: Any) -> Any:
        """Ask a service of the examiner's and wait for what it gives. Raises Refused."""
        with self.open("call") as line:
            wire.send(line, [name, list(arguments)])
            told = wire.receive(line)
        if "refused" in told:
            raise Refused(told["refused"])
        return told["value"]


_door: list[Door] = []


def here() -> Door:
    """This process' door: the one that was set, or the one that its parent has left open for it."""
    if not _door:
        _door.append(Door(int(os.environ[VARIABLE])))
    return _door[0]


def use(descriptor: int) -> Door:
    """Make this the process' door, and that of the processes it starts."""
    os.set_inheritable(descriptor, True)
    os.environ[VARIABLE] = str(descriptor)
    _door[:] = [Door(descriptor)]
    return _door[0]
