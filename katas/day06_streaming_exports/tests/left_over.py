"""What an answer leaves behind in a test: whoever still reads keeps SQLite's tables locked.

Then no test could make its rows or clear them away. That is told as the answer's fault, which it
is, and the tables are set free for the tests that follow.
"""

import contextlib
import threading
import time
import weakref
from collections.abc import Iterator

from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from katas.day06_streaming_exports.tests.aftermath import PATIENCE, places
from katas.harness.verdicts import NotRun, Unfit, Wrong, require
from katas.newsroom.models import Article, Author

opened: weakref.WeakSet[BaseDatabaseWrapper] = weakref.WeakSet()


def remember(connection: BaseDatabaseWrapper, **_: object) -> None:
    opened.add(connection)


connection_created.connect(remember)


def locked() -> bool:
    """Whether somebody else reads the tables just now."""
    if connection.vendor != "sqlite" or connection.connection is None:
        return False
    try:
        with connection.cursor() as cursor:
            for model in (Article, Author):
                cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE 0")  # noqa: S608
    except DatabaseError as error:
        return "locked" in str(error)
    return False


def check_free() -> None:
    """Nobody reads any more when a test is over: within their time, all threads come to an end."""
    until = time.monotonic() + PATIENCE
    while locked():
        if time.monotonic() > until:
            tell_left()
        time.sleep(0.01)


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
        if any("locked" in text for text in words(error)):
            tell_left()
        raise


def words(error: BaseException | None) -> Iterator[str]:
    """What an error says, and those of its group and behind it."""
    while error is not None:
        yield str(error)
        for each in getattr(error, "exceptions", ()):
            yield from words(each)
        error = error.__cause__ or error.__context__
