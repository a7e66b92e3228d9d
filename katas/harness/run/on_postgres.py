"""A run on a PostgreSQL server: where it comes from, and what no test leaves behind there."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from katas.harness.postgres import databases
from katas.harness.postgres.provide import NoPostgres, provided
from katas.harness.run.time_limit import TimeLimit


def serve(config: pytest.Config) -> None:
    """Have a pytest that was not started by a command work on a server of its own.

    A worker of pytest-xdist's has databases of its own, on the server of the one that started it.
    """
    if databases.are_served():
        os.environ.update(databases.of_a_run(os.environ))
        return
    until_the_end = ExitStack()
    config.add_cleanup(until_the_end.close)
    try:
        until_the_end.enter_context(provided())
    except NoPostgres as error:
        raise pytest.UsageError(str(error)) from None


@contextmanager
def nothing_unfinished() -> Iterator[None]:
    """On a PostgreSQL server, end what the block leaves unfinished there."""
    if not databases.are_served():
        yield
        return
    from katas.harness.postgres import unfinished

    try:
        yield
    except TimeLimit:
        unfinished.cut_off()
        raise
    finally:
        unfinished.close_what_is_in_use()


def part() -> None:
    """On a PostgreSQL server, have the next test work on a connection of its own."""
    if databases.are_served():
        from katas.harness.postgres import unfinished

        unfinished.part()
