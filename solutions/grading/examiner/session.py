"""One examined process: asked over a line of its own, heard at the examiner's door.

The grader's `guest/sessions.py` forks it when it is asked to over the `desk`, and ends it, with
all that it has left behind, when the session ends.
"""

import array
import contextlib
import json
import os
import queue
import socket
import stat
import threading
from collections.abc import Callable, Mapping
from typing import Any

from solutions.grading.examiner import memory
from solutions.grading.examiner.findings import BrokeOff, Contradicted, Raised
from solutions.grading.examiner.talk import Talk, sender
from solutions.grading.guest import wire

MESSAGE = 65_536
TOLD = 20  # texts that are kept of what it says unasked
LINES = 500  # that one session may have open
STARTS_WITHIN = 40.0  # seconds
ENDS_WITHIN = 60.0


class Session:
    """A freshly forked process with the answer in it. Use it as a context.

    serving: what to do with a line, by what it was opened for ("database", "call"). processes:
    whether it may begin others. seed: of what is drawn there. told: what it says unasked.
    Raises BrokeOff, here and in all that asks, when the process is gone, silent or unreadable, and
    Contradicted when another one answers in its place.
    """

    def __init__(
        self,
        desk: socket.socket,
        serving: Mapping[str, Callable[[socket.socket], None]],
        processes: bool = True,
        seed: int = 0,
    ) -> None:
        self._desk, self._serving = desk, serving
        self._order = {"processes": processes, "seed": seed}
        self._talk: Talk | None = None
        self._talks: queue.SimpleQueue[Talk] = queue.SimpleQueue()
        self._asking = threading.RLock()  # one thing at a time is asked, from whichever thread
        self._connected: queue.SimpleQueue[socket.socket] = queue.SimpleQueue()
        self._places = threading.Semaphore(LINES)
        self.pid = 0
        self.told: list[str] = []

    def __enter__(self) -> "Session":
        self._door, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._door.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        with theirs:
            socket.send_fds(self._desk, [json.dumps(self._order).encode()], [theirs.fileno()])
        threading.Thread(target=self._hear_door, daemon=True).start()
        try:
            self._talk = self._talks.get(timeout=STARTS_WITHIN)
            self.pid = self._talk.pid
            self._told(STARTS_WITHIN)
        except queue.Empty:
            ended = self._end()
            raise BrokeOff(
                f"the answer's process did not start: {ended.get('said', '')[-400:]}"
            ) from None
        except BrokeOff as error:
            ended = self._end()
            raise BrokeOff(f"{error}: {ended.get('said', '')[-400:]}") from None
        except Contradicted:
            self._end()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self._end()

    def ask(self, name: str, *arguments: Any, within: float = 30.0) -> Any:
        """What the day's `exam_inside` gives for this: a value, or Raised.

        within: seconds after which a silent process has broken off.
        """
        assert self._talk is not None
        with self._asking:
            try:
                wire.send(self._talk, [name, list(arguments)])
            except OSError:
                raise BrokeOff("the answer's process has ended") from None
            told = self._told(within)
        if "raised" in told:
            return Raised(str(told["raised"]), str(told.get("says")))
        return told.get("value")

    def _told(self, within: float) -> dict[str, Any]:
        assert self._talk is not None
        self._talk.settimeout(within)
        try:
            told = wire.receive(self._talk)
        except TimeoutError:
            raise BrokeOff(f"the answer's process gave nothing for {within:.0f} s") from None
        except (EOFError, OSError):
            raise BrokeOff("the answer's process has ended") from None
        except (ValueError, wire.TooMuch) as error:
            raise BrokeOff(f"the answer's process said what nobody can read: {error}") from None
        if not isinstance(told, dict):
            raise BrokeOff("the answer's process said what nobody can read")
        return told

    def connect(self, port: int) -> socket.socket:
        """A fresh connection to a server in the sandbox. Raises BrokeOff if none listens there."""
        with self._asking:
            found = self.ask("connect", port)
            if isinstance(found, Raised):
                raise BrokeOff(f"the answer's server cannot be reached: {found!r}")
            try:
                return self._connected.get(timeout=STARTS_WITHIN)
            except queue.Empty:
                raise BrokeOff("the answer's server cannot be reached") from None

    def ceiling(self, room: int) -> None:
        """From here on the process has only `room` bytes more of address space than it has now."""
        self.limit("AS", memory.status(self.pid, "VmSize") + room)

    def alone(self) -> None:
        """From here on the process can make no other process and no thread."""
        self.limit("NPROC", 0)

    def limit(self, kind: str, most: int) -> None:
        """Bound the process by a limit of `resource`'s, such as "AS", which it cannot raise again.

        Set by its parent, which is of the same user: root itself may lack the right to.
        """
        self._desk.settimeout(ENDS_WITHIN)
        self._desk.send(json.dumps({"limit": [kind, most]}).encode())
        if told := json.loads(self._desk.recv(MESSAGE)).get("error"):
            raise RuntimeError(f"the sandbox could not set {kind} to {most}: {told}")

    def others(self) -> set[int]:
        """Processes of the sandbox beside the one that is asked: servers, and what was forked."""
        try:
            return memory.descendants(memory.parent(self.pid)) - {self.pid}
        except (OSError, IndexError, ValueError):
            raise BrokeOff("the answer's process has ended") from None

    def cpu(self) -> float:
        try:
            return memory.cpu(self.pid)
        except OSError:
            raise BrokeOff("the answer's process has ended") from None

    def _hear_door(self) -> None:
        """Take the lines that the sandbox opens, until it hangs up."""
        while True:
            try:
                data, ancillary, _, _ = self._door.recvmsg(64, socket.CMSG_SPACE(1024))
            except OSError:
                return
            descriptors = array.array("i")
            for _level, kind, content in ancillary:
                if kind == socket.SCM_RIGHTS:
                    descriptors.frombytes(content[: len(content) // 4 * 4])
            if not data and not descriptors:
                return
            lines = [line for each in descriptors if (line := adopted(each)) is not None]
            if data and not descriptors and len(self.told) < TOLD:
                self.told.append(data.decode("utf-8", "replace"))
            elif len(lines) == 1:
                self._take(data.decode("ascii", "replace"), lines[0], sender(ancillary))
            else:
                for line in lines:
                    line.close()

    def _take(self, kind: str, line: socket.socket, pid: int) -> None:
        if kind == "talk" and self._talk is None:
            talk = Talk(fileno=line.detach())
            talk.pid = pid
            self._talks.put(talk)
        elif kind == "connected":
            self._connected.put(line)
        elif kind in self._serving and self._places.acquire(blocking=False):
            threading.Thread(target=self._serve, args=(kind, line), daemon=True).start()
        else:
            line.close()

    def _serve(self, kind: str, line: socket.socket) -> None:
        try:
            self._serving[kind](line)
        finally:
            self._places.release()

    def _end(self) -> dict[str, Any]:
        """End the process and all that came from it. Returns what is known of its end."""
        if self._talk is not None:
            self._talk.close()
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._desk.settimeout(ENDS_WITHIN)
        try:
            self._desk.send(b'{"end": true}')
            ended: dict[str, Any] = json.loads(self._desk.recv(MESSAGE))
            return ended
        except (OSError, ValueError) as error:
            raise BrokeOff(f"its sandbox did not end it: {error!r}") from None


def adopted(descriptor: int) -> socket.socket | None:
    """A descriptor from the other side as a stream's socket, if it is one."""
    if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
        line = socket.socket(fileno=descriptor)
        if line.type == socket.SOCK_STREAM and line.family in (socket.AF_UNIX, socket.AF_INET):
            return line
        line.close()
    else:
        os.close(descriptor)
    return None
