"""Task 4: the weight of an archive, in the memory of a few of its articles."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from django.db import connection

from katas.newsroom.models import Article, Author
from solutions.day07_lazy_querysets.exam_given import check_queries, handed_over
from solutions.day07_lazy_querysets.exam_inside_recipes import followed, written
from solutions.day07_lazy_querysets.exam_newsroom import crowded, emptied, insert, small_ids
from solutions.day07_lazy_querysets.exam_texts import PIECES, text
from solutions.day07_lazy_querysets.exam_weight import ruled, sum_of
from solutions.grading.examiner import Exam, Raised, away, memory, question

MIB = 2**20
ARCHIVE = 12_100, 12_900  # articles; a plain loop takes 10 MiB and more of them
A_FEW = 4_050, 4_400  # two whole batches of Django's usual size, which may be alive at a time
LARGER = 30_000, 60_000  # articles, one after the other; a plain loop takes 25 and 50 MiB
PACKED = 40_000, 80_000  # where many articles come in one row
AUTHORS = 40
TITLES = 40, 90  # characters
ALIKE = 700  # articles of one moment
# Who takes more, or so much more for the archive than for a few of it, is looked at again.
ENOUGH, MORE = 5 * MIB, MIB * 5 // 8
AGAIN = 0.25  # of the others are, too: what a process has inherited may have room for the archive
ALLOWED = 18 * MIB  # 16, and what a message of 5,000 rows takes on its way
GROWTH = MIB * 3 // 2  # from one of the larger to the other: the worst of the right has 0.4
PACKED_ROW = 20_000  # bytes, where those of one article are 200
LOOKS_EVERY = 0.02  # seconds
ASKED = "total_weight(articles), of an archive"
# Pages need an order of their own: one that leaves ties, another by each query, or none, which the
# database turns from one SELECT to the next.
TIES = "published", "word_count", "author__name", "-published_at"


def archived(exam: Exam, count: int) -> None:
    """Nothing but an archive of so many articles. No column cuts it into equal parts."""
    random = exam.random
    emptied()
    writers = small_ids(random, AUTHORS)
    insert(Author, ("id", "name"), [(pk, text(random)) for pk in writers])
    first = random.choice((10**8, 2**31 - count, 2**33)) + random.randrange(1, count)
    crowded(random, count, first=first, lengths=TITLES, moments=count // ALIKE, uneven=True)
    of_each_kind(random, first)
    exam.kept.update({"first": first, "count": count, "writers": writers})


def of_each_kind(random: Random, first: int) -> None:
    """Half of the archive has no word; a sixth has no title, and two begin in a way of their own.

    Titles are changed where they are not alike: those stay more than any page.
    """
    one, other = random.sample(PIECES, 2)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH places(pk, n) AS (SELECT id, (id - %s) / 3 FROM newsroom_article)
            UPDATE newsroom_article SET
                word_count = iif(n / 2 %% 2, word_count, 0),
                title = CASE WHEN n %% 2 THEN title WHEN n %% 3 = 0 THEN ''
                    ELSE iif(n %% 3 = 1, %s, %s) || title END
            FROM places WHERE pk = id
            """,
            [first, one, other],
        )


@question(task=4)
def sum_of_an_archive(exam: Exam) -> None:
    """Nothing of an archive is kept: not here, and in no other process."""
    exam.processes = False
    archived(exam, exam.random.randrange(*ARCHIVE))
    exam.kept.update({"needs threads": False, "look again": False, "packed": False})
    exam.session.alone()
    exam.kept["needs threads"] = not looked_at(exam)


@question(task=4)
def sum_of_an_archive_with_threads(exam: Exam) -> None:
    """Who needs a thread may have it, and no process."""
    if not exam.kept.get("needs threads"):
        return
    exam.processes = False
    before, seen, done = exam.session.others(), set(), threading.Event()

    def watch() -> None:
        while not done.wait(LOOKS_EVERY):
            seen.update(exam.session.others() - before)

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    try:
        looked_at(exam, threads=True)
    finally:
        done.set()
        watching.join()
    exam.same(f"{ASKED}: further processes", 0, len(seen))


@question(task=4)
def sum_of_two_larger_archives(exam: Exam) -> None:
    """Large batches are flat as well, but only once some whole ones have passed."""
    if not exam.kept.get("look again"):
        return
    exam.processes = False
    small, large = PACKED if exam.kept["packed"] else LARGER
    small += exam.random.randrange(1_500)
    archived(exam, large + exam.random.randrange(1_500))
    less, more = (round(each / MIB, 1) for each in grown_for(exam, small, exam.kept["count"]))
    asked = f"{ASKED}: memory that is taken for {exam.kept['count']:,} articles"
    exam.at_most(asked, ALLOWED / MIB, more, "MiB at a time")
    asked += f", where {small:,} took {less} MiB"
    exam.at_most(asked, round(less + GROWTH / MIB, 1), more, "MiB")


def looked_at(exam: Exam, threads: bool = False) -> bool:
    """Have a few of the archive weighed, then all. False if that needs a thread; see `weighed`."""
    few, whole = parts(exam)
    with taking(exam) as taken:
        if not weighed(exam, few, threads):
            return False
        less = taken()
        if not weighed(exam, whole, threads):
            return False
        more = taken()
    again = exam.random.random() < AGAIN or more > ENOUGH or more - less > MORE
    exam.kept["look again"] = again or exam.kept["packed"]
    return True


def grown_for(exam: Exam, *counts: int) -> list[int]:
    """By how much the process has grown after each of these parts of the archive, in bytes."""
    if not exam.kept["needs threads"]:
        exam.session.alone()
    first, found = exam.kept["first"], []
    with taking(exam) as taken:
        for count in counts:
            weighed(exam, [[["filter", {"pk__lt": first + 3 * count}]]], threads=True)
            found.append(taken())
    return found


@contextlib.contextmanager
def taking(exam: Exam) -> Iterator[Callable[[], int]]:
    """Says at any time how many bytes the process has taken at most: before, and in the block.

    What it has put into files that lie in memory, or into pipes, counts as well: looked at whenever
    rows leave.
    """
    exam.same("processes beside the answer's own", 0, len(exam.session.others()))
    pid = exam.session.pid
    own, files, rise = memory.set_aside(pid), [away.in_files(pid)], memory.Rise(pid)

    def look(sql: str, rows: int) -> None:
        files.append(max(away.in_files(pid), files.pop()))
        rise.look()

    exam.database.leaving = look
    yield lambda: own + rise.bytes() + files[0]


def parts(exam: Exam) -> tuple[list[list[Any]], list[list[Any]]]:
    """Parts of the archive, then one more and all of it."""
    random, first, writers = exam.random, exam.kept["first"], exam.kept["writers"]
    start = first + 3 * random.randrange(exam.kept["count"] - A_FEW[1])
    bounds = {"pk__gte": start, "pk__lt": start + 3 * random.randrange(*A_FEW)}
    drafts = {"published": False, "author__in": random.sample(writers, AUTHORS // 8)}
    some = [["filter", drafts], ["order_by", random.choice(TIES)]]
    orders: list[list[Any]] = random.sample([["order_by"], ["order_by", "?"]], 2)
    everything = [["filter", {"author__in": random.sample(writers, AUTHORS)}], orders[1]]
    return [[["filter", bounds], orders[0]]], random.sample([some, everything], 2)


def weighed(exam: Exam, recipes: list[list[Any]], threads: bool = False) -> bool:
    """Have these articles weighed. False if that needs a thread and may have none."""
    exam.database.restless = True
    for number, recipe in enumerate(recipes):
        weight = ruled(exam)
        handed_over(exam, number, recipe)
        count = followed(recipe, Article.objects.all()).count()
        asked = f"{ASKED}, {count:,} of its articles{written(recipe[1:])}"
        with exam.database.counting() as ledger:
            value = exam.ask("call", "total_weight", number)
        if isinstance(value, Raised) and "thread" in value.says and not threads:
            return False
        exam.same(asked, sum_of(weight, recipe), value)
        check_queries(asked, count // 500 + 2, ledger)
        # Many articles in one row are looked at again, whatever they took.
        exam.kept["packed"] |= ledger.sent > PACKED_ROW * max(1, ledger.rows)
    return True
