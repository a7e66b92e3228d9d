"""The line over which a process is asked: who answers is who is measured."""

import socket
import struct
from collections.abc import Iterable

from solutions.grading.examiner.findings import Contradicted

UCRED = struct.Struct("3i")
ROOM = socket.CMSG_SPACE(UCRED.size)


class Talk(socket.socket):
    """pid: the process that has opened it. No other one is heard."""

    pid = 0

    def recv(self, most: int, flags: int = 0) -> bytes:
        """Raises Contradicted for what another process says."""
        data, ancillary, _, _ = self.recvmsg(most, ROOM, flags)
        if data and sender(ancillary) != self.pid:
            asked = "which process answers, when what it needs is measured"
            raise Contradicted(asked, "the one that began to load the answer", "another one")
        return data


def sender(ancillary: Iterable[tuple[int, int, bytes]]) -> int:
    """The process that the kernel names for a message, by its number here. 0 if it names none."""
    for _level, kind, content in ancillary:
        if kind == socket.SCM_CREDENTIALS:
            return int(UCRED.unpack(content[: UCRED.size])[0])
    return 0
