"""A real dask scheduler and real workers on loopback, each a process that is ended by its id."""

import socket
import subprocess
import sys
import time
from pathlib import Path

from distributed import Client

WITHIN = 60.0  # seconds for workers to arrive


class Cluster:
    """Of the project in `root`; use it as a context. processes: the workers, in their order."""

    def __init__(self, root: Path, environ: dict[str, str]) -> None:
        self.root, self.environ = root, environ
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> "Cluster":
        self.start_scheduler()
        return self

    def __exit__(self, *error: object) -> None:
        for process in [*self.processes, self.scheduler]:
            process.kill()
            process.wait()

    def start_scheduler(self) -> None:
        address = ("--host", "127.0.0.1", "--port", str(self.port))
        self.scheduler = self._start("scheduler", *address, "--no-dashboard")

    def start_worker(self, root: Path | None = None) -> "subprocess.Popen[bytes]":
        """One with one thread, without a nanny: what is killed here is the worker itself."""
        number = len(self.processes)
        place = str(self.root / f"scratch{number}")
        options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", place)
        process = self._start("worker", self.address, *options, root=root)
        self.processes.append(process)
        return process

    def wait_for(self, workers: int) -> None:
        with Client(self.address, timeout=WITHIN, set_as_default=False) as client:
            until = time.monotonic() + WITHIN
            while len(client.nthreads()) != workers:
                assert time.monotonic() < until, f"{client.nthreads()}, not {workers} workers"
                time.sleep(0.1)

    def _start(self, *arguments: str, root: Path | None = None) -> "subprocess.Popen[bytes]":
        place = root or self.root
        with (self.root / "cluster.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments],
                cwd=place,
                env={**self.environ, "PYTHONPATH": f"{place}:{self.environ['PYTHONPATH']}"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
