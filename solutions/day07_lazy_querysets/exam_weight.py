"""Task 4: the weight of an archive, in the memory of a few of its articles."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from katas.day07_lazy_querysets import editorial
from katas.newsroom.models import Article, Author
from solutions.day07_lazy_querysets.exam_given import check_queries, drawn, handed_over
from solutions.day07_lazy_querysets.exam_inside_recipes import followed
from solutions.day07_lazy_querysets.exam_newsroom import emptied, filled, shaken, text
from solutions.grading.examiner import Exam, Raised, question
from solutions.grading.examiner.memory import parent, status

MIB = 2**20
ARCHIVE = 9_000  # articles; a plain loop takes 7 MiB and more of them
AUTHORS = 40
LARGE_ARCHIVE = 40_000  # a plain loop takes 33 MiB
ENOUGH = 5 * MIB  # who takes more may work in large batches, and is looked at again
ALLOWED = 18 * MIB  # 16, and what a message of 5,000 rows takes on its way
PACKED = 20_000  # bytes of a row, where those of one article are 200
LOOKS_EVERY = 0.02  # seconds
ASKED = "total_weight(articles), of an archive: memory that is taken"
UNORDERED: list[list[list[Any]]] = [[], *[[["order_by", "?"]]] * 3]


def ruled(exam: Exam, *rule: int) -> Callable[[Article], int]:
    """Have the print shop weigh by another rule; the same rule here."""
    factor, more, modulus = rule
    exam.ask("weigh_by", factor, more, modulus)

    def weight(article: Article) -> int:
        found = editorial.weight(article) * factor + more
        return found % modulus if modulus else found

    return weight


def sum_of(weight: Callable[[Article], int], recipe: list[Any]) -> int:
    article, total = Article(), 0
    rows = followed(recipe, Article.objects.all()).values_list("title", "word_count")
    for article.title, article.word_count in rows:
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
    weight = ruled(exam, 1, 0, 0)
    for number, recipe in enumerate(recipes + random.sample(recipes, len(recipes) // 2)):
        since = ""
        if random.random() < 0.5:
            since = f", after {shaken(exam)}"
        if doubled(recipe):
            continue
        if random.random() < 0.5:
            modulus = random.choice((0, 0, 1_000_003, 2**61 - 1))
            weight = ruled(exam, random.choice((1, 3, -1, -7)), random.randrange(2**40), modulus)
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


def archived(exam: Exam, count: int) -> int:
    """Nothing but an archive of so many articles, by some authors in turn. Its first id."""
    random = exam.random
    emptied()
    Author.objects.bulk_create(Author(pk=n, name=text(random)) for n in range(1, AUTHORS + 1))
    words = "".join(random.choices("abcdefghijk lmnop qrstu vwxyz ", k=5_000))
    steps = [random.choice((7, 11, 13, 17, 19)) for _ in range(3)]
    first = random.randrange(2**31, 2**33)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers LIMIT %s)
            INSERT INTO newsroom_article
                (id, title, slug, body, author_id, published, published_at, word_count)
            SELECT %s + n * 3, substr(%s, 1 + n * %s %% 4900, 40 + n * %s %% 50), 'old-' || n, '',
                1 + n * %s %% 40, n %% 9 > 0, datetime(1e9 + n / 700, 'unixepoch'), n * 31 %% 4999
            FROM numbers
            """,
            [count, first, words, *steps],
        )
    exam.kept["archive"] = first
    return first


@question(task=4)
def sum_of_an_archive(exam: Exam) -> None:
    """Nothing of an archive is kept: not here, and in no other process."""
    first = archived(exam, ARCHIVE + exam.random.randrange(1_500))
    exam.kept.update({"needs threads": False, "look again": False, "packed": False})
    exam.session.alone()
    grown = weighed_archive(exam, first)
    if grown is None:
        exam.kept["needs threads"] = True
    else:
        exam.kept["look again"] = grown > ENOUGH or exam.kept["packed"]


@question(task=4)
def sum_of_an_archive_with_threads(exam: Exam) -> None:
    """Who needs a thread may have it, and no process."""
    if not exam.kept.get("needs threads"):
        return
    first = exam.kept["archive"]
    before, seen, done = exam.session.others(), set(), threading.Event()

    def watch() -> None:
        while not done.wait(LOOKS_EVERY):
            seen.update(exam.session.others() - before)

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    try:
        grown = weighed_archive(exam, first, threads=True) or 0
    finally:
        done.set()
        watching.join()
    exam.same("total_weight(articles), of an archive: further processes", 0, len(seen))
    exam.kept["look again"] = grown > ENOUGH or exam.kept["packed"]


@question(task=4)
def sum_of_an_even_larger_archive(exam: Exam) -> None:
    """Large batches are flat as well, but only once some whole ones have passed."""
    if exam.kept.get("look again"):
        times = 2 if exam.kept["packed"] else 1
        first = archived(exam, times * LARGE_ARCHIVE + exam.random.randrange(1_500))
        if not exam.kept["needs threads"]:
            exam.session.alone()
        grown = weighed_archive(exam, first, threads=True) or 0
        exam.at_most(ASKED, ALLOWED / MIB, round(grown / MIB, 1), "MiB at a time")


def weighed_archive(exam: Exam, first: int, threads: bool = False) -> int | None:
    """Have an archive weighed, and parts of it. By how much the process' memory grew, in bytes.

    What was allocated before the first question counts, too. None if it needs a thread and may have
    none.
    """
    random, pid = exam.random, exam.session.pid
    own = status(pid, "RssAnon") - status(parent(pid), "RssAnon")
    exam.same("processes beside the answer's own", 0, len(exam.session.others()))
    start, writers = first + 3 * random.randrange(ARCHIVE - 1_000), list(range(1, AUTHORS + 1))
    recipes: list[list[Any]] = [
        [["filter", {"pk__gte": start, "pk__lt": start + 3 * random.randrange(500, 900)}]],
        [["filter", {"author__in": random.sample(writers, AUTHORS)}], *random.choice(UNORDERED)],
        [["filter", {"published": False, "author__in": random.sample(writers, 20)}]],
    ]
    with exam.session.growth() as grown:
        for number, recipe in enumerate(random.sample(recipes, len(recipes))):
            weight = ruled(exam, random.choice((1, 5, -3)), random.randrange(2**33), 0)
            handed_over(exam, number, recipe)
            count = followed(recipe, Article.objects.all()).count()
            asked = f"total_weight(articles), of {count:,} of an archive, in any order"
            with exam.database.counting() as ledger:
                value = exam.ask("call", "total_weight", number)
            if isinstance(value, Raised) and "thread" in value.says and not threads:
                return None
            exam.same(asked, sum_of(weight, recipe), value)
            check_queries(asked, count // 500 + 2, ledger)
            # Many articles in one row are looked at again, whatever they took.
            exam.kept["packed"] |= ledger.sent > PACKED * max(1, ledger.rows)
    return max(0, own) + grown.bytes
