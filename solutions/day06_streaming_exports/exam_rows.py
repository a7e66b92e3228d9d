"""Articles of the examiner's, drawn one by one, and the newsroom that has them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from katas.day06_streaming_exports.tests import awkward, hard_articles
from katas.newsroom.models import Article, Author
from solutions.grading.examiner import Exam

FORMULAS = ("=", "+", "-", "@", "\t", "\r")
LAST_SECOND = 60 * 365 * 86_400
PIECES = [
    *hard_articles.FORMULA_RESTS,
    *hard_articles.HARD_TITLES,
    *hard_articles.HARMLESS,
    *FORMULAS,
    *FORMULAS,
    *(",", '"', '""', "\n", "\r", "'"),
]
WORDS = [
    "harbour",
    "council",
    "budget",
    "river",
    "storm",
    "market",
    "tram",
    "library",
    "strike",
    "orchard",
    "bridge",
]


@dataclass(frozen=True)
class Row:
    """One article as it is stored; author is its author's number and name."""

    pk: int
    title: str
    author: tuple[int, str]
    words: int
    moment: datetime
    published: bool = True


def text(draw: random.Random, most: int) -> str:
    """A text that an answer may trip over, or a plain one."""
    kind = draw.random()
    if kind < 0.25:
        return " ".join(draw.choices(WORDS, k=draw.randint(1, 6)))[:most]
    if kind < 0.4:
        return f"{draw.choice(FORMULAS)}{draw.choice(hard_articles.FORMULA_RESTS)}"
    if kind < 0.6:
        signs = "".join(draw.choices(awkward.CHARACTERS, k=draw.randint(1, 4)))
        return (signs + draw.choice(["", "=", "-", "+1"]) + " ".join(draw.choices(WORDS, k=3)))[
            :most
        ]
    if kind < 0.7:
        return (draw.choice(PIECES) * most)[: draw.randint(most // 2, most)]
    return "".join(draw.choices(PIECES, k=draw.randint(1, 4)))[:most]


def plain(draw: random.Random, most: int) -> str:
    return " ".join(draw.choices(WORDS, k=3))[:most]


def moment(draw: random.Random) -> datetime:
    """Any moment, often one that is hard to write, sometimes one that lies ahead."""
    if draw.random() < 0.2:
        return draw.choice(awkward.MOMENTS)
    micro = draw.choice([*awkward.MICROSECONDS, draw.randrange(10**6)])
    return datetime(1990, 1, 1, tzinfo=UTC) + timedelta(0, draw.randrange(LAST_SECOND), micro)


def past(draw: random.Random) -> datetime:
    """A plain moment that lies behind."""
    return datetime(1990, 1, 1, tzinfo=UTC) + timedelta(draw.randrange(12_000), 1, 1)


def drawn(draw: random.Random, count: int, make: Any = text, drafts: float = 0.2) -> list[Row]:
    """So many articles in the order of their ids, some of them drafts."""
    pks = {1 + draw.randrange(200), *draw.sample(awkward.IDS, 4)}
    while len(pks) < count:
        pks.add(draw.randrange(1, draw.choice([10_000, 10**6, 10**12])))
    return articles_of(draw, pks, make, moment, drafts)


def easy(draw: random.Random, count: int, make: Any, drafts: float) -> list[Row]:
    """As drawn, for tasks in which neither ids nor moments nor line ends are what is judged."""
    return articles_of(draw, set(draw.sample(range(1, 3 * count), count)), make, past, drafts)


def articles_of(
    draw: random.Random, pks: set[int], make: Any, when: Any, drafts: float
) -> list[Row]:
    count = len(pks)
    authors = [
        (pk, make(draw, 100)) for pk in {draw.randrange(1, 10**7) for _ in range(count // 3 + 1)}
    ]
    return [
        Row(
            pk,
            make(draw, 200),
            draw.choice(authors),
            draw.choice([*awkward.NUMBERS, draw.randrange(10**5)]),
            when(draw),
            draw.random() >= drafts,
        )
        for pk in sorted(pks)
    ]


def fill(exam: Exam, rows: Sequence[Row]) -> None:
    """Let these be all the articles that there are."""
    articles, authors = Article._meta.db_table, Author._meta.db_table
    known = sorted({row.author for row in rows})
    stored = [
        (
            row.pk,
            row.title,
            f"s-{row.pk}",
            row.author[0],
            row.words,
            row.moment.replace(tzinfo=None).isoformat(" "),
            row.published,
        )
        for row in rows
    ]
    exam.random.shuffle(stored)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = OFF")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {articles}")  # noqa: S608
        cursor.execute(f"DELETE FROM {authors}")  # noqa: S608
        cursor.executemany(f"INSERT INTO {authors} (id, name) VALUES (%s, %s)", known)  # noqa: S608
        cursor.executemany(
            f"INSERT INTO {articles} (id, title, slug, body, author_id, word_count, published_at,"  # noqa: S608
            " published) VALUES (%s, %s, %s, '', %s, %s, %s, %s)",
            stored,
        )


def mild(draw: random.Random, most: int) -> str:
    """A text that may have more bytes than characters."""
    words = plain(draw, most - 20)
    return draw.choice([words, words, f"{words} Ünïcødé 渡し船 🚲"])[:most]


def mixed(draw: random.Random, rows: Sequence[Row]) -> list[Row]:
    """Here and there a text that is hard."""
    return [replace(row, title=text(draw, 200)) if draw.random() < 0.15 else row for row in rows]


def drafted(draw: random.Random, rows: Sequence[Row], published: int) -> list[Row]:
    """All but so many of them are drafts, and there are as many drafts beside."""
    stay = set(draw.sample([row.pk for row in rows], published))
    taken = {row.pk for row in rows}
    beside = [
        replace(row, pk=row.pk + 1, published=False)
        for row in rows
        if row.pk + 1 not in taken and row.pk < 2**62
    ]
    found = [replace(row, published=row.pk in stay) for row in rows] + beside
    return sorted(found, key=lambda row: row.pk)
