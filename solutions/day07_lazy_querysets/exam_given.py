"""The querysets that are handed to the answer: drawn as recipes, and what they hold."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from katas.newsroom.models import Article, Author, Tag
from solutions.day07_lazy_querysets.exam_inside_recipes import followed, written
from solutions.grading.examiner import Contradicted, Exam, Ledger

READ = {"list": "list(articles)", "len": "len(articles)", "bool": "bool(articles)", "for": "a loop"}


@dataclass
class Given:
    """A queryset in the answer's process, by its number there.

    read: how it was read, if it was. held: what an article was when it was read, by its place.
    """

    number: int
    recipe: list[Any]
    read: str = ""
    held: list[Article] | None = None

    @property
    def ordered(self) -> bool:
        shuffled = ["order_by", "?"] in self.recipe
        return not shuffled and bool(followed(self.recipe, Article.objects.all()).ordered)

    def articles(self) -> list[Article]:
        """What it holds: as it was read, or else as it would be read now."""
        if self.held is not None:
            return self.held
        return list(followed(self.recipe, Article.objects.all()))

    def titles(self) -> list[str]:
        """Of what it holds."""
        if self.held is not None:
            return [article.title for article in self.held]
        found = followed(self.recipe, Article.objects.all())
        return list(found.values_list("title", flat=True))

    def __str__(self) -> str:
        after = f", after {READ[self.read]}" if self.read else ""
        return f"articles = Article.objects{written(self.recipe) or '.all()'}{after}"


def check_queries(asked: str, most: int, ledger: Ledger, why: str = "") -> None:
    """At most so many statements; if there were more, the last of them is shown."""
    if len(ledger.statements) > most:
        wish = f"at most {counted(most)}" if most else "no query"
        got = f"{counted(len(ledger.statements))}, the last of them {ledger.statements[-1]}"
        raise Contradicted(asked, f"{wish}{why}", got)


def counted(number: int) -> str:
    return f"{number:,} {'query' if number == 1 else 'queries'}"


def check_same(exam: Exam, asked: str, wish: Any, got: Any) -> None:
    """The same values; of two lists, where they differ first."""
    if type(wish) is list and type(got) is list:
        exam.same(f"{asked}: how many", len(wish), len(got))
        for place, (one, other) in enumerate(zip(wish, got, strict=True)):
            exam.same(f"{asked}: number {place + 1} of {len(wish)}", one, other)
    exam.same(asked, wish, got)


def narrowings(exam: Exam) -> list[list[Any]]:
    """Ways to choose some of the articles, with what is there now."""
    random = exam.random
    titles = list(Article.objects.values_list("title", flat=True))
    tags = list(Tag.objects.values_list("name", flat=True))
    names = list(Author.objects.values_list("name", flat=True)) or [""]
    ids = list(Article.objects.values_list("pk", flat=True))
    words = random.randrange(50, 4_000)
    return [
        [],
        [["filter", {"published": True}]],
        [["exclude", {"title": random.choice(titles)}]],
        [["filter", ("or", {"title": ""}, {"word_count__gt": words})]],
        [["exclude", {"author__name": random.choice(names)}]],
        [["filter", {"tags__name__in": random.sample(tags, 3)}]],
        [["filter", {"tags__name__in": random.sample(tags, min(len(tags), 7))}]],
        [["filter", {"tags": None}]],
        [["filter", {"title": ""}]],
        [["filter", {"pk__in": random.sample(ids, min(len(ids), 12))}]],
        [["filter", {"word_count__lt": words}], ["exclude", {"tags__name": random.choice(tags)}]],
    ]


def order(exam: Exam) -> list[Any]:
    """A complete order, or none."""
    return exam.random.choice(
        [
            ["order_by", "slug"],
            ["order_by", "-pk"],
            ["order_by", "-published_at", "-pk"],
            ["order_by", ("Lower", "title"), "-slug"],
            ["order_by", ("F", "word_count", "desc"), "pk"],
            ["order_by", "author__name", "pk"],
            ["order_by"],
        ]
    )


def cut(exam: Exam) -> list[list[Any]]:
    """A slice, or none."""
    start = exam.random.randrange(6)
    stop = start + exam.random.randrange(12)
    return exam.random.choice(
        [
            [],
            [],
            [["slice", None, exam.random.randrange(1, 9)]],
            [["slice", start, None]],
            [["slice", start, stop]],
            [["slice", 1, None], ["slice", start, stop]],
            [["slice", 10_000, None]],
        ]
    )


def drawn(exam: Exam, count: int, *, sliced: bool = True) -> list[list[Any]]:
    """Recipes of querysets, each way to narrow in turn, and one that holds nothing."""
    ways = narrowings(exam)
    tags = list(Tag.objects.values_list("name", flat=True))
    doubling = ["filter", {"tags__name__in": exam.random.sample(tags, 9)}]
    recipes: list[list[Any]] = [
        [["filter", {"pk__in": []}]],
        *[[doubling, ["order_by", "slug"]]] * 2,
        *[[["filter", {"title": ""}], order(exam)]] * 2,
    ]
    for number in range(count - 5):
        recipes.append([*ways[number % len(ways)], order(exam), *(cut(exam) if sliced else [])])
    return exam.random.sample(recipes, len(recipes))


def handed_over(exam: Exam, number: int, recipe: list[Any], read: str = "") -> Given:
    """Have the queryset made, and read if `read` says how; the reading is one query of its own."""
    given = Given(number, recipe, read)
    found = given.articles() if read else []
    with exam.database.counting() as ledger:
        ids = exam.ask("make", number, recipe, read)
    if not read:
        exam.same(f"{given}\nwhich nobody has read: what is asked", [], ledger.statements)
        return given
    wish, asked = [article.pk for article in found], f"{given}: the ids of what was read"
    if given.ordered:
        check_same(exam, asked, wish, ids)
    else:
        check_some(exam, asked, given, wish, ids)
    check_queries(f"{given}\nreading it", 1, ledger)
    exam.at_most(f"{given}\nreading it", len(wish), ledger.rows, "rows")
    known = {article.pk: article for article in (found if given.ordered else uncut(given))}
    given.held = [known[pk] for pk in ids]
    exam.at_most(f"{given}\nreading it", bytes_of(given.held), ledger.sent, "bytes of rows")
    return given


def size(title: str, slug: str, body: str) -> int:
    """How many bytes an article's row has as the database counts them, or a little more."""
    return len(title) + len(slug) + len(body) + 26 + 5 * 8


def bytes_of(articles: list[Article]) -> int:
    return sum(size(article.title, article.slug, article.body) for article in articles)


def uncut(given: Given) -> list[Article]:
    """What a slice is taken of."""
    steps = [step for step in given.recipe if step[0] != "slice"]
    return list(followed(steps, Article.objects.all()))


def check_some(exam: Exam, asked: str, given: Given, wish: list[Any], got: Any) -> None:
    """Ids in no order: all of them, or of a slice as many of what it is cut of."""
    check_any_order(asked, wish, got, [article.pk for article in uncut(given)])


def check_any_order(asked: str, wish: list[Any], got: Any, pool: list[Any]) -> None:
    """As many as wished, each out of the pool: of a slice without an order any will do."""
    if (
        type(got) is not list
        or len(got) != len(wish)
        or Counter(map(repr, got)) - Counter(map(repr, pool))
    ):
        raise Contradicted(f"{asked} (in any order)", wish, got)


def check_each(
    exam: Exam, asked: str, given: Given, wish: list[str], got: Any, pool: list[str]
) -> None:
    """One text for each article, in the queryset's order if it has one, or was read in one."""
    if given.read or given.ordered:
        check_same(exam, asked, wish, got)
    else:
        check_any_order(asked, wish, got, pool)
