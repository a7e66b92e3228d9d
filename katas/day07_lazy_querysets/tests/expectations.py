"""What must hold of a call's value, and of what it cost."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.models import QuerySet

from katas.day07_lazy_querysets.tests.driver import Seen, counted, observing
from katas.harness.verdicts import Figure, require

CALLED = re.compile(
    r"\b(published|has_published|count_published|front_page|teaser|total_weight|bylines)\("
)


@contextmanager
def cost(asked: str, *, most: int, instances: int | None = None, note: str = "") -> Iterator[Seen]:
    """Word the verdict on the block's cost, for a fixture of pytest-django that is inside of it.

    The fixture counts the statements of one connection. The ledger counts those of all threads,
    and knows the lines they came from; the instances are counted with it.
    """
    __tracebackhide__ = True
    with observing(asked) as seen:
        try:
            yield seen
        except pytest.fail.Exception:
            if seen.queries <= most:
                raise
    check_cost(seen, asked, most=most, instances=instances, note=note)


def check_cost(
    seen: Seen, asked: str, *, most: int, instances: int | None = None, note: str = ""
) -> None:
    """At most so many queries and, if given, at most so many instances."""
    found = CALLED.search(asked)
    whose = f" of {found[1]}()" if found else ""
    figures = [Figure(f"queries{whose}", "", seen.queries, allowed=most)]
    wish = f"at most {counted(most, 'query', 'queries')}" if most else "no query"
    if instances is not None:
        figures.append(Figure(f"instances{whose}", "", seen.built.total, allowed=instances))
        limit = counted(instances, "instance built", "instances built")
        wish += f", at most {limit}" if instances else ", no instance built"
    require(
        seen.queries <= most and (instances is None or seen.built.total <= instances),
        asked=asked,
        expected=wish,
        got=seen.report(instances=instances is not None),
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


def check_texts(
    value: object,
    expected: list[str],
    asked: str,
    note: Callable[[int | None], str] = lambda place: "",
) -> None:
    """A list of texts; where it differs, the first difference is shown.

    note: what helps to understand the text of that place in the list, or (None) their number.
    """
    check_list(value, asked)
    assert isinstance(value, list)
    check_number(value, expected, asked, note(None), ("text", "texts"))
    for place, (got, wish) in enumerate(zip(value, expected, strict=True)):
        if got == wish:
            continue
        same = "The same texts, in another order." * (sorted(value) == sorted(expected))
        require(
            False,
            asked=f"{asked}, text {place + 1} of {len(expected)}",
            expected=repr(wish),
            got=repr(got),
            note="\n".join(filter(None, [same, note(place)])),
        )


def check_shape(page: object, asked: str) -> None:
    """A front page, whatever is in it."""
    require(
        isinstance(page, dict) and set(page) == {"titles", "count", "empty"},
        asked=asked,
        expected='a dict with the keys "titles", "count" and "empty"',
        got=repr(page),
    )


def check_page(page: Any, titles: list[str], asked: str) -> None:
    """A front page of these titles."""
    check_shape(page, asked)
    check_texts(page["titles"], titles, f'{asked}: ["titles"]')
    check_value(page["count"], len(titles), f'{asked}: ["count"]')
    check_value(page["empty"], not titles, f'{asked}: ["empty"]')


def check_rows(got: list[str], wish: list[str], asked: str, note: str = "") -> None:
    """The same rows in the same order; if not, those about the first difference are shown."""
    check_number(got, wish, asked, note, ("row", "rows"))
    first = next(
        (n for n, (one, other) in enumerate(zip(got, wish, strict=True)) if one != other), 0
    )
    start = max(0, first - 2)
    after = len(wish) - start - 8

    def excerpt(rows: list[str], others: list[str]) -> str:
        pairs = list(zip(rows, others, strict=True))[start : start + 8]
        lines = [row + "  <-" * (row != other) for row, other in pairs]
        before = [f"... {start} before"] * bool(start)
        return "\n".join([*before, *lines, *[f"... {after} more"] * (after > 0)])

    require(
        got == wish,
        asked=asked,
        expected=excerpt(wish, got),
        got=excerpt(got, wish),
        note=note,
    )


def check_number(
    got: list[str], wish: list[str], asked: str, note: str, kind: tuple[str, str]
) -> None:
    """As many as expected; if not, some of the missing and of the others are named."""
    due, come = Counter(wish), Counter(got)
    missing, unwanted = due - come, come - due
    named = [
        *([f"missing: {listed(list(missing.elements()))}"] if missing else []),
        *([f"not expected: {listed(list(unwanted.elements()))}"] if unwanted else []),
    ]
    text = next(iter(missing), "")
    if list(missing) == [text] and come[text] and not unwanted:
        named = [f"{text!r} is due {times(due[text])}, and came {times(come[text])}"]
    require(
        len(got) == len(wish),
        asked=asked,
        expected=counted(len(wish), *kind),
        got="\n".join([counted(len(got), *kind), *named]),
        note=note,
    )


def times(count: int) -> str:
    """For example "3 times"."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def check_list(value: object, asked: str) -> None:
    """A list of texts, whatever is in it."""
    require(
        isinstance(value, list) and all(isinstance(text, str) for text in value),
        asked=asked,
        expected="a list of str",
        got=kind(value),
    )


def listed(texts: list[str], most: int = 3) -> str:
    """The first texts of a list."""
    more = f" and {len(texts) - most:,} more" if len(texts) > most else ""
    return ", ".join(map(repr, texts[:most])) + more


def kind(value: object) -> str:
    """What sort of thing a value is, for a message: its type, and for a list its first element."""
    if isinstance(value, list):
        odd = next((each for each in value if not isinstance(each, str)), None)
        return f"a list with a {type(odd).__name__} in it"
    if isinstance(value, QuerySet):
        return "a QuerySet: whoever reads it, asks the database again"
    return f"a {type(value).__name__}"
