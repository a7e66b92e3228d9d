"""Rows that nobody ordered: a database may return them as it likes, and here it does."""

from typing import Any

# PostgreSQL reads a table from its front to its end, and a row that is changed goes to the end.
TO_THE_END = """DO $$
DECLARE key bigint;
BEGIN
    FOR key IN SELECT id FROM {table} ORDER BY id {direction} LOOP
        UPDATE {table} SET id = id WHERE id = key;
    END LOOP;
END $$"""


def turn(connection: Any, table: str, *, backwards: bool) -> None:
    """Have the table's rows come from the back, or from the front, where nobody orders them.

    SQLite does so from the next statement on, for all tables, until it is turned again. On
    PostgreSQL it is the rows that are there now. It counts as no statement of anybody's.
    """
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        connection.connection.execute(f"PRAGMA reverse_unordered_selects = {int(backwards)}")
    elif connection.vendor == "postgresql":
        direction = "DESC" if backwards else "ASC"
        connection.connection.execute(TO_THE_END.format(table=table, direction=direction))
