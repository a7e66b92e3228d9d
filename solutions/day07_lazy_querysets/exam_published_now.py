"""Task 1: published() is of now, changes what it says, gives whole articles, and of a crowd."""

from katas.newsroom.models import Article
from solutions.day07_lazy_querysets.exam_given import check_queries, check_same
from solutions.day07_lazy_querysets.exam_inside_recipes import ENDS, told, told_whole, written
from solutions.day07_lazy_querysets.exam_newsroom import LINK, add, crowded, filled, shaken
from solutions.day07_lazy_querysets.exam_published import Chain, begin, ended, plain
from solutions.day07_lazy_querysets.exam_texts import ZONES
from solutions.grading.examiner import Exam, question

AT_ONCE = 12  # queries of an update() or a delete(): SQLite's own are four at most


@question(task=1)
def what_is_published_is_of_now(exam: Exam) -> None:
    """Each call gives a queryset of its own; update() and delete() do what the chain says."""
    exam.database.writable = True
    filled(exam, 30, 12)
    random = exam.random
    for number in range(4):
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
    whole_articles(exam)
    changes(exam)
    crowds(exam)


def whole_articles(exam: Exam) -> None:
    """Articles come with all they have and hang together with, however that is fetched."""
    start = exam.random.randrange(9)
    chain = Chain([["slice", start, start + 9]])
    begin(exam, 60, chain)
    asked = f"{chain}: fields, body, the author's name and those of the tags"
    wish = told_whole(chain.of_plain().prefetch_related("author", "tags"))
    with exam.database.counting():
        check_same(exam, asked, wish, exam.ask("end_whole", 60))


def changes(exam: Exam) -> None:
    """update() and delete() change what the chain says, tell how much, and not one by one."""
    random = exam.random
    words = sorted(plain().values_list("word_count", flat=True))[10]
    changed = plain().filter(word_count__gt=words)
    doomed = set(changed.values_list("pk", flat=True))
    links = LINK.objects.filter(article__in=doomed).count()
    left = set(Article.objects.values_list("pk", flat=True)) - doomed
    fresh = random.randrange(10**4, 10**5)
    chain = [["filter", {"word_count__gt": words}]]
    for name, values in (("update", {"word_count": fresh}), ("delete", {})):
        exam.ask("begin", 50, chain)
        with exam.database.counting() as ledger:
            found = exam.ask("change", 50, name, values)
        asked = f"published(){written(chain)}.{name}(...), of {len(doomed)} articles"
        if name == "update":
            exam.same(asked, len(doomed), found)
            ids = set(Article.objects.filter(word_count=fresh).values_list("pk", flat=True))
            exam.same(f"{asked}: what has {fresh} words now", sorted(doomed), sorted(ids))
        else:
            number = found[0] if type(found) is tuple and found else found
            exam.same(f"{asked}: rows, those of the tags included", len(doomed) + links, number)
            ids = set(Article.objects.values_list("pk", flat=True))
            exam.same(f"{asked}: the ids of what is left", sorted(left), sorted(ids))
        check_queries(asked, AT_ONCE, ledger)


def crowds(exam: Exam) -> None:
    """Of more than a thousand articles: all of them, some from deep within, and the first."""
    random = exam.random
    crowded(random, random.randrange(1_000, 1_300), first=random.randrange(10**4, 10**6))
    start = random.randrange(300, 800)
    asks = [
        Chain([], "{}.count()"),
        Chain([], '{}.values_list("slug", flat=True)'),
        Chain([["slice", start, start + random.randrange(1, 5)]]),
    ]
    for chain in random.sample(asks, len(asks)):
        begin(exam, 70, chain)
        ended(exam, 70, chain)
    size = random.randrange(30, 90)
    begin(exam, 80, Chain([]))
    asked = f"next(iter(published().iterator(chunk_size={size})))"
    wish = told(plain()[0])
    with exam.database.counting() as ledger:
        exam.same(asked, wish, exam.ask("first_of", 80, size))
    # Each with its author; what was there before the crowd has tags.
    exam.at_most(asked, 2 * size + LINK.objects.count(), ledger.rows, "rows before the first")


def check_now(exam: Exam, when: str) -> None:
    for end in exam.random.sample(["list({})", "{}.count()", "{}.exists()", "{}.first()"], 4):
        exam.ask("begin", 40, [])
        wish = told(ENDS[end](plain()))
        with exam.database.counting():
            got = exam.ask("end", 40, end, "")
        check_same(exam, f"{end.format('published()')}, {when}", wish, got)
