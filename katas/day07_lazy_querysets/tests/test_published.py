"""Task 1: published() is a recipe. What it holds, what it costs to change, and for how long."""

import itertools
from datetime import timedelta
from typing import Any

import factory.random
import pytest
from django.db.models import QuerySet
from django.utils import timezone

from katas.day07_lazy_querysets.tests.chains import chains
from katas.day07_lazy_querysets.tests.chains_in_python import CHAINS, WAYS, Articles
from katas.day07_lazy_querysets.tests.driver import call, counted, eaten, observe, recipe
from katas.day07_lazy_querysets.tests.expectations import (
    check_cost,
    check_rows,
    check_texts,
    check_value,
)
from katas.day07_lazy_querysets.tests.given import newest, texts
from katas.day07_lazy_querysets.tests.tables import (
    HARD_MOMENTS,
    HARD_SLUGS,
    HARD_ZONES,
    Story,
    falling_moments,
    put,
)
from katas.harness.verdicts import require
from katas.newsroom.factories import (
    ArticleFactory,
    AuthorFactory,
    TagFactory,
    random_moment,
    seed_articles,
)
from katas.newsroom.models import Article

pytestmark = [pytest.mark.django_db, pytest.mark.task(1)]


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
    ties = [*moments, *factory.random.randgen.sample(moments, 2), moments[0]]
    slugs = itertools.chain(HARD_SLUGS, (f"slug-{n}" for n in itertools.count()))
    for moment in factory.random.randgen.sample(HARD_MOMENTS, len(HARD_MOMENTS)):
        ArticleFactory(published_at=moment, slug=next(slugs))
    # Of a tie, whatever else an article has is alike, or falls while the ids rise.
    authors: list[Any] = AuthorFactory.create_batch(len(ties))
    for number, moment in enumerate(ties):
        falling = {"slug": f"tie-{len(ties) - number}", "word_count": 900 - number, "body": "Tie"}
        ArticleFactory(published_at=moment, title="Tie", author=authors.pop(), **falling)
        ArticleFactory(published_at=moment, published=False)
    # On the same day as another, a moment earlier, and with a higher id.
    ArticleFactory(
        published_at=moments[0] - timedelta(microseconds=1), tags=TagFactory.create_batch(2)
    )
    next_year = timezone.now() + timedelta(days=400)
    ArticleFactory(published_at=next_year, title="", body="", word_count=0)
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
        asked=f"{asked}; one has a date in the future, no title, no text and no word,"
        " and another no slug",
        expected=f"{len(wish)} articles: the flag alone decides",
        got=counted(len(got), "article", "articles"),
    )
    note = "Newest first. Articles of the same moment: the highest id first."
    check_rows(in_order(got), in_order(wish), asked, note)
    for zone in HARD_ZONES:
        where = f"{asked}; the current time zone is {zone}"
        with timezone.override(zone):
            rows = in_order(eaten(recipe(), where))
        note = "A moment is the same in every zone, and a clock that is put back shows it twice."
        check_rows(rows, in_order(wish), where, note)


def in_order(articles: Articles) -> list[str]:
    """Moment and id of each article."""
    return [f"{article.published_at:%Y-%m-%d %H:%M:%S.%f}  id {article.pk}" for article in articles]


def test_published_can_be_chained(eight_articles):
    """What is chained on published() works on all of it, orders as it says, and is all there."""
    for chain, (take, model) in CHAINS.items():
        wish = model(eight_articles)
        assert wish
        asked = f"list({chain}), of 8 published articles"
        got = eaten(call(asked, lambda take=take: take(recipe())), asked)
        turned = "The exact reverse: who reverses a queryset turns each later order round, too." * (
            got == wish[::-1]
        )
        check_rows(described(got), described(wish), asked, note=turned)
    # The body is the one that may be left for later.
    names = [field.attname for field in Article._meta.concrete_fields if field.name != "body"]
    for way, take in WAYS.items():
        rows = eaten(call(way, take, recipe()), way)
        assert rows
        asked = f"the fields of articles that came with {way}: {', '.join(names)}"
        seen = observe(asked, lambda rows=rows: [[getattr(row, n) for n in names] for row in rows])
        check_cost(seen, asked, most=0, note="Who has an article, has its fields.")


def described(articles: Articles) -> list[str]:
    """Slug and moment of each article."""
    return [f"{article.slug}  of {article.published_at:%Y-%m-%d}" for article in articles]


def test_published_gives_what_any_queryset_gives():
    """Whatever is chained on published(), it gives what it gives on any queryset of the same."""
    labels = ("arts", "zoo"), (), ("zoo",), ("north",), ("arts",)
    titles, names = ("Storm", "River", "Tram", ""), ("Ada Wells", "Bo Lind", "Cy Moor")
    put([Story(titles[n % 4], names[n % 3], labels[n % 5]) for n in range(12)])
    Article.objects.filter(title="Storm").update(word_count=300)
    Article.objects.filter(title="").update(word_count=0)
    seed_articles(4, published=False)
    note = "The same chain on a plain queryset of the same articles gives what is expected."
    for chain in chains():
        plain = observe(chain.text, chain.make, newest())
        seen = observe(chain.text, lambda chain=chain: chain.make(recipe()))
        # published() may invite the author and the tags along, each with a query of its own.
        few = plain.queries + 2 * bool(plain.built.total)
        check_cost(seen, chain.text, most=few, instances=None if plain.built.total else 0)
        wish, got = plain.value, seen.value
        if isinstance(wish, QuerySet):
            wish, got = list(wish), call(chain.text, list, got)
        if isinstance(wish, list) and isinstance(got, list):
            if not chain.ordered:
                wish, got = sorted(wish, key=str), sorted(got, key=str)
            check_rows(list(map(repr, got)), list(map(repr, wish)), chain.text, note)
        check_value(got, wish, chain.text, note)


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
    unread = recipe()
    for number in 2, 1, 0:
        asked = f"unread.count() with unread = published(), {number} of 2 articles still published"
        check_value(call(asked, unread.count), number, asked)
        asked = asked.replace("count", "exists")
        check_value(call(asked, unread.exists), number > 0, asked)
        Article.objects.filter(pk__in=newest().values("pk")[:1]).update(published=False)
