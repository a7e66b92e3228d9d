"""What the tests of several tasks use."""

import itertools
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection

from katas.harness.meters.unordered import turn

TABLE = "newsroom_article"


@pytest.fixture(autouse=True)
def fresh_answer() -> None:
    """Each test imports the answer anew: what it keeps, in it or in a cache, ends with it."""
    sys.modules.pop("katas.day07_lazy_querysets.queries", None)
    ContentType.objects.clear_cache()
    cache.clear()


@pytest.fixture
def restless(db: None) -> Iterator[None]:
    """Rows that nobody ordered come now from the front, now from the back.

    Which way changes from one fetch of articles to the next in a pattern without a period
    (Thue-Morse), so that no number of queries per page is in step with it.
    """
    fetches = itertools.count()

    def stir(execute: Callable[..., Any], sql: str, *others: Any) -> Any:
        if TABLE in sql.lower():
            turn(connection, TABLE, backwards=next(fetches).bit_count() % 2 == 1)
        return execute(sql, *others)

    with connection.execute_wrapper(stir):
        yield
    turn(connection, TABLE, backwards=False)
