"""The tags of an article as one JSON array; an annotated order; pages of ids, fetched in bulk."""

import json
from itertools import islice

from django.db.models import Aggregate, Exists, F, OuterRef, TextField

from katas.day07_lazy_querysets.editorial import weight
from katas.newsroom.models import Article, Author


class JSONArray(Aggregate):
    function = "JSON_GROUP_ARRAY"
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **extra):
        text = "JSON_AGG(%(expressions)s)::text"
        return self.as_sql(compiler, connection, template=text, **extra)


def published():
    marked = Article.objects.filter(pk=OuterRef("pk"), published=True)
    return (
        Article.objects.filter(Exists(marked))
        .annotate(moment=F("published_at"))
        .order_by("-moment", "-pk")
    )


def front_page(articles):
    page = {"titles": [], "count": 0, "empty": True}
    for page["count"], article in enumerate(articles.iterator(), 1):
        page["titles"].append(article.title)
        page["empty"] = False
    return page


def has_published():
    return any(True for _ in published().values_list("pk")[:1])


def count_published():
    return sum(1 for _ in published().values_list("pk").iterator())


def teaser(articles):
    if articles._result_cache is None:
        articles = articles.defer("body")
    return [article.title for article in articles[:3]]


def total_weight(articles):
    ids = articles.order_by("pk").values_list("pk", flat=True).iterator()
    total = 0
    while page := list(islice(ids, 500)):
        total += sum(map(weight, Article.objects.in_bulk(page).values()))
    return total


def bylines(articles):
    found = [*articles]
    links = Article.tags.through.objects.filter(article_id__in={each.pk for each in found})
    arrays = dict(links.values_list("article_id").annotate(names=JSONArray("tag__name")))
    writers = Author.objects.filter(pk__in={each.author_id for each in found})
    names = dict(writers.values_list("pk", "name"))
    tags = {pk: sorted(json.loads(array)) for pk, array in arrays.items()}
    return [
        f"{each.title} by {names[each.author_id]}"
        + (f" [{', '.join(tags[each.pk])}]" if each.pk in tags else "")
        for each in found
    ]
