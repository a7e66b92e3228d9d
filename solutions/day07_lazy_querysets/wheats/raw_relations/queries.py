"""Relations by SQL of its own; a memo of weights that is bounded; an order by an alias."""

from functools import lru_cache
from itertools import islice

from django.db import connection
from django.db.models import F, Max

from katas.day07_lazy_querysets.editorial import weight
from katas.newsroom.models import Article

AUTHORS = "SELECT id, name FROM newsroom_author WHERE id IN ({})"
TAGS = """
    SELECT link.article_id, tag.name
    FROM newsroom_article_tags link
    JOIN newsroom_tag tag ON tag.id = link.tag_id
    WHERE link.article_id IN ({})
"""


def published():
    articles = Article.objects.alias(moment=F("published_at")).exclude(published=False)
    return articles.order_by(F("moment").desc(), "-pk")


def front_page(articles):
    found = articles.iterator()
    titles = [article.title for article in found]
    return {"titles": titles, "count": len(titles), "empty": titles == []}


def has_published():
    return published().aggregate(newest=Max("pk"))["newest"] is not None


def count_published():
    return published().order_by("pk").distinct().count()


def teaser(articles):
    if articles._result_cache is not None:
        return [article.title for article in islice(articles, 3)]
    return list(articles.values_list("title", flat=True)[:3])


def total_weight(articles):
    @lru_cache(maxsize=256)
    def of(title, word_count):
        return weight(Article(title=title, word_count=word_count))

    return sum(of(*row) for row in articles.values_list("title", "word_count").iterator())


def rows_of(sql, ids):
    if not ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql.format(", ".join(["%s"] * len(ids))), list(ids))
        return cursor.fetchall()


def bylines(articles):
    found = list(articles)
    tags = {article.pk: [] for article in found}
    for pk, tag in rows_of(TAGS, tags.keys()):
        tags[pk].append(tag)
    authors = dict(rows_of(AUTHORS, {article.author_id for article in found}))
    return [
        f"{article.title} by {authors[article.author_id]}"
        + (f" [{', '.join(sorted(tags[article.pk]))}]" if tags[article.pk] else "")
        for article in found
    ]
