"""Pages go on after the last page's last moment: of articles that share it, some are lost.

Caught by:
    test_total_weight_is_exact
"""

from django.db.models import prefetch_related_objects

from katas.day07_lazy_querysets.editorial import weight
from katas.newsroom.models import Article

ROWS_PER_FETCH = 500


def published():
    """Published articles, newest first; a description that the caller may still change."""
    # Made in each call: a queryset at module level would keep what its first reader fetched.
    # The id settles ties: without it, two pages of equal moments may repeat or lose an article.
    return Article.objects.filter(published=True).order_by("-published_at", "-pk")


def front_page(articles):
    """Titles, their number and whether there are none: one reading answers all three."""
    titles = [article.title for article in articles]
    return {"titles": titles, "count": len(titles), "empty": not titles}


def has_published():
    """Whether anything is published: the database stops at the first row, and sends no article."""
    return published().exists()


def count_published():
    """How many are published: the database counts, and sends a number."""
    return published().count()


def teaser(articles):
    """The first three titles."""
    # A slice is a LIMIT on a queryset that was not read yet, and a list of one that was.
    return [article.title for article in articles[:3]]


def total_weight(articles):
    """What all articles weigh together, with some hundred of them in memory at a time."""
    total, rest = 0, articles.order_by("published_at")
    while page := list(rest[:ROWS_PER_FETCH]):
        total += sum(map(weight, page))
        rest = articles.order_by("published_at").filter(published_at__gt=page[-1].published_at)
    return total


def bylines(articles):
    """One line for each article: "Title by Author [tag, tag]"."""
    articles = list(articles)
    # Works on instances, not on a queryset: sliced or fetched before, it is all the same.
    prefetch_related_objects(articles, "author", "tags")
    return [byline(article) for article in articles]


def byline(article):
    """The line of an article whose relations are there."""
    line = f"{article.title} by {article.author.name}"
    # all() reads what was prefetched; order_by("name") would ask the database for each article.
    tags = sorted(tag.name for tag in article.tags.all())
    return f"{line} [{', '.join(tags)}]" if tags else line
