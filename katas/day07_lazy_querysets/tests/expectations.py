"""What must hold of a call's value, and of what it cost."""

from django.db.models import QuerySet

from katas.day07_lazy_querysets.tests.driver import Seen, counted
from katas.harness.verdicts import Figure, require


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
