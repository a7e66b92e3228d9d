"""The test database of a warm process: migrated once, then copied into each run's own.

A connection must not cross a fork (for SQLite: sqlite.org/howtocorrupt.html). So what is kept of
SQLite's, in memory, are the bytes, which each run writes into a database that it has opened itself;
PostgreSQL copies a database by itself, as long as nobody is connected to it (CREATE DATABASE ...
TEMPLATE).
"""

import sqlite3
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.creation import BaseDatabaseCreation

from katas.harness.postgres import databases


@dataclass(frozen=True)
class Kept:
    """A database with the tables of those apps: SQLite's bytes, or a name on the server."""

    apps: list[str]
    database: bytes | str


kept: Kept | None = None


def keep() -> None:
    """Keep the test database as it is. To be called from a test, before it writes anything.

    On PostgreSQL, pytest is to leave it behind when it ends (--reuse-db).
    """
    global kept
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "postgresql":
        kept = Kept(installed(), connection.settings_dict["NAME"])
    elif connection.vendor == "sqlite" and connection.is_in_memory_db():
        connection.ensure_connection()
        kept = Kept(installed(), connection.connection.serialize())


def hand_on() -> None:
    """From now on, a test database is a copy of the one that was kept, if one was."""
    connections.close_all()
    creation = connections[DEFAULT_DB_ALIAS].creation
    if kept is not None:
        creation.create_test_db = partial(copied, creation, creation.create_test_db)


def copied(
    creation: BaseDatabaseCreation,
    migrated: Any,
    verbosity: int = 1,
    autoclobber: bool = False,
    serialize: bool = True,
    keepdb: bool = False,
) -> str:
    """What Django's `create_test_db` does, but for the migration. Returns the database's name."""
    connection = creation.connection
    if connection.vendor == "postgresql":
        # The settings are the parent's, of a run before.
        connection.settings_dict["TEST"]["NAME"] = databases.name_of("test")
    if (
        kept is None
        or kept.apps != installed()
        or serialize
        or (keepdb and connection.vendor == "sqlite")
    ):
        made: str = migrated(verbosity, autoclobber, serialize, keepdb)
        return made
    name = creation._get_test_db_name()
    connection.close()
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name
    if isinstance(kept.database, str):
        databases.copy(kept.database, name)
        return name
    connection.ensure_connection()
    source = sqlite3.connect(":memory:")
    source.deserialize(kept.database)
    source.backup(connection.connection)
    source.close()
    return name


def installed() -> list[str]:
    return [config.name for config in apps.get_app_configs()]
