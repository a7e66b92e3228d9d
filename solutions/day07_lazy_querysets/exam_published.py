"""Task 1: published() is a recipe; what is chained on it is worked out in the database."""

from datetime import UTC
from typing import Any

from django.db import connection
from django.utils import timezone

from katas.newsroom.models import Article
from solutions.day07_lazy_querysets.exam_given import check_queries, check_same
from solutions.day07_lazy_querysets.exam_inside_recipes import (
    EACH,
    EITHER,
    ENDS,
    ONE,
    UNION,
    WHOLE,
    followed,
    told,
    written,
)
from solutions.day07_lazy_querysets.exam_newsroom import (
    MOST_TAGS,
    WIDEST,
    ZONES,
    add,
    filled,
    shaken,
)
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


def chains(exam: Exam) -> list[tuple[list[Any], str, bool]]:
    """Recipes to chain on published(), how each ends, and whether what comes has an order."""
    random, ways = exam.random, narrowings(exam)
    found: list[tuple[list[Any], str, bool]] = []
    for end in ENDS:
        steps = [*random.choice(ways), *(random.choice(ORDERS) if "qs" not in end else [])]
        if end in ("list({})", "{}.first()") and random.random() < 0.7:
            steps.append(["slice", random.randrange(4), random.randrange(6, 12)])
        found.append((steps, end, True))
    found += [(list(way), "list({})", True) for way in ways]
    for order, decided in OPEN_ORDERS:
        names = decided or ["author_id"]
        then: list[list[Any]] = random.choice(
            [
                [["values_list", *names]],
                [["values_list", *names], ["distinct"]],
                [["values", *names], ["annotate", {"n": ("Count", "pk")}]],
            ]
        )
        found.append(([*random.choice(ways), *order, *then], "list({})", bool(decided)))
    return random.sample(found, 36)


@question(task=1)
def what_is_chained_is_asked_when_it_is_read(exam: Exam) -> None:
    """Chains begin, other things happen, then each is read: it asks then, for what it says."""
    filled(exam, 50, 20)
    begun: list[tuple[int, list[Any], str, bool]] = []
    for number, chain in enumerate(chains(exam)):
        begun.append((number, *chain))
        with exam.database.counting() as ledger:
            found = exam.ask("begin", number, chain[0])
        asked = f"published(){written(chain[0])}, which nobody has read yet"
        exam.same(asked, None, found)
        exam.same(f"{asked}: what is asked", [], ledger.statements)
        if exam.random.random() < 0.5:
            ended(exam, *begun.pop(exam.random.randrange(len(begun))))
        if exam.random.random() < 0.3:
            shaken(exam)
    for chain_begun in exam.random.sample(begun, len(begun)):
        ended(exam, *chain_begun)


def ended(exam: Exam, number: int, recipe: list[Any], how: str, ordered: bool) -> None:
    """Have the chain ended, and hold it against the same on a plain queryset."""
    zone = exam.random.choice(("", *ZONES))
    asked = how.format(f"published(){written(recipe)}")
    statements: list[str] = []

    def note(execute: Any, sql: str, *others: Any) -> Any:
        statements.append(sql)
        return execute(sql, *others)

    with connection.execute_wrapper(note), timezone.override(zone or UTC):
        try:
            wish = told(ENDS[how](followed(recipe, plain())))
        except (IndexError, Article.DoesNotExist):  # too little is left: nothing to compare
            with exam.database.counting():
                exam.ask("end", number, how, zone)
            return
    with exam.database.counting() as ledger:
        got = exam.ask("end", number, how, zone)
    if how in (EITHER, UNION) or not ordered:
        wish = sorted(wish, key=repr)
        got = sorted(got, key=repr) if type(got) is list else got
    check_same(exam, f"{asked}{f', the time zone is {zone}' * bool(zone)}", wish, got)
    whole = how in WHOLE and not any(step[0].startswith("values") for step in recipe)
    few = len(statements) + 2 * whole
    check_queries(asked, few, ledger)
    if how in ONE or how in EACH:
        count = 1 if how in ONE else len(wish)
        kind = "rows, author and tags included" if whole else "rows"
        exam.at_most(asked, count * (2 + MOST_TAGS if whole else 1), ledger.rows, kind)
        wide = 2 * WIDEST + 200 + MOST_TAGS * 100 if whole else WIDEST
        exam.at_most(asked, count * wide, ledger.sent, f"bytes of {kind}")


@question(task=1)
def what_is_published_is_of_now(exam: Exam) -> None:
    """Each call gives a queryset of its own; update() and delete() do what the chain says."""
    exam.database.writable = True
    filled(exam, 30, 12)
    random = exam.random
    for number in range(5):
        exam.ask("begin", number, [])
        exam.ask("begin", number + 10, [])
        for each, end in (
            (number, "list({})"),
            (number + 10, random.choice(["{}.count()", "{}.exists()"])),
        ):
            zone = random.choice(ZONES)
            since = shaken(exam)
            wish = told(ENDS[end](plain()))
            with exam.database.counting():
                got = exam.ask("end", each, end, zone)
            check_same(exam, f"{end.format('published()')}, after {since}", wish, got)
    exam.ask("begin", 30, [])
    for _ in range(4):
        since, end = shaken(exam), random.choice(["{}.count()", "{}.exists()", "{}.count()"])
        with exam.database.counting():
            got = exam.ask("end", 30, end, "")
        exam.same(f"{end.format('unread')}, after {since}", ENDS[end](plain()), got)
    Article.objects.update(published=False)
    check_now(exam, "after all was withdrawn")
    add(random, title="", body="")
    check_now(exam, "after one article without a title was published")
    Article.objects.update(published=True)
    words = sorted(plain().values_list("word_count", flat=True))[10]
    changed = plain().filter(word_count__gt=words)
    doomed = set(changed.values_list("pk", flat=True))
    left = set(Article.objects.values_list("pk", flat=True)) - doomed
    fresh = random.randrange(10**4, 10**5)
    chain = [["filter", {"word_count__gt": words}]]
    for name, values in (("update", {"word_count": fresh}), ("delete", {})):
        exam.ask("begin", 50, chain)
        with exam.database.counting():
            found = exam.ask("change", 50, name, values)
        asked = f"published(){written(chain)}.{name}(...)"
        exam.same(asked, None, found)
        asked += ": the ids"
        if name == "update":
            ids = set(Article.objects.filter(word_count=fresh).values_list("pk", flat=True))
            exam.same(f"{asked} of what has {fresh} words now", sorted(doomed), sorted(ids))
        else:
            ids = set(Article.objects.values_list("pk", flat=True))
            exam.same(f"{asked} of what is left", sorted(left), sorted(ids))


def check_now(exam: Exam, when: str) -> None:
    for end in exam.random.sample(["list({})", "{}.count()", "{}.exists()", "{}.first()"], 4):
        exam.ask("begin", 40, [])
        wish = told(ENDS[end](plain()))
        with exam.database.counting():
            got = exam.ask("end", 40, end, "")
        check_same(exam, f"{end.format('published()')}, {when}", wish, got)
