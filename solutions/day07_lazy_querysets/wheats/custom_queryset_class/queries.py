"""A QuerySet class with the questions as its methods; a Prefetch object that orders the tags."""

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from katas.day07_lazy_querysets import editorial
from katas.newsroom.models import Article, Tag


class ArticleQuerySet(QuerySet):
    def published(self):
        return self.filter(published=True)

    def newest_first(self):
        return self.order_by("-published_at", "-id")

    def with_relations(self):
        return self.select_related("author").prefetch_related("tags")


def published():
    return ArticleQuerySet(model=Article).published().newest_first().with_relations()


def front_page(articles):
    # len() reads the queryset; everything after it is answered from what was read.
    return {
        "count": len(articles),
        "empty": not articles,
        "titles": [article.title for article in articles],
    }


def has_published():
    return Article.objects.filter(published=True).exists()


def count_published():
    return Article.objects.filter(published=True).count()


def teaser(articles):
    return list(map(str, articles[:3]))


def total_weight(articles):
    return sum(map(editorial.weight, articles.iterator()))


def bylines(articles):
    articles = list(articles)
    tags = Prefetch("tags", queryset=Tag.objects.order_by("name"))
    prefetch_related_objects(articles, "author", tags)
    return [
        f"{article.title} by {article.author.name}"
        + (f" [{', '.join(tag.name for tag in article.tags.all())}]" if article.tags.all() else "")
        for article in articles
    ]
