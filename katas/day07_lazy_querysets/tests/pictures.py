"""What `make lab day=7` shows: the answer's source, each line with what it asks and builds."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from katas.day07_lazy_querysets.tests.driver import FILES, Seen, observe, queries
from katas.harness.pictures.charts import Axis, Bar, Bars, Goal, Lines, Series
from katas.harness.pictures.data import Panel, Picture, Side
from katas.harness.pictures.diagrams import Line, Source
from katas.harness.pictures.words import compared, counted, listed
from katas.newsroom.factories import ArticleFactory, TagFactory, seed_articles
from katas.newsroom.models import Article

ROUNDS = 0
FEW, MANY = 30, 1_000
SIZES = (10, 30, 100)
# The question, and how many objects its answer may build.
QUESTIONS = {
    "has_published": ("Is there any?", 1),
    "count_published": ("How many?", 0),
    "teaser": ("The first three?", 3),
}
ALLOWED = 4  # queries for the bylines, however many
# Queries and objects of one line: those of the bylines, for which each article may be built with
# its author and three tags.
BOUNDS = (ALLOWED, 5 * FEW)


def once() -> dict[str, Any]:
    """Queries and instances of each line and of each function; bylines' queries by size."""
    tags = TagFactory.create_batch(3)
    by_size = []
    for size in SIZES:
        for _ in range(size - Article.objects.count()):
            ArticleFactory(tags=tags)
        asked = observe("bylines", queries.bylines, Article.objects.order_by("pk"))
        by_size.append((size, asked.queries))
    seed_articles(MANY - SIZES[-1])
    articles = Article.objects.order_by("pk")
    calls: dict[str, Callable[[], Seen]] = {
        "published": lambda: observe("published", queries.published),
        "front_page": lambda: observe("front_page", queries.front_page, articles[:FEW]),
        "has_published": lambda: observe("has_published", queries.has_published),
        "count_published": lambda: observe("count_published", queries.count_published),
        "teaser": lambda: observe("teaser", queries.teaser, articles.all()),
        "total_weight": lambda: observe("total_weight", queries.total_weight, articles[:FEW]),
        "bylines": lambda: observe("bylines", queries.bylines, articles[:FEW]),
    }
    asked_at: Counter[str] = Counter()
    built_at: Counter[str] = Counter()
    functions = {}
    for name, call in calls.items():
        seen = call()
        asked_at.update(each.site for each in seen.ledger.statements)
        for (_, site), times in seen.built.counts.items():
            built_at[site] += times
        functions[name] = (seen.queries, seen.built.total)
    lines = [
        (place, text, asked_at[f"{FILES[0].name}:{place}"], built_at[f"{FILES[0].name}:{place}"])
        for place, text in enumerate(FILES[0].read_text("utf-8").splitlines(), 1)
    ]
    return {"lines": lines, "functions": functions, "by_size": by_size}


def each_round() -> None:
    """Nothing here is told by the clock."""


def pictures(sides: Sequence[Side]) -> list[Picture]:
    """Queries against articles, objects for each question, the source with its margin."""
    return [queries_and_articles(sides), objects(sides), source(sides)]


def queries_and_articles(sides: Sequence[Side]) -> Picture:
    """One more query for each article, or not."""
    series = [Series(side.name, side.once["by_size"], side.name) for side in sides]
    said = compared({s.name: counted(s.once["by_size"][-1][1], "query", "queries") for s in sides})
    axes = Axis("articles, each with three tags"), Axis("queries for their bylines")
    return Picture(
        "Queries against articles",
        f"The bylines of {SIZES[-1]} articles take {said}; {ALLOWED} are allowed. A line that "
        "climbs asks again for each article; a right answer's is flat.",
        [Panel("", Lines(*axes, series, Goal(ALLOWED, f"allowed: {ALLOWED}")))],
    )


def objects(sides: Sequence[Side]) -> Picture:
    """Instances that each function builds."""
    panels = []
    for name, (question, allowed) in QUESTIONS.items():
        bars = [Bar(s.name, s.once["functions"][name][1], s.name) for s in sides]
        goal = Goal(allowed, f"allowed: {allowed}")
        panels.append(Panel(f"{question} {name}()", Bars("objects built", bars, goal)))
    built = {s.name: sum(s.once["functions"][name][1] for name in QUESTIONS) for s in sides}
    said = compared({name: counted(number, "object") for name, number in built.items()})
    allowed = sum(allowed for _, allowed in QUESTIONS.values())
    return Picture(
        f"Objects built to answer a small question about {MANY:,} articles",
        f"The database can answer by itself. For the three answers together {said} "
        f"are built; {allowed} are allowed.",
        panels,
    )


def source(sides: Sequence[Side]) -> Picture:
    """Yours alone: it is the one to read."""
    panels, said = [], "It could not be measured."
    for side in sides:
        if side.name != "yours":
            continue
        lines = [Line(place, text, counts) for place, text, *counts in side.once["lines"]]
        drawn = Source("queries.py", ("queries", "objects"), lines, BOUNDS)
        panels.append(Panel(side.name, drawn, side.name))
        much = [str(line.number) for line in lines if is_much(line)]
        said = "No line asks or builds more than it may."
        if much:
            place = "Line" if len(much) == 1 else "Lines"
            verb = "asks or builds" if len(much) == 1 else "ask or build"
            said = (
                f"{place} {listed(much)} {verb} too much: red. The cure may stand in another line, "
                "where the queryset is made."
            )
    return Picture(
        "Your source, and what each line costs",
        said,
        panels,
        f"Each function called once, with {MANY:,} articles in the database; front_page, "
        f"total_weight and bylines are given {FEW}. A line in a helper counts what it costs all "
        f"its callers. Red: more than {BOUNDS[0]} queries or {BOUNDS[1]} objects; so much the "
        f"bylines of {FEW} articles may take: each article, its author, its three tags.",
    )


def is_much(line: Line) -> bool:
    """Whether it asks or builds more than little."""
    return any(count > bound for count, bound in zip(line.counts, BOUNDS, strict=True))
