"""One query joins articles and tags: a slice then cuts rows, and a filter on tags hides the others.

Caught by:
    test_bylines_in_the_order_given[sliced]
    test_bylines_in_the_order_given[evaluated_slice]
    test_bylines_queries_do_not_grow[sliced]
    test_bylines_queries_do_not_grow[evaluated_slice]
    test_bylines_of_one_tag
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
    lines = {}
    for pk, title, author, tag in articles.values_list("pk", "title", "author__name", "tags__name"):
        tags = lines.setdefault(pk, (f"{title} by {author}", []))[1]
        if tag is not None:
            tags.append(tag)
    return [
        f"{line} [{', '.join(sorted(tags))}]" if tags else line for line, tags in lines.values()
    ]
