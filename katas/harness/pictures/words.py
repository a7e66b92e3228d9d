"""The sentence that says what is to be seen."""

from collections.abc import Mapping, Sequence

from katas.harness.pictures.data import Panel


def compared(said: Mapping[str, object]) -> str:
    """What is said of each side: "101 queries with the starter, 3 with yours"."""
    names = {"starter": "the starter", "reference": "the reference"}
    return listed([f"{each} with {names.get(name, name)}" for name, each in said.items()])


def told_apart(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether two sides lie farther apart than the rounds of each: else it says nothing."""
    apart = max(min(one) - max(other), min(other) - max(one))
    return apart > max(max(each) - min(each) for each in (one, other))


def as_fast(timed: Mapping[str, Sequence[float]]) -> str:
    """That starter and yours cannot be told apart by their times, if they cannot."""
    if not {"starter", "yours"} <= timed.keys() or told_apart(timed["starter"], timed["yours"]):
        return ""
    return (
        " Whether starter or yours is faster cannot be told: the rounds of one and the same answer "
        "differ by as much."
    )


def listed(names: Sequence[str]) -> str:
    """For example "starter, yours and reference"."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def merged(panels: Sequence[Panel]) -> list[Panel]:
    """Panels that show the same as one, its title that of all of them."""
    same: list[list[Panel]] = []
    for panel in panels:
        like = next((each for each in same if each[0].chart == panel.chart), None)
        if like is None:
            same.append([panel])
        else:
            like.append(panel)
    return [
        Panel(
            listed([panel.title for panel in each]),
            each[0].chart,
            next((panel.who for panel in each if panel.who == "yours"), each[0].who),
            each[0].said,
        )
        for each in same
    ]


def counted(number: int, one: str, many: str = "") -> str:
    """For example "1 query", "2,000 queries"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
