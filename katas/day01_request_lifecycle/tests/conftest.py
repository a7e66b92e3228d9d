"""What the tests of several tasks use."""

import random
from collections.abc import Iterator

import pytest

from katas.day01_request_lifecycle import pages, services
from katas.day01_request_lifecycle.tests.subject import patched, replaced
from katas.harness.meters.transport import connections_kept


@pytest.fixture(autouse=True)
def region() -> Iterator[str]:
    """A region that nobody can know in advance, the answer imported anew, all gauges at zero.

    What an answer keeps in its module would otherwise go from one test to the next.
    """
    name = f"region-{random.randrange(10**6)}"
    before = services.region
    services.reset(name)
    pages.visits.clear()
    # What it costs to load the map is shown on the real servers.
    with connections_kept(), patched((services, "SET_UP_SECONDS", 0.0)), replaced():
        services.reset()
        yield name
    services.reset(before)
    pages.visits.clear()
