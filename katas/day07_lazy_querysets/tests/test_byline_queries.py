"""Task 5: what bylines ask of the database, and what they take from the articles that are there."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Concat
from django.utils import timezone

from katas.day07_lazy_querysets.tests.driver import counted, observe, queries
from katas.day07_lazy_querysets.tests.expectations import check_texts
from katas.day07_lazy_querysets.tests.given import (
    BYLINES,
    HOW,
    evaluated,
    newest,
    nothing,
)
from katas.day07_lazy_querysets.tests.tables import Story, plain_stories, put, share
from katas.harness.verdicts import Figure, require
from katas.newsroom.factories import ArticleFactory, AuthorFactory, TagFactory, seed_articles
from katas.newsroom.models import Article, Author, Tag

pytestmark = [pytest.mark.django_db, pytest.mark.task(5)]

MOST = 4
# Three articles, three authors and six tags, each joined with each other.
FEW_ROWS = 50
# How many tags articles have, in turn.
TAGS = 7, 1, 2, 0, 3, 10


@pytest.mark.parametrize("case", BYLINES)
def test_bylines_queries_do_not_grow(case):
    """30 or 300 articles by as many authors take as many queries as 3 do, and never more than 4."""
    counts: dict[int, int] = {}
    labels = [f"tag {n}" for n in range(40)]
    for size in (3, 30, 300) if case in ("whole", "evaluated_slice") else (3, 30):
        for model in (Article.tags.through, Article, Tag):
            model.objects.all()._raw_delete("default")
        stories = [
            Story(f"Title {n}", f"Author {n}", ("zoo", *labels[n % 20 :])[: TAGS[n % len(TAGS)]])
            for n in range(1, size + (3 if "slice" in case else 1))
        ]
        put(stories)
        articles = BYLINES[case](size)
        wish = stories[1:-1] if "slice" in case else stories
        asked = f"bylines(articles), of {len(wish)} articles by {len(wish)} authors{HOW[case]}"
        seen = observe(asked, queries.bylines, articles)
        check_texts(seen.value, [story.line for story in wish], asked)
        counts[size] = seen.queries
        few = counts[3]
        allowed = min(few, MOST)
        wished = f"at most {MOST} queries"
        if size > 3:
            wished = f"no more than for 3 articles: {counted(few, 'query', 'queries')}"
        require(
            seen.queries <= allowed,
            asked=asked,
            expected=wished,
            got=seen.report(instances=False),
            figures=[
                Figure(f"queries of bylines() for {number}", "", count, allowed=MOST, bar=True)
                for number, count in counts.items()
            ],
        )


def test_bylines_of_a_few_of_many():
    """A few lines fetch what they are made of, and not the authors and tags of all articles."""
    seed_articles(200, authors=200)
    others = list(Article.objects.values_list("pk", flat=True)[: 2 * FEW_ROWS])
    stories = [Story(f"Title {n}", f"Author {n}", ("arts", "zoo")) for n in range(3)]
    ids = list(put(stories))
    TagFactory.create_batch(50)
    share(others, Article.objects.filter(pk__in=ids))
    for articles, how in (
        (newest(), ""),
        (evaluated(newest().filter(pk__in=ids)), HOW["evaluated"]),
    ):
        asked = (
            f"bylines(articles), of 3 articles of 203{how}; others have the same authors and tags"
        )
        seen = observe(asked, queries.bylines, articles.filter(pk__in=ids) if not how else articles)
        check_texts(seen.value, [story.line for story in stories], asked)
        rows = seen.ledger.rows()
        require(
            rows <= FEW_ROWS,
            asked=asked,
            expected=f"at most {FEW_ROWS} rows of articles, authors and tags",
            got=f"{rows} rows",
            note=seen.ledger.greediest(),
        )


def test_bylines_of_what_was_shuffled():
    """Articles that were fetched in an order that no query repeats have their lines in it."""
    stories = put(plain_stories(12, authors=5))
    articles = evaluated(Article.objects.order_by("?"))
    wish = [stories[article.pk] for article in articles]
    check_fetched(articles, wish, ' by order_by("?")')


CHANGES: dict[str, Callable[[list[int]], object]] = {
    "all were given new titles": lambda ids: Article.objects.update(title="Storm"),
    "half of them were withdrawn": lambda ids: Article.objects.filter(pk__in=ids[::2]).update(
        published=False
    ),
    "a newer one was published": lambda ids: ArticleFactory(
        published_at=timezone.now() + timedelta(days=400)
    ),
    "the author and the tags were renamed, and a tag was taken off": lambda ids: (
        Author.objects.update(name=Concat(Value("New "), "name")),
        Tag.objects.filter(name="zoo").delete(),
        Tag.objects.update(name=Concat(Value("old "), "name")),
    ),
    "all were handed on to another author": lambda ids: Article.objects.update(
        author=AuthorFactory()
    ),
    "half of them were deleted, and so what says which tags they had": lambda ids: (
        Article.objects.filter(pk__in=ids[::2]).delete()
    ),
}


def test_bylines_of_what_was_fetched():
    """Fetched articles are taken as they are; what authors and tags are called, as it is now."""
    put(plain_stories(12, authors=5))
    for said, change in CHANGES.items():
        articles = evaluated(newest())
        with transaction.atomic():
            change([article.pk for article in articles])
            names = dict(Author.objects.values_list("pk", "name"))
            wish = [Story(a.title, names[a.author_id], tags_of(a)) for a in articles]
            check_fetched(articles, wish, f"; since then {said}")
            transaction.set_rollback(True)


def test_bylines_of_a_fetched_nothing():
    """What was fetched and held nothing is not asked again, whatever has been written since."""
    ArticleFactory()
    articles = evaluated(nothing())
    Article.objects.update(word_count=10**6 + 1)
    check_fetched(articles, [], "; since then one has come that its filter passes")


def tags_of(article: Article) -> tuple[str, ...]:
    """The names of an article's tags now."""
    return tuple(Tag.objects.filter(articles=article.pk).values_list("name", flat=True))


def check_fetched(articles: QuerySet, wish: list[Story], how: str) -> None:
    """The lines of articles that were fetched before; if they are not, who asked for them again."""
    asked = f"bylines(articles), of {len(wish)} articles that were fetched before{how}"
    seen = observe(asked, queries.bylines, articles)
    again = [each.site for each in seen.ledger.statements if '"newsroom_article" ' in each.sql]
    note = f"The articles are asked for again at {again[0]}" if again and again[0] else ""
    check_texts(seen.value, [story.line for story in wish], asked, note=lambda place: note)
