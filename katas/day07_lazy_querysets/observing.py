"""Calls the answer and notes what it cost: statements at the cursor, instances built. Given."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from katas.harness.answers import Answer, day_folder
from katas.harness.explain import own_frame
from katas.harness.meters.database import Ledger, shorten, watching
from katas.harness.meters.instances import Built, building
from katas.harness.verdicts import Figure, require
from katas.newsroom.models import Article

queries = Answer("katas.day07_lazy_querysets.queries")
FILES = [day_folder("day07_lazy_querysets") / "queries.py"]
MOST_GROUPS = 4


def site() -> str:
    """The answer's line that is running, for example "queries.py:31".

    Without the function's name: Python 3.11 names a comprehension there, 3.12 its function.
    """
    return own_frame(FILES).partition(" in ")[0]


@dataclass(frozen=True)
class Seen:
    """What a call returned, and what it asked of the database on the way."""

    value: Any
    ledger: Ledger
    built: Built

    @property
    def queries(self) -> int:
        """Statements; BEGIN, COMMIT and SAVEPOINT are statements like any other."""
        return len(self.ledger.statements)

    def report(self) -> str:
        """Queries and instances, grouped by text and call site."""
        groups = Counter((on_one_line(each.sql), each.site) for each in self.ledger.statements)
        lines = [counted(self.queries, "query", "queries")]
        for (sql, place), times in groups.most_common(MOST_GROUPS):
            lines.append(f"{times:>5,} x {sql}" + (f"\n        from {place}" if place else ""))
        if len(groups) > MOST_GROUPS:
            lines.append(f"      and {len(groups) - MOST_GROUPS} more")
        lines.append(counted(self.built.total, "instance built", "instances built"))
        if self.built.total:
            lines.append(self.built.summary())
        return "\n".join(lines)


def on_one_line(sql: str) -> str:
    """The SQL in short, alike on all versions: Django 6.1 writes a flag as `= %s`, 5.2 bare."""
    return shorten(sql.replace('."published" = %s', '."published"'))


def counted(number: int, one: str, many: str) -> str:
    """For example "1 query"."""
    return f"{number:,} {one if number == 1 else many}"


def observe(function: Callable[..., Any], *arguments: object) -> Seen:
    """Call the function; watch the database and the building of instances meanwhile."""
    with watching(site) as ledger, building(site) as built:
        value = function(*arguments)
    return Seen(value, ledger, built)


def check_cost(
    seen: Seen, asked: str, *, most: int, instances: int | None = None, note: str = ""
) -> None:
    """At most so many queries and, if given, at most so many instances."""
    figures = [Figure("queries", "", seen.queries, allowed=most)]
    wish = f"at most {counted(most, 'query', 'queries')}" if most else "no query"
    if instances is not None:
        figures.append(Figure("instances built", "", seen.built.total, allowed=instances))
        limit = counted(instances, "instance built", "instances built")
        wish += f", at most {limit}" if instances else ", no instance built"
    require(
        seen.queries <= most and (instances is None or seen.built.total <= instances),
        asked=asked,
        expected=wish,
        got=seen.report(),
        note=note,
        figures=figures,
    )


def check_value(value: object, expected: object, asked: str, note: str = "") -> None:
    """The value itself, of the very type that the contract names: True is not 1 here."""
    require(
        type(value) is type(expected) and value == expected,
        asked=asked,
        expected=repr(expected),
        got=repr(value),
        note=note,
    )


def check_texts(value: object, expected: list[str], asked: str) -> None:
    """A list of texts; where it differs, the first difference is shown."""
    require(
        isinstance(value, list) and all(isinstance(text, str) for text in value),
        asked=asked,
        expected="a list of str",
        got=kind(value),
    )
    assert isinstance(value, list)
    require(
        len(value) == len(expected),
        asked=asked,
        expected=f"{counted(len(expected), 'text', 'texts')}: {listed(expected)}",
        got=f"{counted(len(value), 'text', 'texts')}: {listed(value)}",
    )
    for number, (got, wish) in enumerate(zip(value, expected, strict=True), 1):
        require(
            got == wish,
            asked=f"{asked}, text {number} of {len(expected)}",
            expected=repr(wish),
            got=repr(got),
            note="The same texts, in another order." if sorted(value) == sorted(expected) else "",
        )


def listed(texts: list[str], most: int = 3) -> str:
    """The first texts of a list."""
    more = f", ... ({len(texts) - most} more)" if len(texts) > most else ""
    return f"[{', '.join(map(repr, texts[:most]))}{more}]"


def kind(value: object) -> str:
    """What sort of thing a value is, for a message: its type, and for a list its first element."""
    if isinstance(value, list):
        odd = next((each for each in value if not isinstance(each, str)), None)
        return f"a list with a {type(odd).__name__} in it"
    if isinstance(value, QuerySet):
        return "a QuerySet: whoever reads it, asks the database again"
    return f"a {type(value).__name__}"


def recipe() -> QuerySet:
    """What published() returns, if it is a QuerySet of articles."""
    found = queries.published()
    is_queryset = isinstance(found, QuerySet)
    require(
        is_queryset and issubclass(found.model, Article),
        asked="published()",
        expected="a QuerySet of Article",
        got=f"a QuerySet of {found.model.__name__}" if is_queryset else f"a {type(found).__name__}",
        note="" if is_queryset else "Nobody can filter, slice or count it in the database now.",
    )
    return found


def step(asked: str, take: Callable[[Any], Any], found: object) -> Any:
    """One step with the answer's queryset, taken by the test; its error is the answer's fault."""
    try:
        return take(found)
    except Exception as error:
        raised = f"{type(error).__name__}: {error}"
    require(False, asked=asked, expected="no error", got=raised)
    return None


def eaten(articles: QuerySet, asked: str) -> list[Article]:
    """The articles of the answer's queryset; anything that is not an Article is wrong."""
    rows = step(asked, list, articles)
    require(
        all(isinstance(row, Article) for row in rows),
        asked=asked,
        expected="instances of Article",
        got=next((f"a {type(row).__name__}" for row in rows if not isinstance(row, Article)), ""),
    )
    return rows
