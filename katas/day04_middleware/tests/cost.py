"""What one check of a key costs, in CPU time: a hasher that is made to be slow is found at once."""

import time
from collections.abc import Callable, Iterable

from katas.harness.verdicts import Figure, require

# Seconds of CPU time for one request. A right answer takes a fiftieth; scrypt, the quickest of the
# hashers that are made to be slow, twice as much for each key.
ALLOWED = 0.015
TRIES = 3


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
