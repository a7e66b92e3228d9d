"""Task 1: published() is a recipe. What it holds, what it costs to change, and for how long."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import factory.random
import pytest
from django.db.models import QuerySet
from django.utils import timezone

from katas.day07_lazy_querysets.tests.driver import call, counted, eaten, observe, recipe
from katas.day07_lazy_querysets.tests.expectations import check_cost, check_texts
from katas.day07_lazy_querysets.tests.given import falling_moments, texts
from katas.harness.verdicts import require
from katas.newsroom.factories import ArticleFactory, AuthorFactory, TagFactory, random_moment
from katas.newsroom.models import Article

pytestmark = [pytest.mark.django_db, pytest.mark.task(1)]

Articles = list[Article]

# Each step is taken with the queryset, and with a list of the same articles.
CHAINS: dict[str, tuple[Callable[[QuerySet], Any], Callable[[Articles], Articles]]] = {
    "published()": (lambda found: found, lambda rows: rows),
    "published().filter(word_count__gt=200)": (
        lambda found: found.filter(word_count__gt=200),
        lambda rows: [row for row in rows if row.word_count > 200],
    ),
    'published().exclude(title="Storm")': (
        lambda found: found.exclude(title="Storm"),
        lambda rows: [row for row in rows if row.title != "Storm"],
    ),
    'published().select_related("author")': (
        lambda found: found.select_related("author"),
        lambda rows: rows,
    ),
    "published()[2:5]": (lambda found: found[2:5], lambda rows: rows[2:5]),
    'published().order_by("slug")': (
        lambda found: found.order_by("slug"),
        lambda rows: sorted(rows, key=lambda row: row.slug),
    ),
    "published().reverse()": (lambda found: found.reverse(), lambda rows: rows[::-1]),
    'published().filter(word_count__gt=200).order_by("-slug")[1:4]': (
        lambda found: found.filter(word_count__gt=200).order_by("-slug")[1:4],
        lambda rows: sorted(
            (row for row in rows if row.word_count > 200), key=lambda row: row.slug, reverse=True
        )[1:4],
    ),
}


@pytest.fixture
def eight_articles() -> Articles:
    """Newest first. The slugs, the titles and the word counts are in no order with the moments."""
    made: list[Any] = []
    for number, moment in enumerate(falling_moments(8)):
        title, words = ("Storm", "River", "Tram")[number % 3], (100, 300)[number % 5 > 1]
        slug = f"slug-{(3 * number) % 8}"
        fields = {"title": title, "word_count": words, "published_at": moment, "slug": slug}
        made.append(ArticleFactory(**fields))
    return made


def test_published_is_lazy(eight_articles):
    """Building, chaining and slicing published() asks nothing: it stays a QuerySet."""
    for chain, (take, _) in CHAINS.items():
        seen = observe(chain, lambda take=take: take(recipe()))
        check_cost(seen, chain, most=0, instances=0, note="Nobody has asked for an article yet.")
        require(
            isinstance(seen.value, QuerySet),
            asked=chain,
            expected="a QuerySet",
            got=f"a {type(seen.value).__name__}",
            note="A slice of a QuerySet that was read before is a list." * ("[" in chain),
        )
        eaten(seen.value, f"list({chain})")


def test_published_is_newest_first():
    """It holds every article marked as published, newest first; of a tie, the highest id first."""
    moments = [random_moment() for _ in range(3)]
    for moment in [*moments, *factory.random.randgen.sample(moments, 2), moments[0]]:
        ArticleFactory(published_at=moment)
        ArticleFactory(published_at=moment, published=False)
    # On the same day as another, a moment earlier, and with a higher id.
    ArticleFactory(
        published_at=moments[0] - timedelta(microseconds=1), tags=TagFactory.create_batch(2)
    )
    ArticleFactory(published_at=timezone.now() + timedelta(days=400))
    articles = Article.objects.filter(published=True)
    wish = sorted(articles, key=lambda article: (article.published_at, article.pk), reverse=True)
    asked = f"list(published()), of {len(wish)} published articles and 6 drafts"
    got = eaten(recipe(), asked)
    wanted = set(wish)
    drafts = [article for article in got if article not in wanted]
    require(
        not drafts,
        asked=asked,
        expected="no article whose flag `published` is False",
        got=f"{len(drafts)} of them",
    )
    require(
        len(got) == len(wish),
        asked=f"{asked}; one has a date in the future",
        expected=f"{len(wish)} articles: the flag alone decides",
        got=counted(len(got), "article", "articles"),
    )
    require(
        got == wish,
        asked=asked,
        expected=in_order(wish, wish),
        got=in_order(got, wish),
        note="Newest first. Articles of the same moment: the highest id first.",
    )


def in_order(articles: Articles, wish: Articles) -> str:
    """Date and id of each article, one a line; an arrow where another was wished."""
    return "\n".join(
        f"{article.published_at:%Y-%m-%d %H:%M:%S.%f}  id {article.pk}"
        + "  <-" * (article != other)
        for article, other in zip(articles, wish, strict=True)
    )


def test_published_can_be_chained(eight_articles):
    """What is chained on published() works on all of it, and orders as it says."""
    for chain, (take, model) in CHAINS.items():
        wish = model(eight_articles)
        assert wish
        asked = f"list({chain}), of 8 published articles"
        got = eaten(call(asked, lambda take=take: take(recipe())), asked)
        require(
            len(got) == len(wish),
            asked=asked,
            expected=counted(len(wish), "article", "articles"),
            got=counted(len(got), "article", "articles"),
        )
        require(
            got == wish,
            asked=asked,
            expected=described(wish, wish),
            got=described(got, wish),
            note="The exact reverse: who reverses a queryset turns each later order round, too."
            * (got == wish[::-1]),
        )


def described(articles: Articles, wish: Articles) -> str:
    """Moment and slug of each article, one a line; an arrow where another was wished."""
    return "\n".join(
        f"{article.slug}  of {article.published_at:%Y-%m-%d}" + "  <-" * (article != other)
        for article, other in zip(articles, wish, strict=True)
    )


def test_published_is_cooked_in_the_database():
    """A chain on published() is worked out in the database, and fetches what the chain says."""
    author = AuthorFactory()
    mine: list[Any] = [
        ArticleFactory(author=author, published_at=moment) for moment in falling_moments(12)
    ]
    ArticleFactory.create_batch(12)
    asked = (
        "list(published().filter(author=author)[:3]), of 12 articles by the author and 12 others"
    )
    seen = observe(asked, lambda: eaten(recipe().filter(author=author)[:3], asked))
    check_texts(texts(seen.value), texts(mine[:3]), asked)
    # published() may invite the author and the tags along, each with a query of its own.
    check_cost(seen, asked, most=3, instances=9)


def test_published_is_fresh_each_time():
    """Each call gives what is published now, whoever has read the result of another call."""
    asked = "list(published()), of 1 published article"
    first: Any = ArticleFactory()
    check_texts(texts(eaten(recipe(), asked)), [first.title], asked)
    second: Any = ArticleFactory(published_at=first.published_at + timedelta(days=1))
    asked = "list(published()), read once before, after 1 more article was published"
    check_texts(texts(eaten(recipe(), asked)), [second.title, first.title], asked)
    Article.objects.filter(pk=first.pk).update(published=False)
    asked = "list(published()), read twice before, after 1 of 2 articles was withdrawn"
    check_texts(texts(eaten(recipe(), asked)), [second.title], asked)
    asked = "one = published(); other = published(); list(one)"
    one, other = recipe(), recipe()
    check_texts(texts(eaten(one, asked)), [second.title], asked)
    Article.objects.filter(pk=first.pk).update(published=True)
    asked += "; then 1 more article is published; list(other)"
    check_texts(texts(eaten(other, asked)), [second.title, first.title], asked)
