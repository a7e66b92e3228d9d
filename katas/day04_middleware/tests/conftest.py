"""What the tests of several tasks begin with."""

import pytest

from katas.day04_middleware.tests.driver import some_client
from katas.day04_middleware.tests.knocking import some_key


@pytest.fixture
def keys() -> dict[str, str]:
    """The keys of three clients."""
    return {some_client(): some_key() for _ in range(3)}
