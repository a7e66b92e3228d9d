"""A real dask scheduler and real workers on loopback, each a process that is ended by its id."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from distributed import Client

from solutions import SOLUTIONS

WITHIN = 120.0  # seconds for workers to arrive, and to have work
TTL = "20s"  # after which the scheduler gives up a worker of which it hears nothing
# Without a dashboard there still is a server of its kind, and it listens everywhere.
HERE = ("--host", "127.0.0.1", "--no-dashboard", "--dashboard-address", "127.0.0.1:0")

Process = subprocess.Popen[bytes]


class Cluster:
    """Of the project in `root`; use it as a context. workers: those that fit, in their order.

    folder: for logs and scratch, if not `root`. protocol: tcp or tls.
    """

    def __init__(
        self,
        root: Path,
        environ: dict[str, str],
        folder: Path | None = None,
        protocol: str = "tcp",
    ) -> None:
        ttl = {"DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": TTL}
        self.root, self.environ, self.folder = root, {**environ, **ttl}, folder or root
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.protocol, self.address = protocol, f"{protocol}://127.0.0.1:{self.port}"
        self.workers: list[Process] = []
        self._others: list[Process] = []
        self._started = 0

    def __enter__(self) -> "Cluster":
        self.start_scheduler()
        return self

    def __exit__(self, *error: object) -> None:
        for process in [*self.workers, *self._others, self.scheduler]:
            end(process)

    def settle(self, workers: int) -> None:
        """Have as many workers that fit, and no others."""
        if self.scheduler.poll() is not None:  # workers end with their scheduler, after a while
            self._others += self.workers
            self.workers = []
            self.start_scheduler()
        while self._others:
            end(self._others.pop())
        while len(self.workers) > workers:
            end(self.workers.pop())

        def settled(client: Client) -> bool:
            # Of a scheduler that has been started anew, some may still be about to end.
            self.workers = [each for each in self.workers if each.poll() is None]
            while len(self.workers) < workers:
                self.add_worker()
            return len(client.nthreads()) == workers

        self._wait(settled, f"{workers} workers")

    def add_worker(self) -> None:
        """One that fits, without waiting for it."""
        self.workers.append(self._start_worker(self.root))

    def start_other(self, root: Path, *options: str) -> None:
        """A worker that does not fit, of another project perhaps."""
        self._others.append(self._start_worker(root, *options))
        self.wait_for(len(self.workers) + len(self._others))

    def start_scheduler(self) -> None:
        given = (*HERE, "--port", str(self.port), "--protocol", self.protocol)
        self.scheduler = self._start(self.root, "scheduler", *given)

    def _start_worker(self, root: Path, *options: str) -> Process:
        """One with one thread, without a nanny: what is killed is the worker itself."""
        self._started += 1
        place = str(self.folder / f"scratch{self._started}")
        given = (*HERE, "--nthreads", "1", "--no-nanny", "--local-directory", place)
        return self._start(root, "worker", self.address, *given, *options)

    def wait_for(self, workers: int) -> None:
        self._wait(lambda client: len(client.nthreads()) == workers, f"{workers} workers")

    def wait_until_busy(self) -> None:
        """Until every worker has a student's work."""

        def busy(client: Client) -> bool:
            each = client.processing().values()
            return all(any(key.startswith("student") for key in keys) for keys in each)

        self._wait(busy, "work for all")

    def _wait(self, until: Callable[[Client], bool], what: str) -> None:
        with Client(self.address, timeout=WITHIN, set_as_default=False) as client:
            last = time.monotonic() + WITHIN
            while not until(client):
                assert time.monotonic() < last, f"no {what}: {client.processing()}"
                time.sleep(0.1)

    def _start(self, place: Path, *arguments: str) -> Process:
        with (self.folder / "cluster.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments],
                cwd=place,
                env={**self.environ, "PYTHONPATH": f"{place}:{self.environ['PYTHONPATH']}"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )


def as_in_the_guide(folder: Path) -> None:
    """Make certificates and dask's configuration in a new folder, as CLUSTER.md has it."""
    guide = (SOLUTIONS / "grading" / "CLUSTER.md").read_text(encoding="utf-8")
    commands, config = (
        re.findall(f"```{start}.*?(?=```)", guide, re.DOTALL)[0].partition("\n")[2]
        for start in ("\nopenssl", "yaml")
    )
    folder.mkdir()
    subprocess.run(["sh", "-ec", commands], cwd=folder, check=True, capture_output=True)
    (folder / "katas.yaml").write_text(config.replace("/etc/katas", str(folder)))


def end(process: Process) -> None:
    process.kill()
    process.wait()
