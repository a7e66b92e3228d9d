"""Rows that nobody ordered: a database may return them as it likes, and here it does."""

from typing import Any

# PostgreSQL reads a table from its front to its end, and a row that is changed goes to the end. The
# first ones do, as few as will show: each version of a row stays until its transaction ends.
TO_THE_END = """
    UPDATE {0} SET id = id WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM {0} LIMIT (SELECT LEAST(10, GREATEST(1, COUNT(*) / 2)) FROM {0})))
"""


def turn(connection: Any, table: str, *, backwards: bool) -> None:
    """Have the table's rows come from the back, or from the front, where nobody orders them.

    SQLite does so from the next statement on, for all tables, until it is turned again. On
    PostgreSQL some rows change places, whatever the direction. It is no statement of anybody's.
    """
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        connection.connection.execute(f"PRAGMA reverse_unordered_selects = {int(backwards)}")
    elif connection.vendor == "postgresql":
        connection.connection.execute(TO_THE_END.format(table))
