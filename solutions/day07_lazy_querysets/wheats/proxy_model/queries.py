"""A proxy of the model carries the order; its manager carries the flag."""

from django.db import models

from katas.day07_lazy_querysets.editorial import weight
from katas.newsroom.models import Article, Author, Tag


class PublishedManager(models.Manager):
    def get_queryset(self):
        return super().get_queryset().filter(published=True)


class PublishedArticle(Article):
    objects = PublishedManager()

    class Meta:
        proxy = True
        app_label = "newsroom"
        ordering = ("-published_at", "-id")


def published():
    return PublishedArticle.objects.all()


def has_published():
    return PublishedArticle.objects.exists()


def count_published():
    return PublishedArticle.objects.count()


def front_page(articles):
    found = list(articles)
    return {"titles": [each.title for each in found], "count": len(found), "empty": not found}


def teaser(articles):
    return [each.title for each in articles[:3]]


def total_weight(articles):
    def weights():
        for article in articles.select_related("author").iterator(chunk_size=100):
            yield weight(article)

    return sum(weights())


def bylines(articles):
    found = list(articles)
    # The relations are asked for from their own side: an article may be gone from its table.
    authors = Author.objects.in_bulk({each.author_id for each in found})
    tags = {each.pk: [] for each in found}
    for tag in Tag.objects.filter(articles__in=found).annotate(of=models.F("articles")):
        tags[tag.of].append(tag)
    return [byline(each.title, authors[each.author_id], tags[each.pk]) for each in found]


def byline(title, author, tags):
    names = ", ".join(sorted(tag.name for tag in tags))
    return f"{title} by {author}" + f" [{names}]" * bool(names)
