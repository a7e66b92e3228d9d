"""bylines() keeps the names of the tags for the next call.

Caught by:
    test_bylines_are_of_today
"""

from django.db.models import prefetch_related_objects

from katas.day07_lazy_querysets.editorial import weight
from katas.newsroom.models import Article


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
    articles = list(articles)
    prefetch_related_objects(articles, "author", "tags")
    return [byline(article) for article in articles]


NAMES = {}


def byline(article):
    line = f"{article.title} by {article.author.name}"
    tags = sorted(NAMES.setdefault(tag.pk, tag.name) for tag in article.tags.all())
    return f"{line} [{', '.join(tags)}]" if tags else line
