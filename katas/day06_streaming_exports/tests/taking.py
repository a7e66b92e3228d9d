"""Takes an export that ought to be whole; says for which article it fails, and if it has no end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db.models import Count, Max, Min

from katas.day06_streaming_exports.tests.csv_reading import Export, read
from katas.day06_streaming_exports.tests.driver import FILES, site, telling
from katas.day06_streaming_exports.tests.expectations import published
from katas.harness.meters.database import watching
from katas.harness.run.explain import where
from katas.harness.verdicts import require
from katas.newsroom.models import Article

FEW = 400  # articles that are tried one by one


class NoEnd(Exception):
    """The answer has asked for far more than there is."""


def taken(take: Callable[[], bytes]) -> Export:
    """The export. If the answer raises, the verdict names the first article that it raises for."""
    try:
        with ending():
            return read(take())
    except NoEnd:
        raise
    except Exception as error:
        articles = published()
        if not where(error, FILES) or len(articles) > FEW:
            raise
        Article.objects.update(published=False)
        with telling("export a newsroom, even one without a published article"):
            take()
        for article in articles:
            Article.objects.update(published=False)
            Article.objects.filter(pk=article.pk).update(published=True)
            title, name = article.title, article.author.name
            with telling(f"export an article with the title {title!r} by {name!r}"):
                take()
        raise


@contextmanager
def ending() -> Iterator[None]:
    """An export must come to an end: at a multiple of its rows it is stopped."""
    ids = Article.objects.filter(published=True).aggregate(Count("pk"), Min("pk"), Max("pk"))
    rows, first, last = ids.values()
    most = 1_000 + 4 * rows
    with watching(site) as ledger:

        def count() -> None:
            asked_for = len(ledger.statements)
            if asked_for > most or (asked_for % 5 == 0 and ledger.rows() > most):
                raise NoEnd

        ledger.before_fetch = count
        try:
            yield
        finally:
            queries = len(ledger.queries)
            require(
                queries <= most and ledger.rows() <= most,
                asked=f"export {rows:,} articles, whose ids lie between {first} and {last}",
                expected="an end",
                got=f"none after {queries:,} queries, {ledger.rows():,} rows\n{ledger.summary()}",
                note="Either rows come again and again, or queries go on that find none.",
            )
