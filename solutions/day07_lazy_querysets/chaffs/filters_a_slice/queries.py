"""The articles are narrowed once more, which a slice does not allow.

Hint: You are given a slice and narrow it once more: what does Django allow after a slice?

Caught by:
    test_bylines_in_the_order_given[sliced]
    test_bylines_in_the_order_given[evaluated_slice]
    test_bylines_queries_do_not_grow[sliced]
    test_bylines_queries_do_not_grow[evaluated_slice]
"""

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
    known = articles.exclude(author=None).select_related("author").prefetch_related("tags")
    return [byline(article) for article in known]


def byline(article):
    line = f"{article.title} by {article.author.name}"
    tags = sorted(tag.name for tag in article.tags.all())
    return f"{line} [{', '.join(tags)}]" if tags else line
