"""total_weight() walks from the first id to the last, 2,000 ids at a time.

Caught by:
    test_total_weight_queries
"""

from django.db.models import Max, Min, prefetch_related_objects

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
    total, ends = 0, articles.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return 0
    for start in range(ends["first"], ends["last"] + 1, 2000):
        total += sum(map(weight, articles.filter(pk__gte=start, pk__lt=start + 2000)))
    return total


def bylines(articles):
    articles = list(articles)
    prefetch_related_objects(articles, "author", "tags")
    return [byline(article) for article in articles]


def byline(article):
    line = f"{article.title} by {article.author.name}"
    tags = sorted(tag.name for tag in article.tags.all())
    return f"{line} [{', '.join(tags)}]" if tags else line
