"""What `make lab day=6` keeps beside the pictures: who held the memory of an export at its peak."""

from katas.day06_streaming_exports.tests.figures import drain
from katas.harness.meters.memory import flame_graph
from katas.newsroom.factories import seed_articles

ROWS = 10_000


def once() -> str:
    """memray's page."""
    seed_articles(ROWS)
    drain()
    return flame_graph(drain)
