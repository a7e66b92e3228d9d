"""bylines() yields its lines, and asks when somebody reads them.

Caught by:
    test_bylines_in_the_order_given
    test_bylines_queries_do_not_grow
    test_bylines_of_one_tag
    test_bylines_of_twins
    test_bylines_of_nothing
    test_bylines_are_of_today
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
    articles = articles.select_related("author").prefetch_related("tags")
    for article in articles:
        yield byline(article)


def byline(article):
    line = f"{article.title} by {article.author.name}"
    tags = sorted(tag.name for tag in article.tags.all())
    return f"{line} [{', '.join(tags)}]" if tags else line
