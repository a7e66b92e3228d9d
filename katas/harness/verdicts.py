"""What a test says of an answer: a verdict with its figures, in the learner's words.

A test of a day never uses a bare `assert`: it calls `require`, so that a failure always says what
was done, what was expected and what was seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

LEFT_OUT = "left out"


@dataclass(frozen=True)
class Figure:
    """One measured number.

    `measured` and `allowed` are in `unit`; `allowed` is None where the figure is only shown.
    Figures of one verdict that share a unit and have `bar` set are drawn as bars of one scale.
    """

    name: str
    unit: str
    measured: float
    allowed: float | None = None
    bar: bool = False


@dataclass
class Verdict:
    """The parts of a failure message. Every part is plain text, of one or more lines.

    cause: "time" or "memory" if that is what ran out, LEFT_OUT where another test's time had run
        out before, otherwise "".
    """

    asked: str = ""
    expected: str = ""
    got: str = ""
    note: str = ""
    where: str = ""
    figures: list[Figure] = field(default_factory=list)
    cause: str = ""

    def __str__(self) -> str:
        rows = [("asked", self.asked), ("expected", self.expected), ("got", self.got)]
        rows += [(figure.name, figure_text(figure)) for figure in self.figures]
        width = max((len(label) for label, text in rows if text), default=0) + 2
        lines = []
        for label, text in rows:
            if text:
                first, *rest = text.splitlines() or [""]
                lines.append(f"{label:{width}}{first}")
                lines += [" " * width + line for line in rest]
        for extra in (self.note, self.where):
            if extra:
                lines += ["", *extra.splitlines()]
        return "\n".join(lines)


class Wrong(AssertionError):
    """The answer is wrong; `verdict` says how."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(str(verdict))
        self.verdict = verdict


class NotRun(Exception):
    """The test cannot be run here (a program is not installed): neither gives nor takes points."""


class Unfit(Exception):
    """The environment is at fault, not the answer. The text names the remedy."""


# Figures of the test that is running: the plugin empties the list before each test.
taken: list[Figure] = []


def require(
    ok: object,
    *,
    asked: str,
    expected: object,
    got: object,
    note: str = "",
    where: str = "",
    figures: Sequence[Figure] = (),
    cause: str = "",
) -> None:
    """Raise Wrong unless `ok` is true; keep the figures for the record either way.

    asked: what the test did. expected, got: text, or a value that is shown by its repr.
    note: one or more sentences that help to understand. where: `file.py:31 what happens there`.
    cause: "time" if something did not end: the task's other tests are then left out.
    """
    __tracebackhide__ = True
    taken.extend(figures)
    if not ok:
        raise Wrong(
            Verdict(
                asked=asked,
                expected=shown(expected),
                got=shown(got),
                note=note,
                where=where,
                figures=list(figures),
                cause=cause,
            )
        )


def shown(value: object, limit: int = 600) -> str:
    """Text as it is, anything else by its repr; cut to `limit` characters."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= limit else f"{text[:limit]} ... ({len(text):,} characters)"


def amount(number: float, unit: str) -> str:
    """A number with its unit as a person writes it, for example "1,031 bytes" or "4.9 MiB"."""
    if unit == "bytes" and abs(number) >= 2**20:
        return f"{number / 2**20:,.1f} MiB"
    if isinstance(number, int) or number == int(number) or abs(number) >= 1000:
        text = f"{number:,.0f}"
    else:
        text = f"{number:,.2f}"
    return f"{text} {unit}".rstrip()


def figure_text(figure: Figure) -> str:
    """For example "1,031 bytes   allowed 30"."""
    text = amount(figure.measured, figure.unit)
    if figure.allowed is not None:
        text += f"   allowed {amount(figure.allowed, '')}"
    return text
