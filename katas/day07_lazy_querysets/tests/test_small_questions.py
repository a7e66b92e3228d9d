"""Task 3: a yes and a number, without any article."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from katas.day07_lazy_querysets.tests.driver import call, counted, observe, queries
from katas.day07_lazy_querysets.tests.expectations import check_cost, check_value
from katas.newsroom.factories import (
    ArticleFactory,
    AuthorFactory,
    TagFactory,
    random_moment,
    seed_articles,
)
from katas.newsroom.models import Article

pytestmark = [pytest.mark.django_db, pytest.mark.task(3)]

NEXT_YEAR = timezone.now() + timedelta(days=400)
BLANK: dict[str, Any] = dict.fromkeys(("title", "slug", "body"), "")
BLANK |= {"published_at": datetime(1, 1, 2, tzinfo=UTC), "word_count": 0}
# How many are published, how many are drafts, and what is said of the published ones, and so.
NEWSROOMS: dict[str, tuple[int, int, str, dict[str, Any]]] = {
    "none": (0, 0, "", {}),
    "drafts": (0, 4, "", {}),
    "one": (1, 4, "", {}),
    "future": (
        2,
        4,
        'dated next year, with the title "0"',
        {"published_at": NEXT_YEAR, "title": "0"},
    ),
    "blank": (1, 4, "of the year 1, without a title, a slug or a word", BLANK),
    "many": (500, 200, "", {}),
}


def fill(newsroom: str) -> tuple[int, str]:
    """Fill the newsroom. How many articles are published in it, and what is said of it."""
    articles, drafts, how, fields = NEWSROOMS[newsroom]
    # Of the drafts, half are the first and oldest of all, the others the last and newest.
    seed_articles(drafts // 2, published=False)
    Article.objects.update(published_at=datetime(1, 1, 1, tzinfo=UTC))
    seed_articles(articles)
    Article.objects.filter(published=True).update(**{"published": True, **fields})
    older = list(Article.objects.values_list("pk", flat=True))
    seed_articles(drafts - drafts // 2, published=False)
    Article.objects.exclude(pk__in=older).update(published_at=datetime(2999, 1, 1, tzinfo=UTC))
    said = counted(articles, "published article", "published articles")
    said += f" {how}{',' * (',' in how)}" * bool(how) + f" and {counted(drafts, 'draft', 'drafts')}"
    return articles, said


@pytest.mark.parametrize("newsroom", NEWSROOMS)
def test_has_published_asks_for_no_article(newsroom):
    """Whether anything is published takes one query and one instance at most, however much is."""
    articles, said = fill(newsroom)
    asked = f"has_published(), of {said}"
    seen = observe(asked, queries.has_published)
    check_value(seen.value, articles > 0, asked)
    check_cost(seen, asked, most=1, instances=1)


@pytest.mark.parametrize("newsroom", NEWSROOMS)
def test_count_published_asks_for_no_article(newsroom):
    """How many are published takes one query, and no instance."""
    articles, said = fill(newsroom)
    asked = f"count_published(), of {said}"
    seen = observe(asked, queries.count_published)
    check_value(seen.value, articles, asked)
    check_cost(seen, asked, most=1, instances=0)


def test_answers_are_of_today():
    """Asked again, has_published() and count_published() tell what is published now."""
    check_both(0, "of an empty newsroom")
    tags = TagFactory.create_batch(2)
    alike: dict[str, Any] = dict(title="Storm", body="Storm", word_count=300, tags=tags)
    alike |= {"published_at": random_moment(), "author": AuthorFactory()}
    ArticleFactory.create_batch(2, **alike)
    check_both(2, "asked a second time, after 2 articles were published")
    # No signal tells of it.
    Article.objects.update(published=False)
    check_both(0, "asked a third time, after both articles were withdrawn")
    Article.objects.update(published=True)
    check_both(2, "asked a fourth time, after both articles were published again")


def check_both(count: int, when: str) -> None:
    """What both answer, of so many published articles."""
    for question, answer in (("has_published", count > 0), ("count_published", count)):
        asked = f"{question}() {when}".replace("() asked", "(), asked")
        check_value(call(asked, getattr(queries, question)), answer, asked)
