"""Callable objects; batches of 5,000 rows, which are large and yet flat."""

from django.db import transaction
from django.db.models import prefetch_related_objects

from katas.day07_lazy_querysets.editorial import weight
from katas.newsroom.models import Article


class Question:
    def __init__(self, ask):
        self.ask = ask

    def __call__(self, *arguments):
        return self.ask(*arguments)


def summary(articles):
    titles = [article.title for article in articles]
    return {"titles": titles, "count": len(titles), "empty": len(titles) < 1}


def weigh(articles):
    return sum(weight(article) for article in articles.iterator(chunk_size=5000))


def lines_of(articles):
    # The savepoint keeps articles and tags of one moment; its two statements count as well.
    with transaction.atomic():
        if articles._result_cache is None:
            articles = articles.select_related("author").prefetch_related("tags")
            return [line_of(article) for article in articles]
        prefetch_related_objects(articles, "author", "tags")
        return [line_of(article) for article in articles]


def line_of(article):
    names = sorted(tag.name for tag in article.tags.all())
    tags = f" [{', '.join(names)}]" if names else ""
    return f"{article.title} by {article.author.name}{tags}"


published = Question(
    lambda: Article.objects.filter(published=True).order_by("-published_at", "-pk")
)
front_page = Question(summary)
has_published = Question(lambda: published().exists())
count_published = Question(lambda: published().count())
teaser = Question(lambda articles: [article.title for article in articles[:3]])
total_weight = Question(weigh)
bylines = Question(lines_of)
