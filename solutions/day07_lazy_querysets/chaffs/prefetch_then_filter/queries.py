"""The tags are prefetched and then filtered, which asks again for each article.

Hint: Each article costs a query of its own: what do you ask of an article inside the loop, and
is it what you fetched ahead?

Caught by:
    test_bylines_queries_do_not_grow
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
    return [byline(article) for article in articles]


def byline(article):
    line = f"{article.title} by {article.author.name}"
    tags = sorted(tag.name for tag in article.tags.filter(name__gt=""))
    return f"{line} [{', '.join(tags)}]" if tags else line
