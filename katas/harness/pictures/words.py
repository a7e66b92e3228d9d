"""The sentence that says what is to be seen."""

from collections.abc import Mapping, Sequence


def by_side(said: Mapping[str, object]) -> str:
    """What is said of each side; sides of which the same is said share it.

    For example "starter and yours: 101 queries; reference: 3 queries".
    """
    sides: dict[str, list[str]] = {}
    for name, text in said.items():
        sides.setdefault(str(text), []).append(name)
    return "; ".join(f"{listed(names)}: {text}" for text, names in sides.items())


def listed(names: Sequence[str]) -> str:
    """For example "starter, yours and reference"."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def sentence(text: str) -> str:
    """The text with a capital letter and a full stop."""
    return f"{text[:1].upper()}{text[1:]}."


def counted(number: int, one: str, many: str = "") -> str:
    """For example "1 query", "2,000 queries"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
