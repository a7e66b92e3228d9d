"""What the tests of several tasks use."""

import gc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.models.signals import post_migrate
from factory.django import mute_signals

from katas.day06_streaming_exports import audit
from katas.day06_streaming_exports.tests.ending import remembering
from katas.day06_streaming_exports.tests.left_over import check_free, telling_left
from katas.harness.meters.transport import connections_kept
from katas.harness.meters.unordered import turn
from katas.newsroom.models import Article


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Iterator[None]:
    with telling_left():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    with telling_left():
        yield
        if item.get_closest_marker("django_db"):
            check_free()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Iterator[None]:
    with telling_left():
        return (yield)


@pytest.fixture(scope="package", autouse=True)
def no_permissions() -> Iterator[None]:
    """Django makes its permissions anew when a test's tables are emptied; no test needs them."""
    with mute_signals(post_migrate):
        yield


@pytest.fixture(autouse=True)
def audited() -> Iterator[list[int]]:
    """The audit's entries, emptied before each test."""
    gc.collect()
    audit.entries.clear()
    with remembering(), connections_kept():
        yield audit.entries


@pytest.fixture
def unordered_reversed(db: None) -> Iterator[None]:
    """Rows that nobody ordered come the other way round."""
    table = Article._meta.db_table

    def stir(execute: Callable[..., Any], sql: str, *others: Any) -> Any:
        if table in sql and sql.startswith("SELECT"):
            turn(connection, table, backwards=True)
        return execute(sql, *others)

    with connection.execute_wrapper(stir):
        yield
    turn(connection, table, backwards=False)
