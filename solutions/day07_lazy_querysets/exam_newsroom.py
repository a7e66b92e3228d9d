"""The examiner's newsroom: what lies in its tables, and what happens there in between."""

from collections.abc import Sequence
from random import Random
from typing import Any

from django.db import connection, transaction

from katas.newsroom.models import Article, Author, Tag
from solutions.day07_lazy_querysets.exam_texts import (
    HARD_MOMENTS,
    LONGEST_LABEL,
    LONGEST_NAME,
    LONGEST_TITLE,
    hard_slugs,
    labels,
    long_titles,
    moment,
    text,
    title,
    word,
)
from solutions.grading.examiner import Exam

LINK = Article.tags.through
MOST_TAGS = 5
FIELDS = ("id", "title", "slug", "body", "author_id", "published", "published_at", "word_count")
WIDEST = 2_000  # bytes of an article's row


def filled(exam: Exam, published: int, drafts: int = 0, authors: int = 0) -> None:
    """Empty the newsroom and fill it anew, in an order of ids that says nothing.

    Some moments, titles and names come several times. Slugs are in an order of their own, some of
    what is published hard. Articles, authors and tags have some ids in common.
    """
    random, count = exam.random, published + drafts
    emptied()
    names = [text(random) for _ in range(max(1, authors or count // 6))]
    # Two of one name, as in life.
    names[: len(names) // 4] = random.choices(names, k=len(names) // 4)
    names[-1] = word(random, LONGEST_NAME)
    writers = small_ids(random, len(names))
    drawn = labels(random)
    labelled = small_ids(random, len(drawn))
    moments = [moment(random) for _ in range(count - len(HARD_MOMENTS))] + HARD_MOMENTS
    moments[: count // 4] = random.choices(moments, k=count // 4)
    random.shuffle(moments)
    titles = [*long_titles(random), *(title(random) for _ in range(count))][:count]
    random.shuffle(titles)
    flags = random.sample([True] * published + [False] * drafts, count)
    prefix = word(random, 3)
    slugs = [f"{prefix}-{number:06}" for number in random.sample(range(10 * count), count)]
    shown = [number for number, flag in enumerate(flags) if flag]
    for number, slug in zip(random.sample(shown, len(shown)), hard_slugs(random), strict=False):
        slugs[number] = slug
    ids = article_ids(random, count)
    insert(Author, ("id", "name"), list(zip(writers, names, strict=True)))
    insert(Tag, ("id", "name"), list(zip(labelled, drawn, strict=True)))
    articles = [
        (
            ids[number],
            titles[number],
            slugs[number],
            text(random) * random.randrange(4, 30),
            writers[number % len(writers)],
            flags[number],
            str(moments[number].replace(tzinfo=None)),
            random.choice((0, 7, 300, random.randrange(50, 5_000))),
        )
        for number in range(count)
    ]
    insert(Article, FIELDS, articles)
    links = [
        (ids[number], tag)
        for number in range(count)
        for tag in random.sample(labelled, (2, 0, 1, MOST_TAGS, 3)[number % 5])
    ]
    insert(LINK, ("article_id", "tag_id"), links)


def article_ids(random: Random, count: int) -> list[int]:
    """Rising ids: from the first ones on, on both sides of 2**31, and far beyond."""
    gap, third = random.randrange(1, 4), count // 3
    starts = random.randrange(1, 9), 2**31 - gap * (third // 2), random.randrange(2**32, 2**34)
    sizes = third, third, count - 2 * third
    return [
        start + gap * number
        for start, size in zip(starts, sizes, strict=True)
        for number in range(size)
    ]


def small_ids(random: Random, count: int) -> list[int]:
    """Ids such as articles have as well, in no order."""
    return random.sample(range(1, 2 * count + 20), count)


def strangers(random: Random, count: int) -> None:
    """So many authors and tags that nobody has asked about, of long names."""
    with connection.cursor() as cursor:
        for model, room in ((Author, LONGEST_NAME), (Tag, LONGEST_LABEL)):
            cursor.execute(
                f"""
                WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers LIMIT %s)
                INSERT INTO {model._meta.db_table} (id, name)
                SELECT (SELECT max(id) FROM {model._meta.db_table}) + n, %s || n FROM numbers
                """,  # noqa: S608
                [count, word(random, room - 10)],
            )


def insert(model: Any, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    """Rows as they are: building instances of them takes several times as long."""
    marks = ", ".join(["%s"] * len(columns))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608
            rows,
        )


def crowded(
    random: Random,
    count: int,
    *,
    first: int,
    lengths: tuple[int, int] = (10, LONGEST_TITLE),
    moments: int = 900,
    uneven: bool = False,
) -> None:
    """So many articles more, by those who write already: every third id from the first on.

    Some are drafts. lengths: of titles. moments: how many different there are. uneven: half of them
    are alike in author, title, moment and words, and one has an id far below the others.
    """
    letters = "".join(random.choices("abcdefghijk lmnop qrstu vwxyz \n", k=5_000))
    shortest, longest = lengths
    steps = [random.choice((23, 29, 31, 37, 41)) for _ in range(5)]
    lowest, step = (random.randrange(1, 99), 2) if uneven else (first, count)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers LIMIT %s),
            writers(id, place, many) AS (
                SELECT id, row_number() OVER (ORDER BY id) - 1, count(*) OVER ()
                FROM newsroom_author
            ),
            articles(n, alike) AS (SELECT n, iif(n %% %s = 1, %s, n) FROM numbers)
            INSERT INTO newsroom_article
                (id, title, slug, body, author_id, published, published_at, word_count)
            SELECT iif(n, %s + n * 3, %s),
                substr(%s, 1 + alike * %s %% 4700, %s + alike * %s %% %s), %s || (100000 + n), '',
                id, n %% 9 > 0,
                datetime(1e9 + alike * %s %% %s * 70000, 'unixepoch'), alike * %s %% 4999
            FROM articles CROSS JOIN writers ON place = alike * %s %% many
            """,
            [
                *(count, step, random.randrange(count) if uneven else 1, first, lowest, letters),
                *(steps[0], shortest, steps[1], longest + 1 - shortest),
                *(word(random, 4), steps[2], moments, steps[3], steps[4]),
            ],
        )


def emptied() -> None:
    """Nothing is in the tables; readers and the writer do not wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = OFF")
    with transaction.atomic():
        for model in (LINK, Article, Tag, Author):
            model.objects.all()._raw_delete("default")


def add(random: Random, **fields: Any) -> Article:
    """One more article, as a rule published."""
    given: dict[str, Any] = {
        "title": title(random),
        "slug": word(random, 12),
        "body": text(random),
        "author": random.choice(list(Author.objects.all()[:20])),
        "published": True,
        "published_at": random.choice((moment(random), *HARD_MOMENTS)),
    }
    return Article.objects.create(**{**given, **fields})


def shaken(exam: Exam) -> str:
    """Something happens in the newsroom: a few of its articles are others now. What, in words."""
    random = exam.random
    ids = list(Article.objects.values_list("pk", flat=True))
    some = random.sample(ids, min(len(ids), random.randrange(3, 9)))
    articles = Article.objects.filter(pk__in=some)
    match random.randrange(5):
        case 0:
            articles.update(title=text(random))
            return "some articles were renamed"
        case 1:
            articles.filter(published=True).update(published=False)
            return "some articles were withdrawn"
        case 2:
            articles.update(published=True)
            add(random)
            return "some articles were published"
        case 3:
            articles.update(published_at=moment(random), word_count=random.randrange(9_000))
            return "some articles were dated anew"
        case _:
            add(random)
            articles[:1].get().delete()
            return "one article was written and one deleted"
