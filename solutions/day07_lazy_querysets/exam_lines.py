"""Bylines as they have to be, and how much of the database they are made of."""

from katas.newsroom.models import Article, Author
from solutions.day07_lazy_querysets.exam_given import bytes_of
from solutions.day07_lazy_querysets.exam_newsroom import LINK
from solutions.grading.examiner import Exam, Ledger

MOST = 4  # queries
SPARE = 4, 400  # rows and bytes beside those of articles, authors and tags
Tags = dict[int, list[str]]


def tags_of_now() -> Tags:
    """The names of each article's tags, sorted."""
    tags: Tags = {}
    for pk, name in LINK.objects.values_list("article_id", "tag__name"):
        tags.setdefault(pk, []).append(name)
    return {pk: sorted(names) for pk, names in tags.items()}


def lines(articles: list[Article], tags: Tags) -> list[str]:
    """The byline of each, its author called as it is now."""
    writers = Author.objects.filter(pk__in={article.author_id for article in articles})
    names = dict(writers.values_list("pk", "name"))
    return [
        f"{article.title} by {names[article.author_id]}"
        + (f" [{', '.join(tags[article.pk])}]" if article.pk in tags else "")
        for article in articles
    ]


def need(article: Article, line: str, tags: Tags, read: str) -> tuple[int, int]:
    """Rows and bytes that one line may take: article, author, tags, joined with each other even.

    read: how the article was read before, if it was; then only the names are needed.
    """
    count = len(tags.get(article.pk, ()))
    fields = 60 if read else 60 + bytes_of([article])
    return 2 + 2 * max(1, count), 2 * (len(line) + fields * (1 + count))


def check_fetched(
    exam: Exam, asked: str, count: int, needs: list[tuple[int, int]], ledger: Ledger
) -> None:
    """So many lines have taken nothing of other articles.

    needs: of all articles that may have been taken, where a slice has no order; the largest count.
    """
    for unit, most, spare, got in (
        ("rows", [rows for rows, _ in needs], SPARE[0], ledger.rows),
        ("bytes", [sent for _, sent in needs], SPARE[1], ledger.sent),
    ):
        allowed = sum(sorted(most, reverse=True)[:count]) + spare
        exam.at_most(asked, allowed, got, f"{unit} of articles, authors and tags")
