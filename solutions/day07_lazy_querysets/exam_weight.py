"""Task 4: the right sum of whatever is given, by whatever rule. Its memory: `exam_archive`."""

import contextlib
from collections.abc import Callable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from katas.day07_lazy_querysets import editorial
from katas.newsroom.models import Article
from solutions.day07_lazy_querysets.exam_given import check_queries, drawn, handed_over
from solutions.day07_lazy_querysets.exam_inside_recipes import followed
from solutions.day07_lazy_querysets.exam_inside_rules import SHAPES, rule
from solutions.day07_lazy_querysets.exam_newsroom import filled, shaken
from solutions.grading.examiner import Exam, question

Weight = Callable[[Article], int]


def ruled(exam: Exam) -> Weight:
    """Have the print shop weigh by another rule; the same rule here."""
    random = exam.random
    drawn_rule = random.choice(SHAPES), random.choice((1, 3, -1, -7)), random.randrange(2**33)
    exam.ask("weigh_by", *drawn_rule)
    return rule(editorial.weight, *drawn_rule)


def sum_of(weight: Weight, recipe: list[Any]) -> int:
    rows = followed(recipe, Article.objects.all()).order_by().values_list("title", "word_count")
    article, total = Article(), 0
    with contextlib.suppress(EmptyResultSet), connection.cursor() as cursor:
        for article.title, article.word_count in cursor.execute(*rows.query.sql_with_params()):
            total += weight(article)
    return total


@question(task=4)
def sums_of_any_articles(exam: Exam) -> None:
    """The right sum of whatever is given, by the rule of the day, of the articles of now."""
    filled(exam, 60, 25)
    random = exam.random
    heavy = random.choice(list(Article.objects.values_list("pk", flat=True)))
    Article.objects.filter(pk=heavy).update(word_count=2**31 - random.randrange(1, 99))
    recipes = [each for each in drawn(exam, 12, sliced=False) if not doubled(each)]
    weight: Weight = editorial.weight
    for number, recipe in enumerate(recipes + random.sample(recipes, len(recipes) // 2)):
        since = ""
        if random.random() < 0.5:
            since = f", after {shaken(exam)}"
        if doubled(recipe):
            continue
        if random.random() < 0.5:
            weight = ruled(exam)
            since += ", by a new rule of the print shop's"
        given = handed_over(exam, number, recipe)
        asked = f"total_weight(articles){since}\n{given}"
        with exam.database.counting() as ledger:
            value = exam.ask("call", "total_weight", number)
        exam.same(asked, sum_of(weight, recipe), value)
        check_queries(asked, 2, ledger)


def doubled(recipe: list[Any]) -> bool:
    """Whether an article comes twice: such a queryset is not given."""
    ids = list(followed(recipe, Article.objects.all()).values_list("pk", flat=True))
    return len(ids) > len(set(ids))
