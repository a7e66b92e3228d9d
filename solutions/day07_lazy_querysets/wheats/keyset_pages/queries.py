"""Pages by id instead of iterator(); values() and aggregate() for the small questions."""

from django.db.models import Count, Q, prefetch_related_objects

from katas.day07_lazy_querysets.editorial import weight
from katas.newsroom.models import Article

PAGE = 1000
Q_PUBLISHED = Q(published=True)


def published():
    return Article.objects.filter(published=True).order_by("-published_at", "-pk")


def front_page(articles):
    titles = []
    for article in articles:
        titles.append(article.title)
    return dict(titles=titles, count=len(articles), empty=not articles.exists())


def has_published():
    return published().values("pk").first() is not None


def count_published():
    return Article.objects.aggregate(n=Count("pk", filter=Q_PUBLISHED))["n"]


def teaser(articles):
    return [article.title for article in articles[0:3]]


def total_weight(articles):
    total, last = 0, None
    by_id = articles.order_by("-pk")
    while True:
        page = by_id if last is None else by_id.filter(pk__lt=last)
        size = 0
        for article in page[:PAGE]:
            total += weight(article)
            last, size = article.pk, size + 1
        if size < PAGE:
            return total


def bylines(articles):
    if articles._result_cache is None:
        articles = articles.select_related("author").prefetch_related("tags")
    else:
        prefetch_related_objects(articles._result_cache, "author", "tags")
    lines = []
    for article in articles:
        names = [tag.name for tag in article.tags.all()]
        tags = f" [{', '.join(sorted(names))}]" if names else ""
        lines.append(f"{article.title} by {article.author.name}{tags}")
    return lines
