"""A PostgreSQL server of the sandbox' own, for one run of a day's tests.

It lies in the sandbox as the answer does, under the same bounds: whatever the answer does to it, it
does to itself, and it ends with the run.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from katas.harness import settings
from katas.harness.postgres import databases
from katas.harness.postgres.keeper import serving


@contextmanager
def served(wanted: bool) -> Iterator[dict[str, str]]:
    """Have a server until the block ends. Gives the variables by which a run finds it, if any."""
    if not wanted:
        yield {}
        return
    with serving() as url:
        yield {databases.SERVER: url, databases.NAMES: "katas"}


def use() -> None:
    """From here on this process and its forks work on the server that its variables name."""
    known = connections.settings["default"]
    known.clear()
    known.update(settings.database())
    connections.configure_settings(connections.settings)
    connections["default"].close()
    del connections["default"]
