"""Task 3: a yes and a number, without any article."""

from datetime import timedelta

import pytest
from django.utils import timezone

from katas.day07_lazy_querysets.tests.driver import call, counted, observe, queries
from katas.day07_lazy_querysets.tests.expectations import check_cost, check_value
from katas.newsroom.factories import ArticleFactory, TagFactory, random_moment, seed_articles
from katas.newsroom.models import Article

pytestmark = [pytest.mark.django_db, pytest.mark.task(3)]

# How many are published, how many are drafts, and whether their dates are still to come.
NEWSROOMS = {
    "none": (0, 0, False),
    "drafts": (0, 4, False),
    "one": (1, 3, False),
    "future": (2, 3, True),
    "many": (500, 200, False),
}


def fill(newsroom: str) -> tuple[int, str]:
    """Fill the newsroom. How many articles are published in it, and what is said of it."""
    articles, drafts, ahead = NEWSROOMS[newsroom]
    seed_articles(drafts, published=False)
    seed_articles(articles)
    if ahead:
        Article.objects.update(published_at=timezone.now() + timedelta(days=400))
    said = counted(articles, "published article", "published articles")
    said += f" and {counted(drafts, 'draft', 'drafts')}" + ", dated next year" * ahead
    return articles, said


@pytest.mark.parametrize("newsroom", NEWSROOMS)
def test_has_published_asks_for_no_article(newsroom):
    """Whether anything is published takes one query, and never an instance of each article."""
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
    alike = {"title": "Storm", "published_at": random_moment(), "tags": TagFactory.create_batch(2)}
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
