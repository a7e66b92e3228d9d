"""Test data: one object at a time with factory_boy, or thousands at once.

All randomness comes from factory_boy's generator, which the plugin seeds for each test, so a run
can be replayed with `--seed`.
"""

from datetime import UTC, datetime, timedelta

import factory
from django.core.management.color import no_style
from django.db import connection, transaction
from factory.random import randgen

from katas.newsroom.models import Article, Author, Tag

_EPOCH = datetime(2024, 1, 1, tzinfo=UTC)
# Django keeps moments in UTC: what has no zone is written as it is, and five times as fast.
_STORED_EPOCH = _EPOCH.replace(tzinfo=None)
_SECONDS = 2 * 365 * 86_400
_WORDS = (
    *("harbour", "council", "budget", "river", "storm", "market", "tram", "library", "strike"),
    *("orchard", "winter", "bridge", "verdict", "kitchen", "signal", "ferry", "garden", "ledger"),
)


def number_on() -> None:
    """Let new articles and authors have ids above all that are there, whoever gave those.

    SQLite does so by itself; PostgreSQL goes on where it stopped numbering.
    """
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), [Article, Author]):
            cursor.execute(sql)


def random_title() -> str:
    """Four random words, for example "Tram ledger storm harbour"."""
    return " ".join(randgen.choices(_WORDS, k=4)).capitalize()


def random_moment() -> datetime:
    """An aware datetime within two years, with microseconds that are never zero."""
    moment = _EPOCH + timedelta(seconds=randgen.randrange(_SECONDS))
    return moment.replace(microsecond=randgen.randrange(1, 1_000_000))


class AuthorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Author

    name = factory.Sequence(lambda n: f"Author {n:04d}")


class TagFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Tag

    name = factory.Sequence(lambda n: f"tag-{n:04d}")


class ArticleFactory(factory.django.DjangoModelFactory):
    """A published article by an author of its own; `tags=[...]` sets its tags."""

    class Meta:
        model = Article
        skip_postgeneration_save = True

    title = factory.LazyFunction(random_title)
    slug = factory.Sequence(lambda n: f"article-{n:06d}")
    body = factory.LazyFunction(random_title)
    author = factory.SubFactory(AuthorFactory)
    published = True
    published_at = factory.LazyFunction(random_moment)
    word_count = factory.LazyFunction(lambda: randgen.randrange(50, 5_000))

    @factory.post_generation
    def tags(self, create: bool, extracted: object, **kwargs: object) -> None:
        if create and extracted:
            self.tags.set(extracted)


def seed_articles(n: int, *, authors: int = 30, published: bool = True) -> None:
    """Add n articles by `authors` new authors; 12,000 take about 0.1 s.

    Titles, moments and word counts are random; the microseconds are never zero. One SQL statement
    run n times, on values that are drawn in bulk: building instances takes six times as long.
    """
    start = randgen.randrange(10**9)
    names = (f"Author {start}-{i:04d}" for i in range(min(authors, n) or 1))
    writers = [author.pk for author in Author.objects.bulk_create(Author(name=n) for n in names)]
    columns = ("title", "slug", "body", "author_id", "published", "published_at", "word_count")
    marks = ", ".join(["%s"] * len(columns))
    table = connection.ops.quote_name(Article._meta.db_table)
    words = iter(randgen.choices(_WORDS, k=4 * n))
    titles = map(" ".join, zip(words, words, words, words, strict=True))
    stored, draw, epoch = connection.ops.adapt_datetimefield_value, randgen.random, _STORED_EPOCH
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608
            [
                (
                    title.capitalize(),
                    f"seeded-{start}-{i}",
                    "",
                    writers[i % len(writers)],
                    published,
                    stored(epoch + timedelta(0, int(draw() * _SECONDS), 1 + int(draw() * 999_999))),
                    50 + int(draw() * 4_950),
                )
                for i, title in enumerate(titles)
            ],
        )
