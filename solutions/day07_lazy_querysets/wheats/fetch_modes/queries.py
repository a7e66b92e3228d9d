"""On Django 6.1 the authors come for all peers at once, when the first is asked for."""

from django.db import models
from django.db.models import F, prefetch_related_objects

from katas.day07_lazy_querysets.editorial import weight
from katas.newsroom.models import Article


def published():
    newest = (F("published_at").desc(), F("id").desc())
    return Article.objects.filter(published=True).order_by(*newest)


def front_page(articles):
    titles = [*articles.values_list("title", flat=True)]
    return {"titles": titles, "count": len(titles), "empty": not titles}


def has_published():
    return published().order_by().exists()


def count_published():
    return published().order_by().count()


def teaser(articles):
    return [title_of(article) for article in articles[:3]]


def title_of(article):
    return article.title


def total_weight(articles):
    return sum(weight(article) for article in articles.order_by().iterator(chunk_size=1000))


def bylines(articles):
    fetched = articles._result_cache is not None
    found = list(articles if fetched else with_authors(articles))
    # What was fetched without peers has none now.
    prefetch_related_objects(found, "tags", *["author"] * fetched)
    lines = []
    for article in found:
        tags = sorted(tag.name for tag in article.tags.all())
        line = f"{article.title} by {article.author.name}"
        lines.append(line if not tags else f"{line} [{', '.join(tags)}]")
    return lines


def with_authors(articles):
    if hasattr(models, "FETCH_PEERS"):
        return articles.fetch_mode(models.FETCH_PEERS)
    return articles.select_related("author")
