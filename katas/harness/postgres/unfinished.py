"""What an answer leaves unfinished on the server, ended with its test: the next one begins anew."""

from django.db import connections
from psycopg.pq import TransactionStatus

from katas.harness.postgres import databases

OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = %s AND state <> 'idle' AND pid <> pg_backend_pid()
"""


def close_what_is_in_use() -> None:
    """Close this thread's connections that cannot be asked: Django opens others.

    Those are in the midst of a query that was broken off, or of a transaction that is not Django's.
    """
    for each in connections.all(initialized_only=True):
        if each.connection is None:
            continue
        status = each.connection.info.transaction_status
        in_its_own = each.in_atomic_block and status != TransactionStatus.ACTIVE
        if status != TransactionStatus.IDLE and not in_its_own:
            each.close()


def part() -> None:
    """Close this thread's connections, for Django to open others: cursors may be left on them.

    One is that of a loop that an answer left. It is closed when nobody holds the loop any more,
    which may be within the next test, and then there would be an error in that one's transaction.
    """
    for each in connections.all(initialized_only=True):
        if not each.in_atomic_block:
            each.close()


def cut_off() -> None:
    """End whatever is under way in the tests' databases, whoever asked: threads, processes."""
    with databases.connected() as connection:
        for each in connections.all(initialized_only=True):
            connection.execute(OTHERS, [each.settings_dict["NAME"]])
