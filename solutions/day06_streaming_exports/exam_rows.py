"""Articles of the examiner's, what an export of them has to say, and whether it does."""

import csv
import io
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from katas.day06_streaming_exports.tests import awkward, csv_reading, hard_articles
from katas.newsroom.models import Article, Author
from solutions.grading.examiner import Contradicted, Exam

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


def drawn(draw: random.Random, count: int, make: Any = text, drafts: float = 0.2) -> list[Row]:
    """So many articles in the order of their ids, some of them drafts."""
    pks = {1 + draw.randrange(200), *draw.sample(awkward.IDS, 4)}
    while len(pks) < count:
        pks.add(draw.randrange(1, draw.choice([10_000, 10**6, 10**12])))
    authors = [
        (pk, make(draw, 100)) for pk in {draw.randrange(1, 10**7) for _ in range(count // 3 + 1)}
    ]
    return [
        Row(
            pk,
            make(draw, 200),
            draw.choice(authors),
            draw.choice([*awkward.NUMBERS, draw.randrange(10**5)]),
            moment(draw),
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


def change(rows: Sequence[Row], draw: random.Random) -> list[Row]:
    """The newsroom a while later: corrected, renamed, withdrawn, published."""
    renamed = draw.choice(rows).author
    name = f"{renamed[1]} {draw.randrange(10**6)}"[-100:]
    changed = []
    for row in rows:
        if row.author == renamed:
            row = replace(row, author=(renamed[0], name))
        if draw.random() < 0.1:
            row = replace(row, title=text(draw, 200), moment=moment(draw))
        if draw.random() < 0.1:
            row = replace(row, published=not row.published)
        changed.append(row)
    return changed


def cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULAS) else text


def judge(asked: str, rows: Sequence[Row], body: bytes | bytearray) -> None:
    """The export has a header, then each published article once, in the order of the ids."""
    wanted = [row for row in rows if row.published]
    records = parsed(asked, body)
    if records[:1] != [csv_reading.COLUMNS]:
        got = ",".join(records[0]) if records else "nothing"
        raise Contradicted(f"{asked}: the header", ",".join(csv_reading.COLUMNS), got)
    got_rows = records[1:]
    for number, (row, got) in enumerate(zip(wanted, got_rows, strict=False), 1):
        expected = [str(row.pk), cell(row.title), cell(row.author[1]), str(row.words)]
        if got[:4] != expected or len(got) != 5:
            raise Contradicted(f"{asked}: row {number:,}", expected, got[:6])
        if not same_moment(got[4], row.moment):
            raise Contradicted(
                f"{asked}: published_at of row {number:,}", row.moment.isoformat(), got[4]
            )
    if len(got_rows) != len(wanted):
        raise Contradicted(asked, f"{len(wanted):,} data rows", f"{len(got_rows):,}")


def judge_rows(asked: str, rows: Sequence[Row], body: bytes | bytearray) -> None:
    """As judge_texts for rows."""
    wanted = [(str(row.pk), row.title, row.author[1]) for row in rows if row.published]
    judge_texts(asked, wanted, body)


def judge_texts(
    asked: str, wanted: Sequence[tuple[str, str, str]], body: bytes | bytearray
) -> None:
    """Each article once, in the order of the ids: its number and its texts, plain ones.

    For tasks in which the other cells, and how they are written, are no matter.
    """
    lines = csv.reader(io.StringIO(body.decode("utf-8", "replace"), newline=""))
    records = [line for line in lines if line][1:]
    if [tuple(got[:3]) for got in records] == wanted:
        return
    for number, (expected, got) in enumerate(zip(wanted, records, strict=False), 1):
        if not loosely(got, expected):
            raise Contradicted(f"{asked}: row {number:,}", expected, got[:3])
    if len(records) != len(wanted):
        raise Contradicted(asked, f"{len(wanted):,} data rows", f"{len(records):,}")


def loosely(got: Sequence[str], expected: Sequence[str]) -> bool:
    """Whether the number is the same but for its groups, and the texts but for what surrounds them."""
    digits = re.sub(r"\D", "", got[0])
    texts = zip(got[1:3], expected[1:], strict=False)
    return digits == expected[0] and all(text.strip() in cell for cell, text in texts)


def same_moment(cell: str, moment: datetime) -> bool:
    """Whether the cell says this moment; the usual spelling is known at once."""
    return cell == moment.isoformat() or csv_reading.moment(cell) == moment


def parsed(asked: str, body: bytes | bytearray) -> list[list[str]]:
    """The records of an export that is complete, header included."""
    if len(body) > 100_000 and b'"' not in body and b"\r\n" in body:
        return list(csv.reader(io.StringIO(body.decode("utf-8", "replace"), newline="")))
    export = csv_reading.read(body)
    if export.faults:
        raise Contradicted(f"{asked}: reading it by RFC 4180", "no fault", "; ".join(export.faults))
    return export.records + ([export.rest] if export.rest else [])


def sent(data: bytes | bytearray) -> set[int]:
    """How many data rows the bytes hold in full: two numbers where a line end may be to come."""
    if data.count(b'"') % 2:  # cut within a cell whose line ends are none of records
        data = data[: data.rindex(b'"')]
    export = csv_reading.read(data)
    ended = len(export.ended_rows) if export.records else 0
    whole = len(export.rest) == 5 and len(export.rest[-1]) >= len("20240101T000000")
    return {ended, ended + 1} if export.records and whole else {ended}


def mild(draw: random.Random, most: int) -> str:
    """A text with more bytes than characters, or with line ends that end no record."""
    words = plain(draw, most - 20)
    return draw.choice([words, words, f"{words} Ünïcødé 渡し船 🚲", f"{words}\r\nand\r\n{words}"])[
        :most
    ]


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
