"""Pages by id over `pk IN (the given queryset)`; relations put together by hand."""

from collections import defaultdict

from django.db.models import Count, QuerySet

from katas.day07_lazy_querysets.editorial import weight
from katas.newsroom.models import Article, Author

PAGE = 1_000


class ArticleQuerySet(QuerySet):
    def shown(self):
        return self.filter(published=True)

    def newest_first(self):
        return self.order_by("-published_at", "-pk")

    def pages(self):
        """Lists of articles by their ids, each page after the last id of the one before."""
        page = list(self.order_by("pk")[:PAGE])
        while page:
            yield page
            last = page[-1].pk
            page.clear()
            page = list(self.order_by("pk").filter(pk__gt=last)[:PAGE])


def published():
    """Published articles, newest first."""
    return ArticleQuerySet(Article).shown().newest_first()


def front_page(articles):
    """What the front page shows of the articles."""
    titles = [*articles.values_list("title", flat=True)]
    return {"titles": titles, "count": len(titles), "empty": not titles}


def has_published():
    """Whether there is anything to show at all."""
    return count_published() > 0


def count_published():
    """How many articles the archive's page should announce."""
    return published().aggregate(n=Count("*"))["n"]


def teaser(articles):
    """The first three titles."""
    return [article.title for article in articles[:3]]


def total_weight(articles):
    """The paper that all these articles take together."""
    chosen = articles.order_by().values("pk")
    everything = ArticleQuerySet(Article, using=articles.db).filter(pk__in=chosen)
    return sum(sum(map(weight, page)) for page in everything.pages())


def bylines(articles):
    """One line for each article: "Title by Author [tag, tag]"."""
    chosen = list(articles)
    authors = dict(
        Author.objects.filter(pk__in={article.author_id for article in chosen}).values_list(
            "pk", "name"
        )
    )
    tags = defaultdict(list)
    links = Article.tags.through.objects.filter(article_id__in={article.pk for article in chosen})
    for pk, name in links.values_list("article_id", "tag__name"):
        tags[pk].append(name)

    def line(article):
        text = article.title + " by " + authors[article.author_id]
        if names := tags.get(article.pk):
            text += " [" + ", ".join(sorted(names)) + "]"
        return text

    return [line(article) for article in chosen]
