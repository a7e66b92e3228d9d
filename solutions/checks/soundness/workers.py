"""Runs many answers at once: warm worker processes, a queue of trials, CPU hogs for company."""

import contextlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from katas.harness.answers import KATAS
from katas.harness.run.record import Event, read

# It ends with whoever started it, however that ends.
HOG = "import os, sys\nwhile os.getppid() == int(sys.argv[1]): pass"


@dataclass
class Trial:
    """One run of one day on one answer; `events` is its record once it has been run."""

    day: int
    answers: str
    options: Sequence[str] = ()
    events: list[Event] = field(default_factory=list)

    @property
    def outcomes(self) -> dict[str, str]:
        """Outcome by test id; a test that did not get its turn is "failed"."""
        run: Event = next((e for e in self.events if e["event"] == "run"), {"tests": []})
        found = {test["id"]: "failed" for test in run["tests"]}
        found.update((e["id"], e["outcome"]) for e in self.events if e["event"] == "test")
        return found

    @property
    def tests(self) -> list[Event]:
        """The tests as the run announced them, in the order of the tasks."""
        run: Event = next((e for e in self.events if e["event"] == "run"), {"tests": []})
        return sorted(run["tests"], key=lambda test: test["task"])

    @property
    def stopped(self) -> str:
        """Why nothing was tested, or ""."""
        return next((e["text"] for e in self.events if e["event"] == "stopped"), "")


class WorkerDied(Exception):
    """A worker process ended in the middle of a trial."""


def run_trials(
    trials: Sequence[Trial], workers: int, done: Callable[[Trial], None], hash_seed: int = 1
) -> None:
    """Run all trials on that many warm processes, whose PYTHONHASHSEED is hash_seed.

    done is called after each trial, from the thread that ran it. Raises WorkerDied.
    """
    waiting: queue.SimpleQueue[Trial] = queue.SimpleQueue()
    for trial in trials:
        waiting.put(trial)
    trouble: list[BaseException] = []
    processes: list[subprocess.Popen[str]] = []

    def work() -> None:
        process = _worker(hash_seed)
        processes.append(process)
        try:
            with (
                tempfile.TemporaryDirectory(prefix="katas-worker-") as folder,
                contextlib.suppress(queue.Empty),
            ):
                while not trouble:
                    trial = waiting.get_nowait()
                    _one(process, trial, Path(folder, "answers"))
                    done(trial)
        except Exception as error:
            trouble.append(error)
        finally:
            _end(process)

    threads = [threading.Thread(target=work) for _ in range(min(workers, len(trials)))]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    except KeyboardInterrupt:
        trouble.append(KeyboardInterrupt())
        for process in processes:
            process.terminate()
        raise
    if trouble:
        raise trouble[0]


def _worker(hash_seed: int) -> "subprocess.Popen[str]":
    environ = {k: v for k, v in os.environ.items() if k not in ("KATAS_ANSWERS", "KATAS_MAKE")}
    environ["PYTHONHASHSEED"] = str(hash_seed)
    return subprocess.Popen(
        [sys.executable, "-m", "solutions.checks.soundness.worker"],
        cwd=KATAS.parent,
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
    )


def _one(process: "subprocess.Popen[str]", trial: Trial, place: Path) -> None:
    """place: where a worker finds all its answers, one after the other."""
    assert process.stdin is not None and process.stdout is not None
    place.unlink(missing_ok=True)
    place.symlink_to(trial.answers)
    line = {"day": trial.day, "answers": str(place), "options": list(trial.options)}
    process.stdin.write(json.dumps(line) + "\n")
    process.stdin.flush()
    for event in read(process.stdout):
        if event["event"] == "done":
            return
        trial.events.append(event)
    assert process.stderr is not None
    raise WorkerDied(f"a worker ended with {process.wait()}:\n{process.stderr.read()[-2000:]}")


def _end(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError):
        process.stdin.close()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for stream in (process.stdout, process.stderr):
        assert stream is not None
        stream.close()


@contextlib.contextmanager
def hogs(count: int) -> Iterator[None]:
    """That many processes that do nothing but burn CPU, until the block ends."""
    command = [sys.executable, "-I", "-c", HOG, str(os.getpid())]
    processes = [subprocess.Popen(command) for _ in range(count)]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()
