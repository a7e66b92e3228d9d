"""A server's process: started on a socket that listens already, watched, and always reaped."""

import os
import re
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep  # a test beside may step those of `time`

from katas.harness.meters import launch
from katas.harness.verdicts import Unfit

HOST = "127.0.0.1"
READY_WITHIN = 20.0  # seconds
TAIL = 60  # lines of a log
MARKS = re.compile(r"[ ~^]+")


class ServerFault(Exception):
    """A server died at its start, or was not ready in time: the caller knows whose fault that is.

    code: its exit code, negative for a signal, None if it did not end. log: all that it wrote.
    """

    def __init__(self, problem: str, code: int | None = None, log: str = "") -> None:
        # Lines that only mark a place in the line before would push out what came first.
        lines = [line for line in log.splitlines() if not MARKS.fullmatch(line)]
        tail = "\n".join(lines[-TAIL:])
        super().__init__(f"{problem}\n{tail}".rstrip())
        self.code = code
        self.log = log


class Server:
    """A running server. `pid` is its main process; its workers are in the same process group."""

    host = HOST

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.port = port
        self.pid = 0
        self._process = process
        self._log = log
        self._reports = ""

    def url(self, path: str = "/") -> str:
        """The absolute http URL of `path`."""
        return f"http://{self.host}:{self.port}/{path.removeprefix('/')}"

    def log(self) -> str:
        """All that the server and the application have written to stdout and stderr so far."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def alive(self) -> bool:
        """Whether the server's main process is running."""
        return self.exit_code() is None

    def exit_code(self) -> int | None:
        """The exit code of the main process, negative for a signal; None while it runs."""
        return self._told("exit", 0)

    def _told(self, word: str, seconds: float) -> int | None:
        """The number that the launcher reports after `word`; None if it does not in `seconds`."""
        assert self._process.stdout is not None
        until = monotonic() + seconds
        while not (found := re.search(rf"^{word} (-?\d+)$", self._reports, re.MULTILINE)):
            if self._process.stdout.closed or "exit" in self._reports:
                return None
            left = max(0, until - monotonic())
            if not select.select([self._process.stdout], [], [], left)[0]:
                return None
            # A launcher that was killed from outside says nothing: its server counts as killed.
            self._reports += os.read(self._process.stdout.fileno(), 100).decode() or "exit -9\n"
        return int(found[1])

    def _start(self, name: str, ready: str, times: int) -> None:
        """Wait until the log has the line `ready`, `times` over. Raises ServerFault."""
        until = monotonic() + READY_WITHIN
        self.pid = self._told("pid", READY_WITHIN) or 0
        while self.alive() and self.log().count(ready) < times:
            if monotonic() > until:
                problem = f"{name} was not ready within {READY_WITHIN:.0f} seconds"
                raise ServerFault(problem, None, self.log())
            sleep(0.01)
        if not self.alive():
            code = self.exit_code()
            raise ServerFault(f"{name} ended with exit code {code} at its start", code, self.log())

    def _stop(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.terminate()
        self._told("exit", launch.GRACE + 2)
        # Not reaped yet, so the number of the group is still ours; most often the group is gone.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.stdout.close()
        self._process.wait(10)


@contextmanager
def running(
    name: str,
    command: Callable[[Path, socket.socket], list[str]],
    env: Mapping[str, str],
    ready: str,
    *,
    times: int = 1,
    ours: bool = False,
) -> Iterator[Server]:
    """The server that `command(folder, listener)` starts, once its log has `ready` `times` over.

    folder: empty, its own, removed at the end. listener: the socket that it inherits.
    ours: nothing of the learner's runs in it, so its failure to start is Unfit, not ServerFault.
    """
    with TemporaryDirectory(prefix=f"{launch.OWN}{name}-", ignore_cleanup_errors=True) as text:
        folder = Path(text).resolve()
        log = folder / "server.log"
        with socket.create_server((HOST, 0), backlog=256) as listener, log.open("ab") as output:
            # uvicorn takes an inherited socket for a Unix one, and then leaves Nagle's delays on.
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            descriptor = listener.fileno()
            launched = [sys.executable, "-I", "-S", launch.__file__, str(descriptor)]
            process = subprocess.Popen(
                launched + command(folder, listener),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                bufsize=0,
                cwd=folder,
                env=env,
                pass_fds=[descriptor],
                start_new_session=True,
            )
            server = Server(process, listener.getsockname()[1], log)
        try:
            try:
                server._start(name, ready, times)
            except ServerFault as fault:
                if ours:
                    raise Unfit(f"{fault}\nSee what is wrong with it: make doctor") from fault
                raise
            yield server
        finally:
            server._stop()
