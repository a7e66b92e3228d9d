"""The tests' side of the newsroom: its database, its warehouse, and processes that do as told.

Django is set up anew in each process, so that it starts as a real one does.
"""

import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from katas.day05_app_ready.tests import newsroom_database, raised
from katas.day05_app_ready.tests.processes import PATIENCE, Process
from katas.harness.meters.servers import child_environment
from katas.harness.verdicts import Unfit

SETTINGS = "katas.day05_app_ready.tests.settings"
NEUTRAL = "katas.day05_app_ready.tests.plain_config.PlainConfig"
SHELL = ["manage.py", "shell"]


class Starter:
    """Starts processes by forking forkserver.py, which has imported Django and set nothing up."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._in_turn = threading.Lock()
        self._orders, theirs = socket.socketpair()
        with theirs, (folder / "starter.log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "katas.day05_app_ready.tests.forkserver"],
                env=child_environment(),
                stdin=theirs.fileno(),
                stdout=log,
                stderr=log,
            )

    def __enter__(self) -> "Starter":
        return self

    def __exit__(self, *error: object) -> None:
        self._orders.close()
        self._process.wait(PATIENCE)

    def start(self, order: dict[str, Any], log: Path) -> Process:
        """A new process; it is not waited for. log: where its standard error goes."""
        input_read, input_write = os.pipe()
        output_read, output_write = os.pipe()
        errors = os.open(log, os.O_WRONLY | os.O_CREAT)
        theirs = [input_read, output_write, errors]
        try:
            with self._in_turn:
                socket.send_fds(self._orders, [json.dumps(order).encode()], theirs)
                pid = self._orders.recv(20)
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        if not pid:
            said = (self._folder / "starter.log").read_text()
            raise Unfit(f"No process could be started:\n{said[-1000:]}")
        return Process(int(pid), input_write, output_read, log)


def make_database(starter: Starter, folder: Path) -> str:
    """The name of a database with all tables, made without the learner's apps.py."""
    name = newsroom_database.made(folder)
    env = {"DJANGO_SETTINGS_MODULE": SETTINGS, "KATAS_APP": NEUTRAL, "KATAS_DATABASE": name}
    env["KATAS_MACHINE"] = "newsroom-0"
    order = {"env": child_environment(env), "cwd": str(folder), "argv": SHELL}
    with starter.start(order, folder / "tables.log") as process:
        process.begin("make_tables")
        process.start()
        reply = process.reply(PATIENCE) or {}
        if "value" not in reply:
            raise Unfit(f"The tables could not be made: {process.start()['fault'] or reply}")
    return name


class Newsroom:
    """One newsroom: a database, a warehouse, and whatever processes a test starts in it."""

    def __init__(self, folder: Path, starter: Starter, database: str) -> None:
        """database: the name of its own."""
        self.folder, self._starter, self.database = folder, starter, database
        self._log, self._hold = folder / "crunch.log", folder / "crunch.hold"
        self._raises, self.start_trace = folder / "crunch.raises", folder / "start-trace.log"
        self._page, self._clock = folder / "crunch.page", folder / "clock"
        self._number, self.machine = 0, "newsroom-1"

    def environment(self, *, debug: bool = False) -> dict[str, str]:
        """What a process of this newsroom needs to know."""
        return {
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "KATAS_DATABASE": self.database,
            "KATAS_CRUNCH_LOG": str(self._log),
            "KATAS_CRUNCH_HOLD": str(self._hold),
            "KATAS_CRUNCH_RAISES": str(self._raises),
            "KATAS_CRUNCH_PAGE": str(self._page),
            "KATAS_CLOCK": str(self._clock),
            "KATAS_MACHINE": self.machine,
            "KATAS_START_TRACE": str(self.start_trace),
            "KATAS_DEBUG": "1" if debug else "0",
            "TMPDIR": str(self.folder),
        }

    def process(
        self,
        argv: list[str] = SHELL,
        *,
        debug: bool = False,
        env: dict[str, str] | None = None,
        settings: str = SETTINGS,
        cwd: str = ".",
        **order: Any,
    ) -> Process:
        """Start a process; it is not waited for. env: the one that its parent leaves it.

        cwd: its working directory, as seen from the newsroom's folder.
        """
        self._number += 1
        env = {**(env or {}), **child_environment(self.environment(debug=debug))}
        env["DJANGO_SETTINGS_MODULE"] = settings
        order = {"argv": argv, "env": env, "cwd": str(self.folder / cwd), **order}
        return self._starter.start(order, self.folder / f"process-{self._number}.log")

    def command(self, name: str, **order: Any) -> dict[str, Any] | None:
        """Run manage.py NAME to its end. Gives its fault, None if it succeeded."""
        with self.process(["manage.py", name], how="command", **order) as process:
            fault: dict[str, Any] | None = process.start()["fault"]
        return fault

    def elsewhere(self) -> "Newsroom":
        """A newsroom on another machine, of another name: it has the same rows, and no file."""
        folder = self.folder / "elsewhere"
        folder.mkdir()
        database = newsroom_database.shared(folder, self.database)
        found = Newsroom(folder, self._starter, database)
        found.machine = "newsroom-2"
        return found

    def let_time_pass(self, seconds: float) -> None:
        """Set the clocks of all processes ahead, as far as the answer asks them.

        Of what the answer sleeps, as much is over at once.
        """
        self._clock.write_text(str(seconds))

    # The warehouse ----------------------------------------------------------------------------

    @property
    def crunched(self) -> list[str]:
        """The page of each call of crunch_front_page() so far, in whatever process."""
        if not self._log.exists():
            return []
        # What is being written just now has no end of line yet.
        *lines, _ = self._log.read_text().split("\n")
        return [json.loads(line.partition(" ")[2]) for line in lines]

    def hold_crunching(self) -> None:
        self._hold.touch()

    def let_end(self, page: str) -> None:
        """Hold all calls but the one that crunches this page."""
        self._hold.write_bytes(page.encode())

    def let_crunching_end(self) -> None:
        self._hold.unlink(missing_ok=True)

    def close_warehouse(self, error: str = raised.WAREHOUSE) -> None:
        """Let crunch_front_page() raise the error of that name in raised.py."""
        self._raises.write_text(raised.path_of(error))

    def let_page_be(self, page: str) -> None:
        """Let crunch_front_page() return this."""
        self._page.write_bytes(page.encode())

    def open_warehouse(self) -> None:
        self._raises.unlink()
