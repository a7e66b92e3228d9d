"""Many clients at once: what each of them met, and how long it took all."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic, perf_counter
from types import MappingProxyType
from typing import NamedTuple

from katas.harness.meters.http import stream
from katas.harness.meters.process import Server

MOST_CLIENTS = 100


class Sample(NamedTuple):
    """One client's answer: its status (0 without an answer), seconds, and what went wrong.

    began: when it asked, by time.perf_counter(). headers: the answer's, names in lower case.
    """

    status: int
    seconds: float
    error: str = ""
    began: float = 0.0
    headers: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Crowd:
    """What many clients at once met. seconds: from the first request to the last answer."""

    samples: list[Sample]
    seconds: float


def together(server: Server, path: str, clients: int = 20, *, timeout: float = 30.0) -> Crowd:
    """Send one GET request from each of `clients` (at most 100) threads at the same moment.

    timeout: seconds for each answer.
    """
    clients = min(clients, MOST_CLIENTS)
    gate = threading.Barrier(clients)
    seen: list[tuple[float, float, Sample]] = []

    def one() -> None:
        gate.wait(timeout)
        start = perf_counter()
        try:
            with stream(server, path, timeout=timeout) as answer:
                answer.rest()
                error = "" if answer.complete else "the answer was cut, or late"
                headers = {name.lower(): value for name, value in answer.headers.items()}
                sample = Sample(answer.status, answer.seconds, error, start, headers)
        except OSError as problem:
            sample = Sample(0, perf_counter() - start, str(problem), start)
        seen.append((start, perf_counter(), sample))

    threads = [threading.Thread(target=one, daemon=True) for _ in range(clients)]
    for thread in threads:
        thread.start()
    until = monotonic() + 2 * timeout
    for thread in threads:
        thread.join(max(0.0, until - monotonic()))
    ended = list(seen)
    missing = [Sample(0, timeout, "no answer")] * (clients - len(ended))
    wall = max((end for _, end, _ in ended), default=0) - min((s for s, _, _ in ended), default=0)
    return Crowd([sample for _, _, sample in ended] + missing, wall)
