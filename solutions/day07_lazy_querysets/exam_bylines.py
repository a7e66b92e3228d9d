"""Task 5: lines of articles, their authors and tags, in a few queries whatever their number."""

from typing import Any

from django.db.models import Value
from django.db.models.functions import Concat

from katas.newsroom.models import Article, Author, Tag
from solutions.day07_lazy_querysets.exam_given import (
    READ,
    Given,
    check_each,
    check_queries,
    drawn,
    handed_over,
    order,
    uncut,
)
from solutions.day07_lazy_querysets.exam_lines import (
    MOST,
    check_fetched,
    lines,
    need,
    tags_of_now,
)
from solutions.day07_lazy_querysets.exam_newsroom import LINK, add, filled, strangers
from solutions.day07_lazy_querysets.exam_texts import text
from solutions.grading.examiner import Exam, question

CHANGES = 8  # that may happen, see `stirred`
NEW = "What nobody has written"
READS = ["", "", "list", "for"]


@question(task=5)
def lines_of_any_articles(exam: Exam) -> None:
    """Lines of what was read are of what was read, by whom and about what it is now."""
    filled(exam, 50, 20)
    random = exam.random
    exam.database.restless = True
    tagged_oddly(exam)
    # Nothing has that title yet, and something will have it.
    empty = handed_over(exam, 200, [["filter", {"title": NEW}]], random.choice(list(READ)))
    waiting: list[tuple[Given, str]] = []
    happened = ""
    kept: list[tuple[int, str, Any]] = []
    recipes = drawn(exam, 14)
    strangers(random, random.randrange(1_000, 1_300))
    unread = [each for each in recipes if len(each) == 2 and "tags__name__in" in each[0][-1]][:1]
    changes = random.sample(range(CHANGES), CHANGES) * 2
    shuffled = ["order_by", "?"]
    fresh = [[shuffled], [shuffled, ["slice", random.randrange(4), random.randrange(9, 40)]]]
    for number, recipe in enumerate([*recipes, *random.sample(fresh, 2), [shuffled]]):
        last = number == len(recipes) + len(fresh)
        readable = recipe not in unread + fresh and random.random() < 0.6
        read = random.choice(list(READ)) if last or readable else ""
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
    asked_again(exam)
    for number, asked, value in random.sample(kept, len(kept)):
        exam.same(f"what came of {asked}\nafter other calls", value, exam.ask("kept", number))
    for number in range(100, 104):
        given = handed_over(exam, number, [["filter", {"pk__in": []}]], random.choice(READS))
        lines_asked_for(exam, given, "\nafter what came before was changed" * (number > 100))
        exam.ask("spoil", number, "Storm by Ada")


def asked_again(exam: Exam) -> None:
    """The same lines twice in a row, before and after a change that no signal tells of."""
    cut = ["slice", exam.random.randrange(3), exam.random.randrange(9, 20)]
    for number, change in enumerate(exam.random.sample((0, 1, 3), 2)):
        recipe = [["filter", {"word_count__gte": 0}], order(exam), *[cut] * number]
        lines_asked_for(exam, handed_over(exam, 300 + number, recipe), "")
        given = handed_over(exam, 310 + number, recipe)
        lines_asked_for(exam, given, f"\nasked before, after {stirred(exam, change)}")


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
    tags = list(LINK.objects.values_list("tag", flat=True).distinct())
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


def lines_asked_for(exam: Exam, given: Given, since: str) -> tuple[str, Any]:
    """The lines of a queryset. What was asked, and what came."""
    asked = f"bylines(articles){since}\n{given}"
    articles, tags = given.articles(), tags_of_now()
    wish = lines(articles, tags)
    pool = articles if given.read or given.ordered else uncut(given)
    possible = wish if pool is articles else lines(pool, tags)
    with exam.database.counting() as ledger:
        value = exam.ask("keep", "bylines", given.number)
    check_each(exam, asked, given, wish, value, possible)
    check_queries(asked, MOST, ledger)
    needs = [need(*each, tags, given.read) for each in zip(pool, possible, strict=True)]
    check_fetched(exam, asked, len(articles), needs, ledger)
    return asked, value
