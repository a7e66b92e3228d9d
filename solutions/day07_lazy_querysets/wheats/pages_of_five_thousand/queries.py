"""Pages of 5,000 articles as lists, two of them alive at a time; lines as dataclasses."""

from dataclasses import dataclass, field

from django.db.models import prefetch_related_objects

from katas.day07_lazy_querysets.editorial import weight
from katas.newsroom.models import Article


@dataclass
class Line:
    title: str
    author: str
    tags: list = field(default_factory=list)

    def __str__(self):
        text = f"{self.title} by {self.author}"
        return f"{text} [{', '.join(self.tags)}]" if self.tags else text


def published():
    return Article.objects.filter(published=True).order_by("-published_at", "-pk").defer("body")


def front_page(articles):
    titles = [article.title for article in articles.only("title")]
    return dict(titles=titles, count=len(titles), empty=len(titles) == 0)


def has_published():
    try:
        return Article.objects.filter(published=True).latest("published_at") is not None
    except Article.DoesNotExist:
        return False


def count_published():
    return published().values("pk").count()


def teaser(articles):
    first = list(articles[:3])
    return [first[place].title for place in range(len(first))]


def total_weight(articles):
    total = 0
    articles = articles.order_by("title", "pk")
    page = list(articles[:5000])
    while page:
        total += sum(map(weight, page))
        last = page[-1]
        rest = articles.filter(title__gte=last.title).exclude(title=last.title, pk__lte=last.pk)
        # The page before is held until this one is there.
        page = list(rest[:5000])
    return total


def bylines(articles):
    articles = tuple(articles)
    prefetch_related_objects(articles, "tags")
    prefetch_related_objects(articles, "author")
    return [
        str(Line(each.title, each.author.name, sorted(tag.name for tag in each.tags.all())))
        for each in articles
    ]
