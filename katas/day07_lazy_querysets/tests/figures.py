"""What `make compare day=7` measures of an answer."""

import time

from katas.day07_lazy_querysets.tests.driver import FILES, observe, queries
from katas.harness.meters.memory import LARGE, SMALL, peak, slope
from katas.harness.verdicts import Figure
from katas.newsroom.factories import ArticleFactory, TagFactory, seed_articles
from katas.newsroom.models import Article


def once() -> list[Figure]:
    """Fill the database and measure what a second look would not change."""
    tags = TagFactory.create_batch(3)
    for _ in range(30):
        ArticleFactory(tags=tags)
    articles = Article.objects.order_by("pk")
    lines = observe("bylines", queries.bylines, articles.all())
    page = observe("front_page", queries.front_page, articles.all())
    seed_articles(SMALL - 30)
    queries.total_weight(articles.all())
    small = peak(lambda: queries.total_weight(articles.all()), FILES)
    seed_articles(LARGE - SMALL)
    kept = slope(small, peak(lambda: queries.total_weight(articles.all()), FILES))
    asked = observe("has_published", queries.has_published)
    return [
        Figure("queries for a front page", "", page.queries),
        Figure("queries for 30 bylines", "", lines.queries),
        Figure(f"objects built for a yes, of {LARGE:,}", "", asked.built.total),
        Figure("bytes kept per article weighed", "", max(0, round(kept))),
    ]


def each_round() -> list[Figure]:
    """One round of what the clock tells."""
    started = time.perf_counter()
    queries.has_published()
    return [Figure("has_published, ms", "", (time.perf_counter() - started) * 1_000)]
