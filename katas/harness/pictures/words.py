"""The sentence that says what is to be seen."""

from collections.abc import Mapping


def by_side(said: Mapping[str, object]) -> str:
    """What is said of each side; sides of which the same is said share it.

    For example "starter and yours: 101 queries; reference: 3 queries".
    """
    sides: dict[str, list[str]] = {}
    for name, text in said.items():
        sides.setdefault(str(text), []).append(name)
    return "; ".join(f"{' and '.join(names)}: {text}" for text, names in sides.items())


def counted(number: int, one: str, many: str = "") -> str:
    """For example "1 query", "2,000 queries"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
