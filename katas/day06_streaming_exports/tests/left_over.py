"""What an answer leaves behind in a test: whoever still reads keeps the tables locked.

Then no test could make its rows or clear them away. That is told as the answer's fault, which it
is, and the tables are set free for the tests that follow.
"""

import contextlib
import threading
import weakref
from collections.abc import Iterator
from time import monotonic, sleep

from django.db import DatabaseError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from katas.day06_streaming_exports.tests.aftermath import PATIENCE, places
from katas.harness.verdicts import NotRun, Unfit, Wrong, require
from katas.newsroom.models import Article, Author

# Asks for a table without waiting for it: a write that changes nothing, or what emptying it takes.
PROBES = {
    "sqlite": "DELETE FROM {} WHERE 0",
    "postgresql": "LOCK TABLE {} IN ACCESS EXCLUSIVE MODE NOWAIT",
}
LOCKED = ("locked", "could not obtain lock", "lock timeout")
opened: weakref.WeakSet[BaseDatabaseWrapper] = weakref.WeakSet()


def remember(connection: BaseDatabaseWrapper, **_: object) -> None:
    opened.add(connection)


connection_created.connect(remember)


def locked() -> bool:
    """Whether somebody else reads the tables just now."""
    probe = PROBES.get(connection.vendor)
    if probe is None or connection.connection is None:
        return False
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for model in (Article, Author):
                cursor.execute(probe.format(model._meta.db_table))
            transaction.set_rollback(True)
    except DatabaseError as error:
        return is_of_a_lock(error)
    return False


def is_of_a_lock(text: object) -> bool:
    return any(words in str(text) for words in LOCKED)


def check_free() -> None:
    """Nobody reads any more when a test is over: within their time, all threads come to an end."""
    until = monotonic() + PATIENCE
    while locked():
        if monotonic() > until:
            tell_left()
        sleep(0.01)


def tell_left() -> None:
    """Raise Wrong, with the tables free again."""
    threads = places()
    others = threading.active_count() - 1
    for each in list(opened):
        if each.connection is not connection.connection:
            with contextlib.suppress(Exception):
                each.connection.close()  # the wrapper's own close() leaves it open
    require(
        False,
        asked="look at the database when the exports are over",
        expected="nobody reads any more",
        got=f"an export still does, and keeps the tables locked; threads that are left: {others}",
        note="What an export reads in a thread of its own ends with the export, however that ends.",
        where=next(iter(threads.values()), ""),
    )


@contextlib.contextmanager
def telling_left() -> Iterator[None]:
    """A table that is locked is no fault of the kata."""
    try:
        yield
    except (Wrong, NotRun, Unfit):
        raise
    except Exception as error:
        if any(map(is_of_a_lock, words(error))):
            tell_left()
        raise


def words(error: BaseException | None) -> Iterator[str]:
    """What an error says, and those of its group and behind it."""
    while error is not None:
        yield str(error)
        for each in getattr(error, "exceptions", ()):
            yield from words(each)
        error = error.__cause__ or error.__context__
