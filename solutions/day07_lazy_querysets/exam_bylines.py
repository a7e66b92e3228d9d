"""Task 5: lines of articles, their authors and tags, in a few queries whatever their number."""

from typing import Any

from django.db import connection
from django.db.models import Count, Value
from django.db.models.functions import Concat

from katas.newsroom.models import Article, Author, Tag
from solutions.day07_lazy_querysets.exam_given import (
    READ,
    Given,
    bytes_of,
    check_each,
    check_queries,
    check_same,
    drawn,
    handed_over,
    uncut,
)
from solutions.day07_lazy_querysets.exam_newsroom import LINK, add, filled, text
from solutions.grading.examiner import Exam, Ledger, question

MOST = 4  # queries
CHANGES = 8  # that may happen, see `stirred`
NEW = "What nobody has written"
SIZES = 3, 30, 300
READS = ["", "", "list", "for"]


@question(task=5)
def lines_of_any_articles(exam: Exam) -> None:
    """Lines of what was read are of what was read, by whom and about what it is now."""
    filled(exam, 50, 20)
    random = exam.random
    tagged_oddly(exam)
    # Nothing has that title yet, and something will have it.
    empty = handed_over(exam, 200, [["filter", {"title": NEW}]], random.choice(list(READ)))
    waiting: list[tuple[Given, str]] = []
    happened = ""
    kept: list[tuple[int, str, Any]] = []
    recipes = drawn(exam, 16)
    unread = [each for each in recipes if len(each) == 2 and "tags__name__in" in each[0][-1]][:1]
    changes = random.sample(range(CHANGES), CHANGES) * 2
    for number, recipe in enumerate([*recipes, [["order_by", "?"]]]):
        shuffled = recipe == [["order_by", "?"]]
        readable = recipe not in unread and random.random() < 0.6
        read = random.choice(list(READ)) if shuffled or readable else ""
        waiting.append((handed_over(exam, number, recipe, read), happened))
        if random.random() < 0.7:
            given, before = waiting.pop(random.randrange(len(waiting)))
            kept.append(
                (given.number, *lines_asked_for(exam, given, happened.removeprefix(before)))
            )
        if random.random() < 0.6:
            happened += f"\nafter {stirred(exam, changes.pop())}"
    for given, before in random.sample(waiting, len(waiting)):
        lines_asked_for(exam, given, happened.removeprefix(before))
    lines_asked_for(exam, empty, f"\nafter {stirred(exam, 6)}")
    for number, asked, value in random.sample(kept, len(kept)):
        exam.same(f"what came of {asked}\nafter other calls", value, exam.ask("kept", number))
    for number in range(100, 104):
        given = handed_over(exam, number, [["filter", {"pk__in": []}]], random.choice(READS))
        lines_asked_for(exam, given, "\nafter what came before was changed" * (number > 100))
        exam.ask("spoil", number, "Storm by Ada")


def tagged_oddly(exam: Exam) -> None:
    """One article has all tags, another has one only, a bracket."""
    first, other = exam.random.sample(list(Article.objects.values_list("pk", flat=True)), 2)
    tags = dict(Tag.objects.values_list("name", "pk"))
    LINK.objects.filter(article__in=[first, other]).delete()
    LINK.objects.bulk_create(LINK(article_id=first, tag_id=pk) for pk in tags.values())
    LINK.objects.create(article_id=other, tag_id=tags[" ["])


def stirred(exam: Exam, change: int) -> str:
    """Something happens to articles, authors and tags. What, in words."""
    random = exam.random
    ids = list(Article.objects.values_list("pk", flat=True))
    some = Article.objects.filter(pk__in=random.sample(ids, len(ids) // 4))
    authors = list(Author.objects.values_list("pk", flat=True))
    tags = list(Tag.objects.values_list("pk", flat=True))
    match change:
        case 0:
            some.update(title=text(random), published=False)
            return "some articles were renamed and withdrawn"
        case 1:
            some.update(author=random.choice(authors))
            return "some articles were handed on to another author"
        case 2:
            some[:4].model.objects.filter(pk__in=random.sample(ids, 4)).delete()
            add(random)
            return "some articles were deleted, and one was written"
        case 3:
            Author.objects.update(name=Concat(Value(text(random)[:9]), "name"))
            return "the authors were renamed"
        case 4:
            Tag.objects.filter(pk=random.choice(tags)).update(name=f"{text(random, 4)} {len(ids)}")
            return "a tag was renamed"
        case 5:
            LINK.objects.filter(article__in=some).delete()
            return "some articles lost their tags"
        case 6:
            Article.objects.filter(pk__in=ids[:9]).update(title=NEW)
            return "some articles got the title that nothing had"
        case _:
            tag = Tag.objects.create(name=f"{text(random, 4)}, {random.randrange(10**9)}")
            LINK.objects.bulk_create(LINK(article=article, tag=tag) for article in some)
            return "some articles got one tag more"


def lines(articles: list[Article]) -> list[str]:
    """The byline of each, as its author and its tags are called now."""
    names = dict(Author.objects.values_list("pk", "name"))
    tags: dict[int, list[str]] = {}
    for pk, name in LINK.objects.values_list("article_id", "tag__name"):
        tags.setdefault(pk, []).append(name)
    return [
        f"{article.title} by {names[article.author_id]}"
        + (f" [{', '.join(sorted(tags[article.pk]))}]" if article.pk in tags else "")
        for article in articles
    ]


def lines_asked_for(exam: Exam, given: Given, since: str) -> tuple[str, Any]:
    """The lines of a queryset. What was asked, and what came."""
    asked = f"bylines(articles){since}\n{given}"
    wish = lines(given.articles())
    with exam.database.counting() as ledger:
        value = exam.ask("keep", "bylines", given.number)
    check_each(
        exam,
        asked,
        given,
        wish,
        value,
        wish if given.read or given.ordered else lines(uncut(given)),
    )
    check_queries(asked, MOST, ledger)
    return asked, value


@question(task=5)
def lines_of_few_and_of_many(exam: Exam) -> None:
    """As many queries for 300 articles as for 3, and nothing of what belongs to others."""
    filled(exam, 340, 0, authors=340)
    others(9)
    random = exam.random
    shapes = [(read, cut) for read in ("", random.choice(list(READ))) for cut in (False, True)]
    asks = [(*shape, number) for shape in shapes for number in SIZES[:2]]
    asks += [(*shape, SIZES[2]) for shape in random.sample(shapes, 2)]
    counts: dict[tuple[Any, ...], tuple[Ledger, str]] = {}
    everything = list(
        Article.objects.filter(published=True)
        .order_by("pk")
        .annotate(n=Count("tags"))
        .select_related("author")
    )
    first = everything[0].pk
    line = {article.pk: text for article, text in zip(everything, lines(everything), strict=True)}
    known = {article.pk: article for article in everything}
    for number, (read, cut, many) in enumerate(random.sample(asks, len(asks))):
        # Ids are two apart: what has tags and what has none comes in turn.
        start = first + 2 * random.randrange(30)
        recipe: list[Any] = [["order_by", "pk"]]
        if cut:
            place = random.randrange(30)
            recipe = [["filter", {"pk__gte": first}], *recipe, ["slice", place, place + many]]
        else:
            recipe = [["filter", {"pk__gte": start, "pk__lt": start + 2 * many}], *recipe]
        given = handed_over(exam, number, recipe, read)
        asked = f"bylines(articles), of {many} articles by as many authors\n{given}"
        articles = given.articles()
        with exam.database.counting() as ledger:
            value = exam.ask("call", "bylines", number)
        check_same(exam, asked, [line[article.pk] for article in articles], value)
        counts[read, cut, many] = ledger, asked
        found = [known[article.pk] for article in articles]
        check_fetched(exam, asked, found, ledger.rows, ledger.sent)
    for (read, cut, _), (ledger, asked) in counts.items():
        few = len(counts[read, cut, SIZES[0]][0].statements)
        check_queries(asked, MOST, ledger)
        check_queries(asked, few, ledger, ", no more than for 3 articles")


def others(times: int) -> None:
    """The first articles' authors have written others, with the same tags, so many for each."""
    ids = list(Article.objects.order_by("pk").values_list("pk", flat=True)[:70])
    with connection.cursor() as cursor:
        for number in range(1, times + 1):
            cursor.execute(
                """
                INSERT INTO newsroom_article
                    (id, title, slug, body, author_id, published, published_at, word_count)
                SELECT id - %s, title || 'x', slug || %s, body, author_id, 0, published_at, 9
                FROM newsroom_article WHERE id BETWEEN %s AND %s
                """,
                [number * 10**6, number, ids[0], ids[-1]],
            )
            cursor.execute(
                """
                INSERT INTO newsroom_article_tags (article_id, tag_id)
                SELECT article_id - %s, tag_id FROM newsroom_article_tags
                WHERE article_id BETWEEN %s AND %s
                """,
                [number * 10**6, ids[0], ids[-1]],
            )


def check_fetched(exam: Exam, asked: str, found: list[Any], rows: int, sent: int) -> None:
    """Articles, authors, tags, each joined with each other even: and nothing of other articles.

    found: the articles, with the number of their tags as `n`.
    """
    links = sum(max(1, article.n) for article in found)
    exam.at_most(asked, 2 * len(found) + 2 * links, rows, "rows of articles, authors and tags")
    wide = max(bytes_of([article]) + len(article.author.name) for article in found) + 100
    exam.at_most(asked, wide * (2 * len(found) + 2 * links), sent, "bytes of rows")
