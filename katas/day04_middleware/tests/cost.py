"""What one check of a key costs, in CPU time: a hasher that is made to be slow is found at once."""

import time
from collections.abc import Callable, Iterable

from katas.harness.verdicts import Figure, require

# Seconds of CPU time for one request. A right answer takes a fiftieth; scrypt, the quickest of the
# hashers that are made to be slow, twice as much for each key.
ALLOWED = 0.015
TRIES = 3


# Seconds by the clock for the quickest of some requests, be the machine as busy as it may.
LONG = 0.04
AGAIN = 10
WAITS = (
    "What waits costs no CPU time, but a thread, or in the event loop everybody else's time:\n"
    "whoever sends wrong keys stops them all."
)


def require_no_wait(send: Callable[[str], object], headers: Iterable[str], asked: str) -> None:
    """By the clock, too, a check takes some milliseconds."""
    found = [*headers]
    least = LONG + 1
    for header in found * AGAIN:
        began = time.monotonic()
        send(header)
        least = min(least, time.monotonic() - began)
        if least <= LONG:
            return
    require(
        False,
        asked=f"{asked}; the quickest, by the clock",
        expected=f"some milliseconds: at most {LONG * 1_000:.0f} ms",
        got=f"{least * 1_000:.0f} ms",
        note=WAITS,
    )


def quickest(send: Callable[[str], object], headers: Iterable[str]) -> float:
    """Seconds of CPU time of the quickest request, one sent for each header.

    send: sends a request with that key. headers: all different, so that no answer is remembered.
    """
    spent = []
    for header in headers:
        began = time.process_time()
        send(header)
        spent.append(time.process_time() - began)
    return min(spent)


HASHER = (
    "A password hasher is made to be slow, because passwords are short and get guessed.\n"
    "A key is long and drawn by lot: nobody guesses it, and each request pays for the check."
)
EACH_PAYS = (
    "What a check does with the header once for each client, a request pays as often:\n"
    "with so many clients, little becomes much."
)


def require_quick(seconds: float, asked: str, note: str = HASHER) -> None:
    require(
        seconds <= ALLOWED,
        asked=f"{asked}; the CPU time of the quickest",
        expected=f"some milliseconds: at most {ALLOWED * 1_000:.0f} ms",
        got=f"{seconds * 1_000:.0f} ms",
        note=note,
        figures=[Figure("a check takes", "ms of CPU", seconds * 1_000, ALLOWED * 1_000)],
    )
