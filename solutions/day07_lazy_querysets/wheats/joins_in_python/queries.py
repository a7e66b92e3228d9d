"""Authors and tags come by queries of their own and are joined in Python."""

from collections import defaultdict
from itertools import islice

from katas.day07_lazy_querysets.editorial import weight
from katas.newsroom.models import Article, Author


def published():
    return Article.objects.exclude(published=False).order_by("-published_at", "-id")


def front_page(articles):
    rows = tuple(articles.iterator())
    return {"titles": [row.title for row in rows], "count": len(rows), "empty": len(rows) == 0}


def has_published():
    return len(published().values_list("pk")[:1]) == 1


def count_published():
    # Every id travels, but no instance is built and one query is asked.
    return len(Article.objects.filter(published=True).values_list("pk", flat=True))


def teaser(articles):
    if articles._result_cache is None:
        articles = articles.iterator(chunk_size=3)
    return [article.title for article in islice(articles, 3)]


def total_weight(articles):
    total = 0
    for article in articles.only("title", "word_count").iterator(chunk_size=2000):
        total += weight(article)
    return total


def bylines(articles):
    rows = [(article.pk, article.title, article.author_id) for article in articles]
    authors = Author.objects.in_bulk({author for _, _, author in rows})
    tags = defaultdict(list)
    links = Article.tags.through.objects.filter(article__in=[pk for pk, _, _ in rows])
    for pk, name in links.values_list("article_id", "tag__name"):
        tags[pk].append(name)
    return [
        f"{title} by {authors[author]}" + (f" [{', '.join(sorted(tags[pk]))}]" if tags[pk] else "")
        for pk, title, author in rows
    ]
