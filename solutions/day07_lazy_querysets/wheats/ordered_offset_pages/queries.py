"""A Paginator over an order of its own; one queryset at module level, cloned for each caller."""

from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects

from katas.day07_lazy_querysets.editorial import weight
from katas.newsroom.models import Article

NEWEST_FIRST = Article.objects.filter(published=True).order_by("-published_at", "-pk")


def published():
    return NEWEST_FIRST.all()


def front_page(articles):
    if articles:
        titles = [article.title for article in articles]
        return {"titles": titles, "count": articles.count(), "empty": False}
    return {"titles": [], "count": 0, "empty": True}


def has_published():
    return count_published() > 0


def count_published():
    return NEWEST_FIRST.count()


def teaser(articles):
    titles = []
    for article in articles[:3]:
        titles += [article.title]
    return titles


def total_weight(articles):
    pages = Paginator(articles.order_by("pk"), 500)
    return sum(weight(article) for page in pages for article in page.object_list)


def bylines(articles):
    prefetch_related_objects(articles, "tags", "author")
    return list(map(byline, articles))


def byline(article):
    tags = ", ".join(sorted(map(str, article.tags.all())))
    return f"{article} by {article.author}{f' [{tags}]' if tags else ''}"
