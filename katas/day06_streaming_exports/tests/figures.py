"""What `make compare day=6` measures of an answer."""

import time

from katas.day06_streaming_exports.tests.driver import respond, site
from katas.day06_streaming_exports.tests.received import take_rows
from katas.harness.meters.database import watching
from katas.harness.meters.memory import LARGE, SMALL, peak, slope
from katas.harness.verdicts import Figure
from katas.newsroom.factories import seed_articles

ROWS = 100_000


def once() -> list[Figure]:
    """Fill the database and measure what a second look would not change."""
    seed_articles(SMALL)
    drain()
    small = peak(drain)
    seed_articles(LARGE - SMALL)
    kept = slope(small, peak(drain))
    seed_articles(ROWS - LARGE)
    most = peak(drain)
    with watching(site) as ledger:
        drain()
    return [
        Figure(f"peak at {ROWS:,} rows, MiB", "", most.bytes / 2**20),
        Figure("bytes kept per row", "", max(0, round(kept))),
        Figure("queries", "", len(ledger.queries)),
    ]


def each_round() -> list[Figure]:
    """One round of what the clock tells."""
    started = time.perf_counter()
    response = respond()
    chunks = iter(response)
    take_rows(chunks, 1)
    first = time.perf_counter() - started
    for _ in chunks:
        pass
    whole = time.perf_counter() - started
    response.close()
    return [
        Figure("first row, ms", "", first * 1_000),
        Figure("rows per second", "", round(ROWS / whole)),
    ]


def drain() -> int:
    """Take the whole export, keep nothing."""
    response = respond()
    received = sum(len(chunk) for chunk in response)
    response.close()
    return received
