"""One running sandbox: its warm parent, the day it is at, and what is heard of it."""

import contextlib
import json
import os
import secrets
import select
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from katas.harness.days import Day
from solutions.grading import limits
from solutions.grading.examiner.examiners import Examiners
from solutions.grading.sandbox.bubblewrap import Sandbox
from solutions.grading.sandbox.outcome import RunOutcome
from solutions.grading.sandbox.received_record import Record
from solutions.grading.sandbox.staging import stage

MESSAGE = 65_536


@dataclass(eq=False)
class SandboxProcess:
    """A sandbox. `ready` once it is warm; it then takes one day after the other."""

    box: Sandbox
    folder: Path
    write: bool = False
    ready: bool = False
    dead: bool = False
    deadline: float = 0.0
    _ran: RunOutcome | None = None
    _reader: int = -1
    _started: float = 0.0
    _end: float = 0.0
    _told: bool = False
    _examined: bool = False
    _socket: socket.socket = field(init=False)
    _process: "subprocess.Popen[bytes]" = field(init=False)

    def __post_init__(self) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._said = tempfile.TemporaryFile("w+b")  # noqa: SIM115 (closed with the process)
        self._process = subprocess.Popen(
            self.box.command(self.folder, "forkserver", {}, self.write),
            stdin=theirs.fileno(),
            stdout=self._said,
            stderr=self._said,
            start_new_session=True,
        )
        theirs.close()
        with contextlib.suppress(OSError):  # its own /proc is read-only
            Path(f"/proc/{self._process.pid}/oom_score_adj").write_text("1000")
        self.deadline = time.monotonic() + limits.READY_WITHIN

    @property
    def descriptors(self) -> list[int]:
        """What to wait for."""
        return [self._socket.fileno(), *([self._reader] if self._reader >= 0 else [])]

    def begin(self, day: Day, files: dict[str, bytes], seed: int) -> None:
        """Run a day on these answer files."""
        self._reader, writer = os.pipe()
        os.set_blocking(self._reader, False)
        key = secrets.token_hex(32)
        job = {"day": day.number, "options": [f"--seed={seed}"], "key": key}
        self._begin(day, files, Record(key), limits.whole(day), job, writer)
        os.close(writer)

    def begin_exam(
        self,
        day: Day,
        files: dict[str, bytes],
        tasks: Sequence[int],
        seed: str,
        examiners: Examiners,
    ) -> None:
        """Have the examiner outside ask about these tasks of the answer. seed: of its draws."""
        desk, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with desk, theirs:
            self._reader = examiners.begin(day, tasks, seed, desk)
            whole = limits.examination(len(tasks))
            self._begin(day, files, Record(), whole, {"exam": day.number}, theirs.fileno())

    def _begin(
        self,
        day: Day,
        files: dict[str, bytes],
        record: Record,
        whole: float,
        job: dict[str, Any],
        descriptor: int,
    ) -> None:
        stage(self.folder / "answers" / day.name, files)
        self._examined = "exam" in job
        self._ran = RunOutcome(day, record)
        self._started = time.monotonic()
        self._end = self._started + whole
        self._told = False
        self._patience()
        answers = self.box.answers_inside(self.folder)
        job |= {"answers": answers, "cpu": limits.cpu(day)}
        try:
            socket.send_fds(self._socket, [json.dumps(job).encode()], [descriptor])
        except OSError:
            self.dead = True

    def hear(self, ready: set[int]) -> RunOutcome | None:
        """Take in what has come, and what the clock says. Returns the run when it is over."""
        if self._reader in ready:
            self._hear_record()
        if self._socket.fileno() in ready and (message := self._message()) is not None:
            if message.get("ready"):
                self.ready = True
                self.deadline = float("inf")
                self._patience()
            elif self._ran is not None:
                self._ran.ending = message
                self.dead |= not message.get("clean")
                return self._over()
        if self.dead and self._ran is not None:
            self._ran.trouble = f"its sandbox ended: {self.said()}"
            return self._over()
        if time.monotonic() > self.deadline:
            return self._late()
        return None

    def _hear_record(self) -> None:
        assert self._ran is not None
        try:
            data = os.read(self._reader, limits.LINE)
        except BlockingIOError:
            return
        if not data:
            self._close_reader()
        elif not self._ran.record.feed(data):
            self._stop()
        elif not self._told:
            self._patience()

    def _message(self) -> dict[str, Any] | None:
        data = b""
        with contextlib.suppress(ConnectionError):
            data = self._socket.recv(MESSAGE)
        if not data:
            self.dead = True
            return None
        message: dict[str, Any] = json.loads(data)
        return message

    def _patience(self) -> None:
        """Start to wait anew for the next word of the run."""
        if self._ran is not None:
            over, day = self._ran.record.ended, self._ran.day
            silence = limits.silence_outside() if self._examined else limits.silence(day)
            patience = limits.LEAVE_WITHIN if over else silence
            patience += 0 if self.ready else limits.READY_WITHIN
            self.deadline = min(time.monotonic() + patience, self._end)

    def _late(self) -> RunOutcome | None:
        if self._ran is None or self._told:  # never ready, or deaf to being told
            self.dead = True
            if self._ran is None:
                return None
            self._ran.silent = not self._ran.record.ended
            self._ran.trouble = "its sandbox could not be stopped"
            return self._over()
        self._ran.silent = not self._ran.record.ended
        self._stop()
        return None

    def _stop(self) -> None:
        """Have the sandbox end the run."""
        if not self._told:
            self._told = True
            self.deadline = time.monotonic() + limits.STOP_WITHIN
            with contextlib.suppress(OSError):
                self._socket.send(b'{"stop": true}')

    def _over(self) -> RunOutcome:
        ran, self._ran = self._ran, None
        assert ran is not None
        if self._reader >= 0:
            if ran.ending is not None:  # nobody is left to write: what is in the pipe is all
                self._drain(ran.record)
            self._close_reader()
        self.deadline = float("inf")
        ran.seconds = time.monotonic() - self._started
        return ran

    def _drain(self, record: Record) -> None:
        while select.select([self._reader], [], [], 0)[0]:
            data = os.read(self._reader, limits.LINE)
            if not data or not record.feed(data):
                return

    def _close_reader(self) -> None:
        os.close(self._reader)
        self._reader = -1

    def said(self) -> str:
        """The end of what bwrap or the warm parent complained of."""
        self._said.seek(0, os.SEEK_END)
        self._said.seek(max(0, self._said.tell() - 2000))
        return self._said.read().decode("utf-8", "replace").strip()

    def close(self) -> None:
        """End the sandbox and all that runs in it."""
        if self._reader >= 0:
            self._close_reader()
        self._socket.close()
        if not self.box.apart:  # its child has a group of its own, which it ends when it is left
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(limits.STOP_WITHIN)
        # Killed, not asked: the namespace dies with its first process, and that with its parent.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, 9)
        self._process.wait()
        self._said.close()
