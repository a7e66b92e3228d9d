"""What the tests of several tasks use. Given."""

import random

import pytest

from katas.day01_request_lifecycle import pages, services
from katas.harness.meters.transport import connections_kept


@pytest.fixture(autouse=True)
def region():
    """A region that nobody can know in advance; all gauges stand at zero."""
    name = f"region-{random.randrange(10**6)}"
    before = services.region
    services.reset(name)
    pages.visits.clear()
    with connections_kept():
        yield name
    services.reset(before)
    pages.visits.clear()
