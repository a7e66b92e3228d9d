"""values_list() wherever no instance is needed; SQL by hand for the yes and the number."""

from django.db import connection

from katas.day07_lazy_querysets.editorial import weight
from katas.newsroom.models import Article, Author


def published():
    return Article.objects.all().filter(published=True).order_by("-published_at", "-pk")


def front_page(articles):
    titles = list(articles.values_list("title", flat=True))
    return {"titles": titles, "count": len(titles), "empty": titles == []}


def has_published():
    return bool(answer_of("SELECT EXISTS (SELECT 1 FROM newsroom_article WHERE published)"))


def count_published():
    return answer_of("SELECT COUNT(*) FROM newsroom_article WHERE published")


def answer_of(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def teaser(articles):
    if articles._result_cache is not None:
        return [article.title for article in articles._result_cache[:3]]
    return [title for (title,) in articles.values_list("title")[:3]]


def total_weight(articles):
    columns = ("title", "word_count")
    rows = articles.values_list(*columns).iterator(chunk_size=1000)
    return sum(weight(Article(**dict(zip(columns, row, strict=True)))) for row in rows)


def bylines(articles):
    rows = rows_of(articles)
    tags = {}
    through = Article.tags.through.objects.filter(article_id__in=[pk for pk, _, _ in rows])
    for pk, tag in through.values_list("article_id", "tag__name"):
        tags.setdefault(pk, []).append(tag)
    return [line(title, author, sorted(tags.get(pk, ()))) for pk, title, author in rows]


def rows_of(articles):
    if articles._result_cache is None:
        return list(articles.values_list("pk", "title", "author__name"))
    writers = Author.objects.filter(pk__in={each.author_id for each in articles})
    names = dict(writers.values_list("pk", "name"))
    return [(each.pk, each.title, names[each.author_id]) for each in articles]


def line(title, author, tags):
    return f"{title} by {author} [{', '.join(tags)}]" if tags else f"{title} by {author}"
