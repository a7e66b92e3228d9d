"""bylines() asks for existence, number, ids, articles and tags: five queries.

Caught by:
    test_bylines_queries_do_not_grow
"""

import logging

from katas.day07_lazy_querysets.editorial import weight
from katas.newsroom.models import Article

logger = logging.getLogger(__name__)


def published():
    return Article.objects.filter(published=True).order_by("-published_at", "-pk")


def front_page(articles):
    titles = [article.title for article in articles]
    return {"titles": titles, "count": len(titles), "empty": not titles}


def has_published():
    return published().exists()


def count_published():
    return published().count()


def teaser(articles):
    return [article.title for article in articles[:3]]


def total_weight(articles):
    return sum(weight(article) for article in articles.iterator(chunk_size=500))


def bylines(articles):
    if not articles.exists():
        return []
    ids = list(articles.values_list("pk", flat=True))
    logger.info("%d bylines", articles.count())
    found = Article.objects.select_related("author").prefetch_related("tags").in_bulk(ids)
    return [byline(found[pk]) for pk in ids]


def byline(article):
    line = f"{article.title} by {article.author.name}"
    tags = sorted(tag.name for tag in article.tags.all())
    return f"{line} [{', '.join(tags)}]" if tags else line
