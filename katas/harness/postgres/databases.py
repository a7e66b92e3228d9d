"""The databases of a run on a PostgreSQL server: their names, copies of a template, their end.

Two variables tell every process of a command: KATAS_POSTGRES, the server's address as libpq takes
it, and KATAS_DATABASES, with which the names of a run's databases begin. Both are set by
`provide.py`; without the first the days run on SQLite.
"""

import contextlib
import itertools
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psycopg

SERVER, NAMES = "KATAS_POSTGRES", "KATAS_DATABASES"
_numbers = itertools.count(1)


def are_served(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the days run on PostgreSQL."""
    return SERVER in environ


def of_a_run(environ: Mapping[str, str]) -> dict[str, str]:
    """What the environment of a new run says besides: names that no other run has."""
    if not are_served(environ):
        return {}
    return {NAMES: f"{environ[NAMES]}_{os.getpid()}_{next(_numbers)}"}


def name_of(purpose: str) -> str:
    """The name of a database of this run, for example "katas_1f0c_4711_1_test"."""
    return f"{os.environ[NAMES]}_{purpose}"


def copy(source: str, name: str) -> None:
    """Make a database that is a copy of another, to which nobody is connected."""
    with connected() as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')


def drop(names: str, environ: Mapping[str, str] = os.environ) -> None:
    """Drop all databases whose names are that or begin with that and an underscore.

    Whoever is still connected to one is cut off. Of a server that is gone there is nothing to drop.
    """
    import psycopg

    with contextlib.suppress(psycopg.Error), connected(environ) as connection:
        found = connection.execute(
            "SELECT datname FROM pg_database WHERE datname = %s OR starts_with(datname, %s)",
            [names, f"{names}_"],
        ).fetchall()
        for (name,) in found:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def connected(environ: Mapping[str, str] = os.environ) -> "psycopg.Connection":
    """A connection to the server, for what concerns no run's own database."""
    import psycopg

    return psycopg.connect(environ[SERVER], autocommit=True, connect_timeout=10)
