"""Tasks 2 and 3: what a page asks once, and what it asks as a small question."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Value
from django.db.models.functions import Concat

from katas.newsroom.models import Article
from solutions.day07_lazy_querysets.exam_given import (
    READ,
    Given,
    check_each,
    check_queries,
    drawn,
    handed_over,
    order,
)
from solutions.day07_lazy_querysets.exam_inside_recipes import followed
from solutions.day07_lazy_querysets.exam_newsroom import (
    LINK,
    WIDEST,
    add,
    crowded,
    filled,
    shaken,
)
from solutions.day07_lazy_querysets.exam_texts import text
from solutions.grading.examiner import Contradicted, Exam, question

KEYS = ["titles", "count", "empty"]
# Where the only published article may lie among the drafts.
PLACES = "pk", "-pk", "published_at", "-published_at", "?"


@question(task=2)
def pages_of_what_is_there(exam: Exam) -> None:
    """Front pages take one query, and teasers of what was read none, in between changes."""
    filled(exam, 60, 25)
    random, since = exam.random, ""
    kept: list[tuple[int, str, Any]] = []
    waiting: list[Given] = []
    for number, recipe in enumerate(drawn(exam, 15)):
        read = random.choice(list(READ)) if number % 2 else ""
        waiting.append(handed_over(exam, number, recipe, read))
        if random.random() < 0.6:
            given = waiting.pop(random.randrange(len(waiting)))
            kept.append((given.number, *asked_for(exam, given, since)))
        if random.random() < 0.5:
            since = f"\nafter {shaken(exam)}"
    for given in random.sample(waiting, len(waiting)):
        kept.append((given.number, *asked_for(exam, given, since)))
    for number, asked, value in random.sample(kept, len(kept)):
        exam.same(f"what came of {asked}\nafter other calls", value, exam.ask("kept", number))
    for number in range(90, 94):
        if number % 2 == 0:
            cut = random.choice(([], [["slice", random.randrange(3), random.randrange(5, 9)]]))
            recipe = [["filter", {"word_count__gte": 0}], order(exam), *cut]
        asked_for(exam, handed_over(exam, number, recipe), since)
        ids = followed(recipe, Article.objects.all()).values_list("pk", flat=True)
        Article.objects.filter(pk__in=list(ids)).update(title=text(random))
        since = "\nasked before, after its articles were renamed"
    nothing = [["filter", {"pk__in": []}]]
    for number in range(100, 104):
        given = handed_over(exam, number, nothing, "list" if number % 2 else "")
        asked_for(exam, given, "\nafter what came before was changed" * (number > 101))
        exam.ask("spoil", number, "Storm")
    count = random.randrange(700, 1_000)
    crowded(random, count, first=random.randrange(10**4, 10**6))
    start = random.randrange(count // 2)
    for number, cut in enumerate(([], [["slice", start, start + random.randrange(1, 9)]]), 110):
        given = handed_over(exam, number, [order(exam), *cut])
        asked_for(exam, given, f"\nafter {count:,} articles were written")


def asked_for(exam: Exam, given: Given, since: str) -> tuple[str, Any]:
    """A teaser of what was read, a front page of what was not. What was asked, and what came."""
    wish = given.titles()
    name = "teaser" if given.read else "front_page"
    asked = f"{name}(articles){since}\n{given}"
    with exam.database.counting() as ledger:
        value = exam.ask("keep", name, given.number)
    if given.read:
        exam.same(asked, wish[:3], value)
        check_queries(asked, 0, ledger, ": the articles are there")
        return asked, value
    if type(value) is not dict or sorted(value, key=repr) != sorted(KEYS):
        raise Contradicted(asked, f"a dict with the keys {', '.join(KEYS)}", value)
    check_each(exam, f'{asked}: ["titles"]', given, wish, value["titles"], titles_of(given))
    exam.same(f'{asked}: ["count"]', len(wish), value["count"])
    exam.same(f'{asked}: ["empty"]', not wish, value["empty"])
    check_queries(asked, 1, ledger)
    # With room for whoever reads a little more: what it must not read is the archive.
    exam.at_most(asked, 2 * len(wish) + 20, ledger.rows, "rows")
    exam.at_most(asked, WIDEST * (len(wish) + 20), ledger.sent, "bytes of rows")
    return asked, value


def titles_of(given: Given) -> list[str]:
    """The titles that may come of it where it has no order."""
    if given.ordered:
        return []
    steps = [step for step in given.recipe if step[0] != "slice"]
    return Given(given.number, steps).titles()


@question(task=3)
def small_questions_of_a_changing_newsroom(exam: Exam) -> None:
    """A yes, a number and three titles, again and again: one query each, and of now."""
    random = exam.random
    filled(exam, 50, 20)
    exam.services.functions["built"] = lambda model: None
    exam.ask("announce")
    for number, recipe in enumerate(drawn(exam, 10)):
        since = shaken(exam)
        for name in random.sample(["has_published", "count_published"], random.randrange(1, 3)):
            check_small(exam, name, since)
        given = handed_over(exam, number, recipe)
        check_teaser(exam, given, since)
        if random.random() < 0.3:
            Article.objects.update(title=Concat(Value(text(random)[:9]), "title"))
            check_teaser(exam, given, "all articles were renamed")
    crowd = random.randrange(900, 1_200)
    crowded(random, crowd, first=random.randrange(10**4, 10**6))
    check_small(exam, "count_published", f"{crowd:,} articles were written")
    check_teaser(exam, handed_over(exam, 100, [order(exam)]), "that")
    # One title alone is published, wherever it lies.
    for place in random.sample(PLACES, len(PLACES)):
        Article.objects.filter(published=True).update(published=False)
        one = Article.objects.order_by(place).values_list("pk", flat=True)[0]
        Article.objects.filter(pk=one).update(published=True)
        check_small(exam, "has_published", "all the others were withdrawn")
    check_small(exam, "count_published", "all the others were withdrawn")
    whole = ["withdrawn", "published"]
    for happens in [*random.sample(whole * 2, 4), "deleted", "written"]:
        match happens:
            case "withdrawn":
                Article.objects.update(published=False)
            case "published":
                Article.objects.update(published=True)
            case "written":
                coming = datetime(random.randrange(2500, 9000), 1, 1, tzinfo=UTC)
                add(random, title="", body="", published_at=coming)
            case "deleted":
                LINK.objects.all()._raw_delete("default")
                Article.objects.all()._raw_delete("default")
        for name in random.sample(["has_published", "count_published"], 2):
            check_small(exam, name, f"all articles were {happens}")


def check_small(exam: Exam, name: str, since: str) -> None:
    count = Article.objects.filter(published=True).count()
    asked = f"{name}(), of {count} published articles, after {since}"
    with exam.database.counting() as ledger, exam.services.counting() as calls:
        value = exam.ask("call", name)
    exam.same(asked, count > 0 if name == "has_published" else count, value)
    check_queries(asked, 1, ledger)
    allowed = 1 if name == "has_published" else 0
    exam.at_most(asked, allowed, len(calls.made), "instances built")


def check_teaser(exam: Exam, given: Given, since: str) -> None:
    wish = given.titles()[:3]
    asked = f"teaser(articles), after {since}\n{given}"
    with exam.database.counting() as ledger, exam.services.counting() as calls:
        value = exam.ask("call", "teaser", given.number)
    check_each(exam, asked, given, wish, value, titles_of(given))
    check_queries(asked, 1, ledger)
    exam.at_most(asked, 3, len(calls.made), "instances built")
