"""What an archive may hold and answers trip over: ids, moments, numbers, characters."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice

import factory.random
from django.db import connection

from katas.newsroom.factories import random_moment
from katas.newsroom.models import Article, Author

# Where text and number sort differently; where a smaller column, a float or a sentinel ends. (Not
# below 1, where many pages begin, and not the last two: whoever adds 1 is right, too.)
IDS = (1, 2**63 - 3, 9, 10, 99, 100, 2**31 - 1, 2**31, 2**53 + 1)
NUMBERS = (0, 1, 256, 1_000, 1_234_567, 2**31 - 1)
MICROSECONDS = (0, 1, 100_000, 120, 999_999)
# A day away from what a datetime can hold: an answer may write them in any time zone. From the year
# 1000 on: before it, strftime("%Y") has fewer than four digits on some systems.
MOMENTS = tuple(
    datetime.fromisoformat(moment).replace(tzinfo=UTC)
    for moment in (
        *("2038-01-19T03:14:08", "1970-01-01T00:00:00", "1969-12-31T23:59:59.999999"),
        *("2000-02-29T12:30:00.100000", "1000-01-02T00:00:00.000001", "9999-12-30T23:59:59.999999"),
    )
)
# In both halves of a year, and in the hour that comes twice in autumn.
SEASONS = tuple(
    datetime.fromisoformat(moment).replace(tzinfo=UTC)
    for moment in (
        *("2025-01-15T11:22:33.000044", "2025-07-01T12:00:00", "2025-12-31T23:30:00.500000"),
        *("2025-10-26T00:30:00", "2025-10-26T01:30:00", "2025-03-30T01:00:00"),
    )
)
# Controls (databases other than SQLite refuse NUL), blanks of all kinds, marks that nobody sees,
# letters that fold, grow or compose, what lies outside of 16 bits, and what Unicode leaves free.
CHARACTERS = (
    *map(chr, (*range(1, 0x30), *range(0x3A, 0x41), *range(0x5B, 0x61), *range(0x7B, 0xC0))),
    *"ßıİſÅǆﬁΣςé\u0301\u0308\u1680\u180e\u2000\u200b\u200d\u200f\u2028\u2029\u202e\u2066\u3000",
    *"\ufeff\ufffd\uffff\ue000\ufe0f\uff1d\uff0b\uff0d\uff20\u2212\U0001d400🚲\U000e0041\U0010ffff",
)


def ids(count: int) -> list[int]:
    """So many ids that differ, the awkward ones among them, in any order."""
    draw = factory.random.randgen
    found = set(islice(IDS, count))
    while len(found) < count:
        found.add(draw.randrange(1, 10**12))
    return draw.sample(sorted(found), count)


def moments(count: int) -> list[datetime]:
    """So many moments, the awkward ones among them."""
    drawn = [random_moment() for _ in range(count - len(MOMENTS))]
    return factory.random.randgen.sample([*MOMENTS, *drawn], count)


@contextmanager
def numbering_kept() -> Iterator[None]:
    """SQLite goes on after the highest id there ever was, and would find none after the largest."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, seq FROM sqlite_sequence")
        before = dict(cursor.fetchall())
        yield
        for model in (Article, Author):
            name = model._meta.db_table
            cursor.execute(
                "UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [before.get(name, 0), name]
            )
