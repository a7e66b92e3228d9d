"""Django's SQLite backend over a connection that is served from outside."""

from typing import Any

from django.db.backends.sqlite3 import base

from .served_connection import Connection


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's own, but for where its statements go."""

    def get_connection_params(self) -> dict[str, Any]:
        """None, but Django learns from the day's settings how its transactions begin."""
        super().get_connection_params()
        return {}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        return Connection()

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor()

    def init_connection_state(self) -> None:
        """Nothing to be set: the examiner's connections are as Django sets its own."""

    def is_in_memory_db(self) -> bool:
        return False
