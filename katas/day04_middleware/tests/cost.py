"""What one check of a key costs, in CPU time: a hasher that is made to be slow is found at once."""

import time
from collections.abc import Callable, Iterable

from katas.harness.verdicts import Figure, require

# Seconds of CPU time for one request. A right answer takes a fiftieth; scrypt, the quickest of the
# hashers that are made to be slow, twice as much for each key.
ALLOWED = 0.015
TRIES = 3


def check_cost(send: Callable[[str], object], headers: Iterable[str], asked: str) -> None:
    """Send a request for each header; the quickest one must be quick.

    send: sends a request with that key. headers: all different, so that no answer is remembered.
    """
    spent = []
    for header in headers:
        began = time.process_time()
        send(header)
        spent.append(time.process_time() - began)
    quickest = min(spent)
    require(
        quickest <= ALLOWED,
        asked=f"{asked}; the CPU time of the quickest",
        expected=f"some milliseconds: at most {ALLOWED * 1_000:.0f} ms",
        got=f"{quickest * 1_000:.0f} ms",
        note="A password hasher is made to be slow, because passwords are short and get guessed.\n"
        "A key is long and drawn by lot: nobody guesses it, and each request pays for the check.",
        figures=[Figure("a check takes", "ms of CPU", quickest * 1_000, ALLOWED * 1_000)],
    )
