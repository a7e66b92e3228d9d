"""front_page() takes a page whose titles are all empty for an empty one.

Caught by:
    test_front_page_asks_once[untitled]
"""

from django.db.models import prefetch_related_objects

from katas.day07_lazy_querysets.editorial import weight
from katas.newsroom.models import Article


def published():
    return Article.objects.filter(published=True).order_by("-published_at", "-pk")


def front_page(articles):
    titles = [article.title for article in articles]
    return {"titles": titles, "count": len(titles), "empty": not any(titles)}


def has_published():
    return published().exists()


def count_published():
    return published().count()


def teaser(articles):
    return [article.title for article in articles[:3]]


def total_weight(articles):
    return sum(weight(article) for article in articles.iterator(chunk_size=500))


def bylines(articles):
    articles = list(articles)
    prefetch_related_objects(articles, "author", "tags")
    return [byline(article) for article in articles]


def byline(article):
    line = f"{article.title} by {article.author.name}"
    tags = sorted(tag.name for tag in article.tags.all())
    return f"{line} [{', '.join(tags)}]" if tags else line
