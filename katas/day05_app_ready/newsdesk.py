"""The tests' side of the newsroom: its database, its warehouse, and processes that do as told.

Django is set up anew in each process, so that it starts as a real one does.
"""

import contextlib
import json
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from katas.day05_app_ready.probe import BEFOREHAND
from katas.harness.answers import MissingName
from katas.harness.meters.http import stream
from katas.harness.meters.servers import ServerFault, child_environment, gunicorn
from katas.harness.verdicts import Unfit, require

SETTINGS = "katas.day05_app_ready.settings"
NEUTRAL = "katas.day05_app_ready.plain.PlainConfig"
WSGI = "katas.day05_app_ready.wsgi:application"
SHELL = ["manage.py", "shell"]
PATIENCE = 12.0  # seconds for anything that a process is asked to do
# A process that sleeps at that many looks in a row, each after so many seconds, waits for others.
NAPS, NAP = 25, 0.02
WORKERS = 3
PLACE = re.compile(r'day05_app_ready/((?:apps|startup)\.py)", line (\d+), in (\S+)')


class Starter:
    """Starts processes by forking one that has imported Django and set nothing up (probe.py)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._orders, theirs = socket.socketpair()
        with theirs, (folder / "starter.log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "katas.day05_app_ready.probe"],
                env=child_environment(),
                stdin=theirs,
                stdout=log,
                stderr=log,
            )

    def __enter__(self) -> "Starter":
        return self

    def __exit__(self, *error: object) -> None:
        self._orders.close()
        self._process.wait(PATIENCE)

    def start(self, order: dict[str, Any], log: Path) -> "Process":
        """A new process; it is not waited for. log: where its standard error goes."""
        input_read, input_write = os.pipe()
        output_read, output_write = os.pipe()
        errors = os.open(log, os.O_WRONLY | os.O_CREAT)
        theirs = [input_read, output_write, errors]
        try:
            socket.send_fds(self._orders, [json.dumps(order).encode()], theirs)
            pid = self._orders.recv(20)
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        if not pid:
            said = (self._folder / "starter.log").read_text()
            raise Unfit(f"No process could be started:\n{said[-1000:]}")
        return Process(int(pid), input_write, output_read, log)


def make_database(starter: Starter, file: Path) -> None:
    """A database with all tables, made without the learner's apps.py."""
    env = {"DJANGO_SETTINGS_MODULE": SETTINGS, "KATAS_APP": NEUTRAL, "KATAS_DATABASE": str(file)}
    argv = ["manage.py", "migrate", "--run-syncdb", "--skip-checks", "--verbosity=0"]
    order = {"env": child_environment(env), "argv": argv, "how": "command"}
    with starter.start(order, file.with_suffix(".log")) as process:
        if fault := process.start()["fault"]:
            raise Unfit(f"The tables could not be made: {fault['text']}")


class Newsroom:
    """One newsroom: a database file, a warehouse, and whatever processes a test starts in it."""

    def __init__(self, folder: Path, starter: Starter, database: Path | None) -> None:
        """database: copied; None for a file that is empty, without tables."""
        self.folder, self._starter = folder, starter
        self._file = folder / "newsroom.sqlite3"
        if database is not None:
            shutil.copyfile(database, self._file)
        self._log, self._hold = folder / "crunch.log", folder / "crunch.hold"
        self._raises, self.witness = folder / "crunch.raises", folder / "witness.log"
        self._number = 0

    def environment(self, *, debug: bool = False) -> dict[str, str]:
        """What a process of this newsroom needs to know."""
        return {
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "KATAS_DATABASE": str(self._file),
            "KATAS_CRUNCH_LOG": str(self._log),
            "KATAS_CRUNCH_HOLD": str(self._hold),
            "KATAS_CRUNCH_RAISES": str(self._raises),
            "KATAS_WITNESS": str(self.witness),
            "KATAS_DEBUG": "1" if debug else "0",
            "TMPDIR": str(self.folder),
        }

    def process(self, argv: list[str] = SHELL, *, debug: bool = False, **order: Any) -> "Process":
        """Start a process; it is not waited for."""
        self._number += 1
        env = self.environment(debug=debug)
        if "runserver" in argv and "--noreload" not in argv:
            env["RUN_MAIN"] = "true"
        order = {"argv": argv, "env": child_environment(env), **order}
        return self._starter.start(order, self.folder / f"process-{self._number}.log")

    def command(self, name: str, **order: Any) -> dict[str, Any] | None:
        """Run manage.py NAME to its end. Gives its fault, None if it succeeded."""
        with self.process(["manage.py", name], how="command", **order) as process:
            fault: dict[str, Any] | None = process.start()["fault"]
        return fault

    # The warehouse ----------------------------------------------------------------------------

    @property
    def crunched(self) -> list[str]:
        """The page of each call of crunch_front_page() so far, in whatever process."""
        if not self._log.exists():
            return []
        return [line.partition(" ")[2] for line in self._log.read_text().splitlines()]

    def hold_crunching(self) -> None:
        self._hold.touch()

    def let_crunching_end(self) -> None:
        self._hold.unlink(missing_ok=True)

    def close_warehouse(self, error: str = "WarehouseError") -> None:
        """Let crunch_front_page() raise that error, "WarehouseError" or "OSError"."""
        self._raises.write_text(error)

    def open_warehouse(self) -> None:
        self._raises.unlink()


class Process:
    """A process of the newsroom. Use it as a context manager: it ends with the block."""

    def __init__(self, pid: int, stdin: int, stdout: int, log: Path) -> None:
        self._pid, self._in, self._out, self._log = pid, stdin, stdout, log
        self._rest = b""
        self._ended = False
        self._start: dict[str, Any] | None = None

    def __enter__(self) -> "Process":
        return self

    def __exit__(self, *error: object) -> None:
        os.close(self._in)
        until = time.monotonic() + (0 if error[0] else 3)
        while not self._ended and time.monotonic() < until:
            self._read(until - time.monotonic())
        if not self._ended:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
        os.close(self._out)

    def start(self) -> dict[str, Any]:
        """What the process did while it started: sql, threads, fault, config."""
        if self._start is None:
            found = self.reply(PATIENCE) or {"fault": self._silence()}
            self._start = {"sql": [], "threads": [], "config": "", **found}
        return self._start

    def started(self) -> "Process":
        """Itself, once it has started. Raises Wrong if it could not."""
        check_started(self.start()["fault"], "start a process: django.setup()")
        return self

    def begin(self, do: str, **details: Any) -> None:
        """Ask for a deed, without waiting."""
        # A process that has ended cannot listen; reply() tells of its end.
        with contextlib.suppress(BrokenPipeError):
            os.write(self._in, json.dumps({"do": do, **details}).encode() + b"\n")

    def reply(self, seconds: float) -> dict[str, Any] | None:
        """The next line that the process says; None if there is none in time."""
        until = time.monotonic() + seconds
        while b"\n" not in self._rest:
            if self._ended:
                return {"fault": self._silence()}
            if time.monotonic() > until:
                return None
            self._read(until - time.monotonic())
        line, _, self._rest = self._rest.partition(b"\n")
        return json.loads(line)

    def reply_unless_asleep(self, seconds: float) -> dict[str, Any] | None:
        """As reply(), and None as soon as the process has slept for a while: it waits for others.

        A process that a busy machine keeps waiting does not sleep. Where the system does not tell
        (no /proc), this is reply().
        """
        slept, until = 0, time.monotonic() + seconds
        while slept < NAPS and time.monotonic() < until:
            if (reply := self.reply(NAP)) is not None:
                return reply
            slept = slept + 1 if self._sleeps() else 0
        return None

    def _sleeps(self) -> bool:
        """All threads of the process wait for something. Source: man 5 proc_pid_stat, state."""
        stats = Path(f"/proc/{self._pid}/task").glob("*/stat")
        with contextlib.suppress(OSError):
            states = [stat.read_text().rpartition(")")[2].split()[0] for stat in stats]
            return bool(states) and set(states) == {"S"}
        return False

    def end(self, asked: str) -> Any:
        """The value of the deed that was begun. Raises Wrong if there is none."""
        return value_of(self.reply(PATIENCE) or {"fault": self._silence()}, asked)

    def ask(self, do: str, asked: str, **details: Any) -> Any:
        """Have a deed done and give its value."""
        self.started().begin(do, **details)
        return self.end(asked)

    def _read(self, seconds: float) -> None:
        """Take in what the process says within that time, or that it has ended."""
        if select.select([self._out], [], [], max(0.0, seconds))[0]:
            data = os.read(self._out, 65_536)
            self._rest += data
            self._ended = not data

    def _silence(self) -> dict[str, Any]:
        log = self._log.read_text(errors="replace")
        text = f"the process still ran after {PATIENCE:.0f} s"
        if self._ended:
            text = f"the process ended: {last_line(log)}"
        return {"kinds": [], "text": text, "where": place_in(log)}


def value_of(reply: dict[str, Any], asked: str) -> Any:
    """The value in a process' reply. Raises MissingName, or Wrong for an error."""
    __tracebackhide__ = True
    if "missing" in reply:
        raise MissingName(*reply["missing"])
    fault = reply.get("fault")
    if fault:
        require(False, asked=asked, expected="no error", got=fault["text"], where=fault["where"])
    return reply["value"]


def check_started(fault: dict[str, Any] | None, asked: str) -> None:
    """A process has to start before anything else can be said of it."""
    __tracebackhide__ = True
    if fault:
        require(
            False,
            asked=asked,
            expected="a process that starts",
            got=fault["text"],
            where=fault["where"],
        )


def times(count: int) -> str:
    """For example "3 times"."""
    return {0: "not at all", 1: "once", 2: "twice"}.get(count, f"{count} times")


def last_line(log: str) -> str:
    """The last line of a log that says something."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    errors = [
        line for line in lines if re.match(r"[\w.]*(Error|Warning|NotReady|Exception)\b", line)
    ]
    return (errors or lines or ["it ended without a word"])[-1][:300]


def place_in(log: str) -> str:
    """The answer's line in a traceback that was printed, or ""."""
    found = PLACE.findall(log)
    if not found:
        return ""
    file, line, function = found[-1]
    return f"{file}:{line}" + ("" if function == "<module>" else f" in {function}")


# Starting in five ways ---------------------------------------------------------------------------

KINDS = {
    "setup": "start Python and call django.setup()",
    "check": "run manage.py check",
    "shell": "start manage.py shell",
    "runserver": "start manage.py runserver",
    "noreload": "start manage.py runserver --noreload",
    "gunicorn": f"start gunicorn with {WORKERS} workers",
}


@dataclass
class Start:
    """What came of starting a process in one of the KINDS, before it was asked for anything.

    sql, threads: each with the answer's line, or "". crunched: calls of crunch_front_page().
    pages: what a server then answered, after `build_front_page` had been run beside it.
    build_fault: what went wrong with that command.
    """

    asked: str
    config: str = ""
    sql: list[tuple[str, str]] = field(default_factory=list)
    threads: list[tuple[str, str]] = field(default_factory=list)
    crunched: int = 0
    fault: dict[str, Any] | None = None
    pages: list[str] = field(default_factory=list)
    built: list[str] = field(default_factory=list)
    build_fault: dict[str, Any] | None = None


def start(kind: str, newsroom: Newsroom) -> Start:
    """Start the newsroom in one way and tell what was seen."""
    if kind == "gunicorn":
        return start_gunicorn(newsroom)
    argv = {"setup": ["python"], "noreload": ["manage.py", "runserver", "--noreload"]}.get(
        kind, ["manage.py", kind]
    )
    how = "command" if kind == "check" else "setup"
    with newsroom.process(argv, how=how) as process:
        seen = process.start()
        crunched = len(newsroom.crunched)
    return Start(KINDS[kind], seen["config"], seen["sql"], seen["threads"], crunched, seen["fault"])


def start_gunicorn(newsroom: Newsroom) -> Start:
    """Start three real workers; then run the build command beside them, and read the page."""
    found = Start(KINDS["gunicorn"])
    try:
        env = newsroom.environment()
        workers = {"workers": WORKERS}
        with gunicorn(WSGI, settings=workers, env=env, beforehand=BEFOREHAND) as server:
            found.crunched = len(newsroom.crunched)
            for line in newsroom.witness.read_text().splitlines():
                seen = json.loads(line)
                found.sql += seen["sql"]
                found.threads += seen["threads"]
            found.build_fault = newsroom.command("build_front_page")
            found.built = newsroom.crunched
            for _ in range(2 * WORKERS):
                with stream(server, "/") as answer:
                    body = answer.rest().decode(errors="replace")
                found.pages.append(body if answer.status == 200 else f"status {answer.status}")
    except ServerFault as fault:
        if fault.code is None:
            raise Unfit(f"gunicorn did not start in time:\n{fault.log[-1000:]}") from None
        found.fault = {"text": last_line(fault.log), "where": place_in(fault.log)}
    return found
