"""The SQL of the given queryset in a server-side cursor, by fetchmany(); bool() before count()."""

from contextlib import closing

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import F

from katas.day07_lazy_querysets.editorial import weight
from katas.newsroom.models import Article, Author, Tag


def published():
    """Published articles, newest first."""
    marked = Article.objects.filter(published=True).values("pk")
    return Article.objects.filter(pk__in=marked).order_by(F("published_at").desc(), F("pk").desc())


def front_page(articles):
    """What the front page shows of the articles."""
    return {
        "empty": not articles,
        "count": articles.count(),
        "titles": [article.title for article in articles],
    }


def has_published():
    """Whether there is anything to show at all."""
    return bool(published().order_by().values_list("pk")[:1])


def count_published():
    """How many articles the archive's page should announce."""
    return len(published().values_list("pk"))


def teaser(articles):
    """The first three titles."""
    match articles._result_cache:
        case None:
            return list(articles.values_list("title", flat=True)[:3])
        case known:
            return [article.title for article in known[:3]]


def rows(articles, *columns):
    """The bare rows, some at a time, in one query."""
    query = articles.order_by().values_list(*columns).query
    try:
        sql, params = query.get_compiler(articles.db).as_sql()
    except EmptyResultSet:
        return
    with closing(connections[articles.db].chunked_cursor()) as cursor:
        cursor.execute(sql, params)
        while some := cursor.fetchmany(500):
            yield from some


def total_weight(articles):
    """The paper that all these articles take together."""
    return sum(
        weight(Article(title=t, word_count=n)) for t, n in rows(articles, "title", "word_count")
    )


def bylines(articles):
    """One line for each article: "Title by Author [tag, tag]"."""
    names = {author: "" for author in {article.author_id for article in articles}}
    names.update(Author.objects.filter(pk__in=list(names)).values_list("pk", "name"))
    tags = {article.pk: [] for article in articles}
    for pk, tag in Tag.objects.filter(articles__in=list(tags)).values_list("articles__pk", "name"):
        tags[pk].append(tag)
    return [
        f"{article.title} by {names[article.author_id]}"
        + (f" [{', '.join(sorted(tags[article.pk]))}]" if tags[article.pk] else "")
        for article in articles
    ]
