"""Thousands of articles at once, made by the database from a few drawn numbers."""

import sqlite3
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Value
from django.db.models.functions import Concat

from katas.newsroom.models import Article, Author
from solutions.day06_streaming_exports import exam_rows
from solutions.grading.examiner import Exam

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
POOL = 20_000
MOMENT = "2021-02-03 04:05:06.070809"
SMALLEST, TIMES = 9_500, 3  # published articles of the archive, and how many times that at most
BETWEEN = 6_000  # drafts: three of the largest pages


@dataclass(frozen=True)
class Archive:
    """The one large archive of an examination: drafts, articles with short titles, then others.

    width: characters of a title, about. texts: the published ones' ids, titles and authors.
    unpublished: the drafts' ids.
    """

    drafts: int
    width: int
    texts: list[tuple[str, str, str]]
    unpublished: frozenset[str]

    @property
    def published(self) -> int:
        return len(self.texts)


def archive(exam: Exam) -> Archive:
    """Let the archive be all that there is. It is made once; later questions find it as it was."""
    connection.ensure_connection()
    if "archive" in exam.kept:
        found, copy = exam.kept["archive"]
        copy.backup(connection.connection)
        return found
    draw = exam.random
    drafts, short, width = (
        draw.randint(2_030, 2_200),
        draw.randint(2_020, 2_300),
        draw.randint(350, 450),
    )
    published = int(SMALLEST * TIMES ** draw.random() ** 5)
    texts = many(exam, published, width, drafts, short)
    unpublished = Article.objects.filter(published=False).values_list("pk", flat=True)
    found = Archive(drafts, width, texts, frozenset(map(str, unpublished)))
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    connection.connection.backup(copy)
    exam.kept["archive"] = found, copy
    return found


def many(
    exam: Exam, count: int, width: int, drafts: int = 0, short: int = 0
) -> list[tuple[str, str, str]]:
    """Let there be `drafts` drafts, then so many articles; all others are gone.

    Of the published ones the first `short` have titles of one letter, the others titles of `width`
    characters on average. Three in a row have one author. Returns the published ones' ids, titles
    and authors.
    """
    draw = exam.random
    exam_rows.fill(exam, [])
    step, offset, stride = (
        draw.randint(3, 90),
        draw.randint(1, 999),
        draw.randrange(1_001, 9_000, 2),
    )
    rows = count + drafts
    title = "CAST(substr(%s, 1 + (n * %s) %% %s, %s + (n * 37) %% %s) AS TEXT)"
    articles, authors = Article._meta.db_table, Author._meta.db_table
    numbers = "WITH RECURSIVE k(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM k WHERE n + 1 < %s)"
    pool = "".join(draw.choices(LETTERS, k=POOL))
    blob = pool.encode()  # whose parts SQLite finds without counting characters
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"{numbers} INSERT INTO {authors} (id, name)"  # noqa: S608
            " SELECT n + 1, CASE WHEN n %% 7 THEN n || substr(%s, 1 + n, 9) ELSE 'z' END FROM k",
            [rows // 3 + 1, pool],
        )
        cursor.execute(
            f"{numbers} INSERT INTO {articles} (id, title, slug, body, author_id, word_count,"  # noqa: S608
            " published_at, published) SELECT %s + n * %s + n %% 2,"
            f" CASE WHEN n < %s THEN 'q' ELSE {title} END,"
            " 's' || n, '', n / 3 + 1, n %% 11, %s, n >= %s FROM k",
            [
                *(rows, offset, step, drafts + short),
                *(blob, stride, POOL - 2 * width, width // 2, width),
                *(MOMENT, drafts),
            ],
        )
        cursor.execute(
            f"SELECT a.id, title, name FROM {articles} a JOIN {authors} w ON w.id = author_id"  # noqa: S608
            " WHERE published ORDER BY a.id"
        )
        return [(str(pk), title, name) for pk, title, name in cursor.fetchall()]


def mark_titles() -> None:
    """Let all titles have what a cell may be treated otherwise for, but line ends."""
    title = Concat(Value('+"a", '), "title", Value(" é"))
    Article.objects.update(title=title)


def among_drafts(exam: Exam, published: int) -> list[tuple[str, str, str]]:
    """Let there be so many articles, few enough for one statement, and thousands of drafts between.

    Returns their ids, titles and authors.
    """
    texts = many(exam, published + BETWEEN, 40)
    places = sorted(exam.random.sample(range(len(texts)), published))
    found = [texts[place] for place in places]
    marks = ", ".join(["%s"] * published)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Article._meta.db_table} SET published = 0 WHERE id NOT IN ({marks})",  # noqa: S608
            [int(pk) for pk, _, _ in found],
        )
    return found
