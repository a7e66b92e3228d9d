"""Calls the answer and notes what it cost: statements at the cursor, instances built."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from katas.harness.answers import Answer, MissingName, day_folder
from katas.harness.meters.database import Ledger, shorten, watching
from katas.harness.meters.instances import Built, building
from katas.harness.run.explain import own_frame, where
from katas.harness.verdicts import NotRun, Unfit, Wrong, require
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

    def report(self, *, instances: bool) -> str:
        """Queries, and if asked for the instances, grouped by text and call site."""
        statements = self.ledger.statements
        # So much of each that four of them fit into a verdict.
        width = 110 if len({(each.sql, each.site) for each in statements}) < MOST_GROUPS else 90
        groups = Counter((on_one_line(each.sql, width), each.site) for each in statements)
        lines = [counted(self.queries, "query", "queries")]
        for (sql, place), times in groups.most_common(MOST_GROUPS):
            lines.append(f"{times:>5,} x {sql}" + (f"\n        from {place}" if place else ""))
        if len(groups) > MOST_GROUPS:
            lines.append(f"      and {len(groups) - MOST_GROUPS} more")
        if instances:
            lines.append(counted(self.built.total, "instance built", "instances built"))
            if self.built.total:
                lines.append(self.built.summary())
        return "\n".join(lines)


def on_one_line(sql: str, width: int) -> str:
    """The SQL in short, alike on all versions: Django 6.1 writes a flag as `= %s`, 5.2 bare."""
    return shorten(sql.replace('."published" = %s', '."published"'), width)


def counted(number: int, one: str, many: str) -> str:
    """For example "1 query"."""
    return f"{number:,} {one if number == 1 else many}"


@contextmanager
def no_error(asked: str) -> Iterator[None]:
    """An exception in the block is the answer's: say what was being asked of it."""
    __tracebackhide__ = True
    try:
        yield
    except (Wrong, MissingName, NotRun, Unfit):
        raise
    except Exception as error:
        raised = f"{type(error).__name__}: {error}"
        place = where(error, FILES)
        require(False, asked=asked, expected="no error", got=raised, where=place)


@contextmanager
def observing(asked: str) -> Iterator[Seen]:
    """Watch the database and the building of instances; an exception is the answer's fault."""
    with watching(site) as ledger, building(site) as built, no_error(asked):
        yield Seen(None, ledger, built)


def observe(asked: str, function: Callable[..., Any], *arguments: object) -> Seen:
    """Call the function; watch the database and the building of instances meanwhile."""
    with observing(asked) as seen:
        value = function(*arguments)
    return replace(seen, value=value)


def call(asked: str, function: Callable[..., Any], *arguments: object) -> Any:
    """What the function returns; its exception is the answer's fault."""
    with no_error(asked):
        return function(*arguments)


def recipe() -> QuerySet:
    """What published() returns, if it is a QuerySet of articles."""
    found = call("published()", queries.published)
    is_queryset = isinstance(found, QuerySet)
    require(
        is_queryset and issubclass(found.model, Article),
        asked="published()",
        expected="a QuerySet of Article",
        got=f"a QuerySet of {found.model.__name__}" if is_queryset else f"a {type(found).__name__}",
        note="" if is_queryset else "Nobody can filter, slice or count it in the database now.",
    )
    return found


def eaten(articles: QuerySet, asked: str) -> list[Article]:
    """The articles of the answer's queryset; anything that is not an Article is wrong."""
    rows = call(asked, list, articles)
    require(
        all(isinstance(row, Article) for row in rows),
        asked=asked,
        expected="instances of Article",
        got=next((f"a {type(row).__name__}" for row in rows if not isinstance(row, Article)), ""),
    )
    return rows
