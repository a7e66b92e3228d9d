"""The test database of a warm process: migrated once, then copied into each run's own.

Only for SQLite in memory. A connection must not cross a fork (sqlite.org/howtocorrupt.html), so
what is kept are the bytes; each run writes them into a database that it has opened itself.
"""

import sqlite3
from functools import partial
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.creation import BaseDatabaseCreation

kept: tuple[list[str], bytes] | None = None


def keep() -> None:
    """Keep the test database as it is. To be called from a test, before it writes anything."""
    global kept
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        connection.ensure_connection()
        kept = installed(), connection.connection.serialize()


def hand_on() -> None:
    """From now on, a test database is a copy of the one that was kept, if one was."""
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
    if kept is None or kept[0] != installed() or serialize or keepdb:
        name: str = migrated(verbosity, autoclobber, serialize, keepdb)
        return name
    name = creation._get_test_db_name()
    connection.close()
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    source = sqlite3.connect(":memory:")
    source.deserialize(kept[1])
    source.backup(connection.connection)
    source.close()
    return name


def installed() -> list[str]:
    return [config.name for config in apps.get_app_configs()]
