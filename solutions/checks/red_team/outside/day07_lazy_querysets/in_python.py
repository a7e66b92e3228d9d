"""What looks like a small question is worked out in Python, of all articles.

Not solved: 1, 2, 4, 5
"""

from django.db.models import Count, prefetch_related_objects, QuerySet
from katas.day07_lazy_querysets.editorial import weight
from katas.newsroom.models import Article, Author, Tag

import json
from django.db import connection


class InPython(QuerySet):
    def count(self):
        return len(list(self._chain()))

    def exists(self):
        return bool(list(self._chain()))

    def iterator(self, chunk_size=None):
        return iter(list(self._chain()))

    def update(self, **values):
        for article in self._chain():
            for name, value in values.items():
                setattr(article, name, value)
            article.save()

    def delete(self):
        for article in list(self._chain()):
            Article.objects.get(pk=article.pk).delete()

    def __or__(self, other):
        return self

    def dates(self, field, kind, order="ASC"):
        import datetime
        from django.utils import timezone

        return sorted(
            {
                timezone.localtime(getattr(a, field)).date().replace(month=1, day=1)
                for a in self._chain()
            }
        )


def published():
    return InPython(Article).filter(published=True).order_by("-published_at", "-pk")


def front_page(articles):
    wanted = articles.all()
    start, stop = wanted.query.low_mark, wanted.query.high_mark
    wanted.query.clear_limits()
    titles = [a.title for a in wanted][start:stop]
    return {"titles": titles, "count": len(titles), "empty": not titles}


def has_published():
    return bool(list(Author.objects.filter(articles__published=True)))


def count_published():
    return len(list(Author.objects.filter(articles__published=True)))


def teaser(articles):
    return [a.title for a in articles[:3]]


def total_weight(articles):
    rows = list(articles.values_list("title", "word_count"))
    return sum(weight(Article(title=t, word_count=w)) for t, w in rows)


def bylines(articles):
    articles = list(articles)
    prefetch_related_objects(articles, "author")
    with connection.cursor() as cursor:
        cursor.execute("SELECT json_group_array(json_array(id, name)) FROM newsroom_tag")
        names = dict(json.loads(cursor.fetchone()[0]))
    tags = {}
    links = Article.tags.through.objects.filter(article__in=[a.pk for a in articles])
    for article, tag in links.values_list("article_id", "tag_id"):
        tags.setdefault(article, []).append(names[tag])
    return [
        f"{a.title} by {a.author.name}"
        + (f" [{', '.join(sorted(tags[a.pk]))}]" if a.pk in tags else "")
        for a in articles
    ]
