"""What the tests of several tasks use."""

from collections.abc import Iterator

import pytest
from django.db import connection


@pytest.fixture
def unordered_reversed(db: None) -> Iterator[None]:
    """SQLite returns rows that nobody ordered the other way round."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA reverse_unordered_selects = ON")
    yield
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA reverse_unordered_selects = OFF")
