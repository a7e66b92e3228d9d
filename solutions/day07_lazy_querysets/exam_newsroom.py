"""The examiner's newsroom: what lies in its tables, and what happens there in between."""

import string
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from django.db import connection, transaction

from katas.newsroom.models import Article, Author, Tag
from solutions.grading.examiner import Exam

LINK = Article.tags.through
EPOCH = datetime(2019, 3, 1, tzinfo=UTC)
PIECES = (
    *(
        "Storm",
        "Tram",
        "River",
        " ",
        "  ",
        "[",
        "]",
        "[]",
        ", ",
        " by ",
        "%s",
        "{0}",
        "<b>",
        "&amp;",
    ),
    *(
        "'",
        '"',
        "\\n",
        "\t",
        "\u2028",
        "\xdf",
        "Zo\xeb",
        "Zoe\u0308",
        "\U0001f4f0",
        "0",
        "None",
        "|",
    ),
)
ZONES = "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu"
# Clocks are put back about here.
HARD_MOMENTS = [
    datetime.fromisoformat(f"{text}+00:00")
    for text in (
        *("2025-10-26 00:50:00", "2025-10-26 01:10:00", "2010-11-07 02:30:30"),
        *("2010-11-07 02:40:00", "2025-04-05 14:50:00", "2025-04-05 15:10:00"),
        *("2025-10-26 00:50:00.000001", "0001-01-02 00:00:00", "9999-12-30 23:59:59"),
    )
]
MOST_TAGS = 5
LABELS = {"zoo", "Zebra", "\xc9lan", "arts", "Arts", " ["}
FIELDS = ("id", "title", "slug", "body", "author_id", "published", "published_at", "word_count")
WIDEST = 2_000  # bytes of an article's row


def text(random: Random, most: int = 9) -> str:
    """A text that somebody trips over, seldom the same."""
    pieces = random.choices(PIECES, k=random.randrange(2, most))
    letters = "".join(random.choices(string.ascii_letters, k=4))
    return "".join(random.sample([*pieces, letters], len(pieces) + 1)).strip("\t\u2028") or letters


def title(random: Random) -> str:
    return (
        random.choice(("", "Storm", "Storm []", " ", "0"))
        if random.random() < 0.3
        else text(random)
    )


def moment(random: Random) -> datetime:
    return EPOCH + timedelta(
        seconds=random.randrange(3 * 10**8), microseconds=random.randrange(10**6)
    )


def filled(exam: Exam, published: int, drafts: int = 0, authors: int = 0) -> None:
    """Empty the newsroom and fill it anew, in an order of ids that says nothing.

    Some moments, titles and names come several times. Slugs are in an order of their own.
    """
    random, count = exam.random, published + drafts
    emptied()
    names = [text(random) for _ in range(max(1, authors or count // 6))]
    # Two of one name, as in life.
    names[: len(names) // 4] = random.choices(names, k=len(names) // 4)
    writers = random.sample(range(1, len(names) + 1), len(names))
    labels = sorted({text(random, 5) for _ in range(9)} | LABELS)
    labelled = dict(enumerate(random.sample(labels, len(labels)), 1))
    moments = [moment(random) for _ in range(count - len(HARD_MOMENTS))] + HARD_MOMENTS
    moments[: count // 4] = random.choices(moments, k=count // 4)
    random.shuffle(moments)
    flags = random.sample([True] * published + [False] * drafts, count)
    slugs = random.sample(range(10 * count), count)
    base = random.randrange(2**31, 2**33)
    insert(Author, ("id", "name"), list(enumerate(names, 1)))
    insert(Tag, ("id", "name"), list(labelled.items()))
    articles = [
        (
            base + 2 * number,
            title(random),
            f"slug-{slugs[number]:06}",
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
        (base + 2 * number, tag)
        for number in range(count)
        for tag in random.sample(list(labelled), (2, 0, 1, MOST_TAGS, 3)[number % 5])
    ]
    insert(LINK, ("article_id", "tag_id"), links)


def insert(model: Any, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    """Rows as they are: building instances of them takes several times as long."""
    marks = ", ".join(["%s"] * len(columns))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608
            rows,
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
        "slug": f"late-{random.randrange(10**12)}",
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
