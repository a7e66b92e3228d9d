"""What the tests of several tasks begin with."""

from collections.abc import Iterator

import pytest

from katas.day04_middleware.tests.knocking import some_key
from katas.day04_middleware.tests.premises import some_client
from katas.harness.meters.transport import connections_kept


@pytest.fixture
def keys() -> dict[str, str]:
    """The keys of three clients."""
    return {some_client(): some_key() for _ in range(3)}


@pytest.fixture(autouse=True)
def open_connections() -> Iterator[None]:
    """The test's database connections stay open while requests come and go."""
    with connections_kept():
        yield
