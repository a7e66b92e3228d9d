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
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from katas.harness.run.time_limit import EVERY, LATER
from solutions.grading import limits
from solutions.grading.examiner.examiners import Examiners
from solutions.grading.sandbox.bubblewrap import Sandbox
from solutions.grading.sandbox.fair_clock import FairClock
from solutions.grading.sandbox.outcome import RunOutcome
from solutions.grading.sandbox.received_record import Record
from solutions.grading.sandbox.staging import stage
from solutions.grading.sandbox.work import Job

MESSAGE = 65_536


@dataclass(eq=False)
class SandboxProcess:
    """A sandbox. `ready` once it is warm; it then takes one day after the other.

    clock: all that it may take is measured by it; deadline: a time of the clock's.
    """

    box: Sandbox
    folder: Path
    write: bool = False
    ready: bool = False
    dead: bool = False
    deadline: float = 0.0
    _ran: RunOutcome | None = None
    _reader: int = -1
    _started: float = 0.0
    _began: float = 0.0
    _end: float = 0.0
    _rung: float | None = None
    _late_once: bool = False
    _told: bool = False
    _examined: bool = False
    clock: FairClock = field(init=False)
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
        self.clock = FairClock(self._process.pid)
        self.deadline = limits.READY_WITHIN

    @property
    def left(self) -> float:
        """Seconds after which to look at the clock."""
        return self.deadline - self.clock.seconds

    @property
    def descriptors(self) -> list[int]:
        """What to wait for."""
        return [self._socket.fileno(), *([self._reader] if self._reader >= 0 else [])]

    def begin(self, job: Job) -> None:
        """Run a day on the answer files."""
        self._reader, writer = os.pipe()
        os.set_blocking(self._reader, False)
        key = secrets.token_hex(32)
        self.clock.roots = {self._process.pid}
        options = [f"--seed={job.seed}", f"--time-limit={job.in_force.test:g}"]
        message = {"day": job.day.number, "options": options, "key": key}
        message["postgres"] = self.box.postgres
        self._begin(job, Record(key), message, writer)
        os.close(writer)

    def begin_exam(self, job: Job, examiners: Examiners) -> None:
        """Have the examiner outside ask about the tasks of the answer that the job names."""
        desk, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with desk, theirs:
            answers = self.folder / "answers" / job.day.name
            self._reader = examiners.begin(job.day, job.asked, job.secret, desk, answers)
            # Who asks has to wait for cores as well.
            self.clock.roots = {self._process.pid, *examiners.pids}
            self._begin(job, Record(), {"exam": job.day.number}, theirs.fileno())

    def _begin(self, job: Job, record: Record, message: dict[str, Any], descriptor: int) -> None:
        stage(self.folder / "answers" / job.day.name, job.files)
        self._examined = bool(job.asked)
        self._ran = RunOutcome(job.day, record)
        self._ran.limits = job.in_force
        self._started = time.monotonic()
        self._began = self.clock.seconds
        self._end = self._began + job.left
        self._told = self._late_once = False
        self._patience()
        answers = self.box.answers_inside(self.folder)
        message |= {"answers": answers, "cpu": job.in_force.cpu}
        try:
            socket.send_fds(self._socket, [json.dumps(message).encode()], [descriptor])
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
                if self._ran is not None:  # it was begun while it was still warming up
                    self._end += self.clock.seconds - self._began
                    self._began = self.clock.seconds
                self._patience()
            elif self._ran is not None:
                self._ran.ending = message
                self.dead |= not message.get("clean")
                return self._over()
        if self.dead and self._ran is not None:
            self._ran.trouble = f"its sandbox ended: {self.said()}"
            return self._over()
        if self.left < 0:
            self.clock.tick()
        if self.left < 0:
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
        """Start to wait anew for the next word of the run: a test has begun, or ended."""
        self._rung = None
        if self._ran is not None:
            test = self._ran.limits.test * (LATER if self._late_once else 1)
            patience = limits.LEAVE_WITHIN if self._ran.record.ended else test
            due = self._end if self._examined else min(self.clock.seconds + patience, self._end)
            self.deadline = due if self.ready else self.clock.seconds + limits.READY_WITHIN

    def _late(self) -> RunOutcome | None:
        if self._ran is None or self._told:  # never ready, or deaf to being told
            self.dead = True
            if self._ran is None:
                return None
            self._ran.silent = not self._ran.record.ended
            self._ran.trouble = "its sandbox could not be stopped"
            return self._over()
        now = self.clock.seconds
        over = self._ran.record.ended or self._examined or now >= self._end
        if not over and now < (self._rung or now) + limits.GRACE:
            self._ring()
            return None
        self._ran.silent = not self._ran.record.ended
        self._ran.overdue = now >= self._end
        self._stop()
        return None

    def _ring(self) -> None:
        """Tell the test that its time is up, again and again: its task is lost, the next begins."""
        now = self.clock.seconds
        self._rung, self._late_once = self._rung or now, True
        self.deadline = min(now + EVERY, self._end)
        with contextlib.suppress(OSError):
            self._socket.send(b'{"ring": true}')

    def _stop(self) -> None:
        """Have the sandbox end the run."""
        if not self._told:
            self._told = True
            self.deadline = self.clock.seconds + limits.STOP_WITHIN
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
        ran.fair = self.clock.seconds - self._began
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
