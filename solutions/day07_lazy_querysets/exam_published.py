"""Task 1: published() is a recipe; what is chained on it is worked out in the database."""

from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db import connection
from django.utils import timezone

from katas.newsroom.models import Article
from solutions.day07_lazy_querysets.exam_given import check_queries, check_same
from solutions.day07_lazy_querysets.exam_inside_recipes import (
    ENDS,
    ONE,
    SMALL,
    WHOLE,
    combined,
    followed,
    told,
    written,
)
from solutions.day07_lazy_querysets.exam_newsroom import MOST_TAGS, WIDEST, filled, shaken
from solutions.day07_lazy_querysets.exam_texts import ZONES
from solutions.grading.examiner import Exam, question

# Orders that leave ties, with the columns that they decide.
OPEN_ORDERS: list[tuple[list[list[Any]], list[str]]] = [
    ([["order_by"]], []),
    ([["order_by", "author__name", "-word_count"]], ["author__name", "word_count"]),
    ([["order_by", ("F", "word_count", "desc")]], ["word_count"]),
    ([["order_by", "slug"], ["order_by", "title"]], ["title"]),
    ([["order_by", "word_count"], ["reverse"]], ["word_count"]),
    ([["reverse"], ["order_by", "title"]], ["title"]),
    ([["order_by", "-tags__articles__slug"]], ["tags__articles__slug"]),
]
# Complete ones, that of published() itself the most often.
ORDERS: list[list[list[Any]]] = [
    *([], [], [], [["reverse"]], [["order_by", "slug"]], [["order_by", "-slug"]]),
    *([["order_by", "-word_count", "slug"]], [["reverse"], ["order_by", "slug"]]),
]


def plain() -> Any:
    return Article.objects.filter(published=True).order_by("-published_at", "-pk")


def narrowings(exam: Exam) -> list[list[Any]]:
    """Ways to narrow published(), with what is published now."""
    random, article = exam.random, exam.random.choice(list(plain().select_related("author")))
    tagged = random.choice(list(plain().filter(tags__gt=0)))
    tags = list(tagged.tags.values_list("name", flat=True))
    return [
        [],
        [["filter", {"word_count__gt": random.randrange(900)}]],
        [["exclude", {"title": article.title}]],
        [["filter", {"author__name": article.author.name}]],
        [["filter", {"tags__name__in": [*tags, "nothing"]}]],
        [["filter", ("or", {"tags": None}, {"title": article.title})]],
        [["select_related", "author"]],
        [["filter", {"author__articles__title": article.title}]],
        [["exclude", {"tags__articles__title": tagged.title}]],
    ]


@dataclass
class Chain:
    """What is chained on published(), and how it ends. ordered: whether what comes has an order.

    other: a second chain, which it is put together with by `sign`.
    """

    recipe: list[Any]
    end: str = "list({})"
    ordered: bool = True
    other: list[Any] | None = None
    sign: str = ""

    def of_plain(self) -> Any:
        """The same on a plain queryset of the same articles."""
        found = followed(self.recipe, plain())
        if self.other is None:
            return found
        return combined(found, followed(self.other, plain()), self.sign)

    def __str__(self) -> str:
        chain = f"published(){written(self.recipe)}"
        if self.other is None:
            return self.end.format(chain)
        return f"one = {chain}; other = published(){written(self.other)}; one {self.sign} other"


def chains(exam: Exam) -> list[Chain]:
    """What is chained, each end once."""
    random, ways = exam.random, narrowings(exam)
    found = []
    for end in ENDS:
        steps = [*random.choice(ways), *(random.choice(ORDERS) if "qs" not in end else [])]
        if end in ("list({})", "{}.first()") and random.random() < 0.7:
            steps.append(["slice", random.randrange(4), random.randrange(6, 12)])
        found.append(Chain(steps, end))
    found += [Chain(list(way)) for way in ways]
    for order, decided in OPEN_ORDERS:
        names = decided or ["author_id"]
        then: list[list[Any]] = random.choice(
            [
                [["values_list", *names]],
                [["values_list", *names], ["distinct"]],
                [["values", *names], ["annotate", {"n": ("Count", "pk")}]],
            ]
        )
        found.append(Chain([*random.choice(ways), *order, *then], ordered=bool(decided)))
    found = random.sample(found, 28)
    for sign in ("|", "|", "union"):
        one, other = overlapping(exam)
        found.append(Chain([one], other=[other], sign=sign, ordered=False))
    return random.sample(found, len(found))


def overlapping(exam: Exam) -> list[list[Any]]:
    """Two ways to narrow with something in common, neither of which holds the other."""
    words, slugs = zip(*plain().values_list("word_count", "slug"), strict=True)
    place = exam.random.randrange(len(slugs) // 3, len(slugs) * 2 // 3)
    few, many = sorted(words)[len(words) // 3], sorted(slugs)[place]
    two = [["filter", {"word_count__gt": few}], ["filter", {"slug__lt": many}]]
    return exam.random.sample(two, 2)


@question(task=1)
def what_is_chained_is_asked_when_it_is_read(exam: Exam) -> None:
    """Chains begin, other things happen, then each is read: it asks then, for what it says."""
    filled(exam, 50, 20)
    begun: list[tuple[int, Chain]] = []
    for number, chain in enumerate(chains(exam)):
        begun.append((number, chain))
        begin(exam, number, chain)
        if exam.random.random() < 0.5:
            ended(exam, *begun.pop(exam.random.randrange(len(begun))))
        if exam.random.random() < 0.3:
            shaken(exam)
    for number, chain in exam.random.sample(begun, len(begun)):
        ended(exam, number, chain)


def begin(exam: Exam, number: int, chain: Chain) -> None:
    """Have the chain made: that asks nothing."""
    with exam.database.counting() as ledger:
        found = exam.ask("begin", number, chain.recipe)
        if found is None and chain.other is not None:
            exam.ask("begin", -1, chain.other)
            found = exam.ask("combine", number, -1, chain.sign)
    asked = f"{chain}, which nobody has read yet"
    exam.same(asked, None, found)
    exam.same(f"{asked}: what is asked", [], ledger.statements)


def ended(exam: Exam, number: int, chain: Chain) -> None:
    """Have the chain ended, and hold it against the same on a plain queryset."""
    zone = exam.random.choice(("", *ZONES))
    how, asked = chain.end, str(chain)
    statements: list[str] = []

    def note(execute: Any, sql: str, *others: Any) -> Any:
        statements.append(sql)
        return execute(sql, *others)

    with connection.execute_wrapper(note), timezone.override(zone or UTC):
        try:
            wish = told(ENDS[how](chain.of_plain()))
        except (IndexError, Article.DoesNotExist):  # too little is left: nothing to compare
            with exam.database.counting():
                exam.ask("end", number, how, zone)
            return
    with exam.database.counting() as ledger:
        got = exam.ask("end", number, how, zone)
    if not chain.ordered:
        wish = sorted(wish, key=repr)
        got = sorted(got, key=repr) if type(got) is list else got
    check_same(exam, f"{asked}{f', the time zone is {zone}' * bool(zone)}", wish, got)
    whole = how in WHOLE and not any(step[0].startswith("values") for step in chain.recipe)
    few = len(statements) + 2 * whole
    check_queries(asked, few, ledger)
    if how in SMALL:
        return
    count = 1 if how in ONE else len(wish)
    if how in ("{}[::2]", "{}.in_bulk()"):  # every second, or each once, of all that were fetched
        count = chain.of_plain().count()
    kind = "rows, author and tags included" if whole else "rows"
    exam.at_most(asked, count * (2 + MOST_TAGS if whole else 1), ledger.rows, kind)
    wide = 2 * WIDEST + 200 + MOST_TAGS * 100 if whole else WIDEST
    exam.at_most(asked, count * wide, ledger.sent, f"bytes of {kind}")
