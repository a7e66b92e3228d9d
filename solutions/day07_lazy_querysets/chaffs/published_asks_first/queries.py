"""published() looks whether there is anything before it hands out the queryset.

Caught by:
    test_published_is_lazy
    test_has_published_asks_for_no_article
    test_count_published_asks_for_no_article
"""

from django.db.models import prefetch_related_objects

from katas.day07_lazy_querysets.editorial import weight
from katas.newsroom.models import Article


def published():
    articles = Article.objects.filter(published=True).order_by("-published_at", "-pk")
    if not articles.exists():
        return Article.objects.none()
    return articles


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


def byline(article):
    line = f"{article.title} by {article.author.name}"
    tags = sorted(tag.name for tag in article.tags.all())
    return f"{line} [{', '.join(tags)}]" if tags else line
