"""Task 5: as many queries for many lines as for few, and nothing of what belongs to others."""

from typing import Any

from django.db import connection

from katas.newsroom.models import Article
from solutions.day07_lazy_querysets.exam_given import (
    READ,
    check_queries,
    check_same,
    handed_over,
)
from solutions.day07_lazy_querysets.exam_lines import (
    MOST,
    check_fetched,
    lines,
    need,
    tags_of_now,
)
from solutions.day07_lazy_querysets.exam_newsroom import filled, strangers
from solutions.grading.examiner import Exam, Ledger, question

FEW = 3, 30


@question(task=5)
def lines_of_few_and_of_many(exam: Exam) -> None:
    """As many queries for 300 articles as for 3, and nothing of what belongs to others."""
    filled(exam, 340, 0, authors=340)
    others(9)
    random = exam.random
    strangers(random, random.randrange(900, 1_100))
    shapes = [(read, cut) for read in ("", random.choice(list(READ))) for cut in (False, True)]
    sizes = [random.randrange(91, 300), 300]
    asks = [(*shape, number) for shape in shapes for number in FEW]
    asks += [(*random.choice(shapes), number) for number in sizes]
    counts: list[tuple[Any, Ledger, str]] = []
    articles = list(Article.objects.filter(published=True).order_by("pk"))
    ids, tags = [article.pk for article in articles], tags_of_now()
    line = dict(zip(ids, lines(articles, tags), strict=True))
    for number, (read, cut, many) in enumerate(random.sample(asks, len(asks))):
        start = random.randrange(30)
        if cut:
            recipe = [["filter", {"pk__gte": ids[0]}], ["order_by", "pk"]]
            recipe += [["slice", start, start + many]]
        else:
            bounds = {"pk__gte": ids[start], "pk__lt": ids[start + many]}
            recipe = [["filter", bounds], ["order_by", random.choice(("pk", "-pk", "slug"))]]
        given = handed_over(exam, number, recipe, read)
        asked = f"bylines(articles), of {many} articles by as many authors\n{given}"
        with exam.database.counting() as ledger:
            value = exam.ask("call", "bylines", number)
        found = given.articles()
        check_same(exam, asked, [line[article.pk] for article in found], value)
        counts.append(((read, cut, many), ledger, asked))
        needs = [need(article, line[article.pk], tags, read) for article in found]
        check_fetched(exam, asked, many, needs, ledger)
    few = {shape[:2]: len(ledger.statements) for shape, ledger, _ in counts if shape[2] == FEW[0]}
    for shape, ledger, asked in counts:
        check_queries(asked, MOST, ledger)
        check_queries(asked, few[shape[:2]], ledger, ", no more than for 3 articles")


def others(times: int) -> None:
    """The first articles' authors have written others, with the same tags, so many for each."""
    ids = list(Article.objects.order_by("pk").values_list("pk", flat=True)[:70])
    with connection.cursor() as cursor:
        for number in range(1, times + 1):
            further = 2**36 + number * 10**6
            cursor.execute(
                """
                INSERT INTO newsroom_article
                    (id, title, slug, body, author_id, published, published_at, word_count)
                SELECT id + %s, title || 'x', slug || %s, body, author_id, 0, published_at, 9
                FROM newsroom_article WHERE id BETWEEN %s AND %s
                """,
                [further, number, ids[0], ids[-1]],
            )
            cursor.execute(
                """
                INSERT INTO newsroom_article_tags (article_id, tag_id)
                SELECT article_id + %s, tag_id FROM newsroom_article_tags
                WHERE article_id BETWEEN %s AND %s
                """,
                [further, ids[0], ids[-1]],
            )
