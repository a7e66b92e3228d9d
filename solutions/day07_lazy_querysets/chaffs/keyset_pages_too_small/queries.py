"""total_weight() makes pages of 100 articles, a query for each.

Caught by:
    test_total_weight_queries[9000]
    test_total_weight_stays_flat
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
    total, last = 0, 0
    while page := list(articles.order_by("pk").filter(pk__gt=last)[:100]):
        total += sum(map(weight, page))
        last = page[-1].pk
    return total


def bylines(articles):
    articles = list(articles)
    prefetch_related_objects(articles, "author", "tags")
    return [byline(article) for article in articles]


def byline(article):
    line = f"{article.title} by {article.author.name}"
    tags = sorted(tag.name for tag in article.tags.all())
    return f"{line} [{', '.join(tags)}]" if tags else line
