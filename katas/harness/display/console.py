"""The terminal as the views use it: its width, its encoding, and texts laid out for it."""

import codecs
import io
import re
import sys
import textwrap
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TextIO, cast

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.rule import Rule
from rich.status import Status as Spinner
from rich.text import Text

from katas.harness.answers import KATAS

WIDTH = 80
MEANING = 36
BULLET = re.compile(r"\s*(?:\d+ x |[-*] )?")
PLAIN = {"·": "-", "…": "...", "─": "-", "│": "|", "•": "*", "µ": "u"}


def console() -> Console:
    """The terminal, at most 80 columns wide unless it is told otherwise by COLUMNS."""
    found = wide_console()
    if found.width > WIDTH:
        found.width = WIDTH
    return found


def wide_console() -> Console:
    """The terminal as wide as it is, for what stands side by side."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="katas-plain")
    return Console(highlight=False, file=cast(TextIO, _Trimmed(sys.stdout)))


class _Trimmed:
    """A file whose lines end with no blanks; columns are filled up with them."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)

    def write(self, text: str) -> int:
        *lines, last = text.split("\n")
        return self._file.write("\n".join([*(line.rstrip(" ") for line in lines), last]))


def _plain(error: UnicodeError) -> tuple[str, int]:
    """What a terminal without Unicode shows of the characters that it cannot."""
    assert isinstance(error, UnicodeEncodeError)
    lost = error.object[error.start : error.end]
    return "".join(PLAIN.get(character, "?") for character in lost), error.end


codecs.register_error("katas-plain", _plain)


def working(out: Console, text: str) -> AbstractContextManager[Spinner | None]:
    """A line that shows that work goes on; nothing at all where nobody watches it live."""
    return out.status(text) if is_watched(out) else nullcontext()


def alive(out: Console, shown: RenderableType) -> AbstractContextManager[object]:
    """It is drawn below what is printed meanwhile, again and again, where somebody watches."""
    return Live(shown, console=out, transient=True) if is_watched(out) else nullcontext()


def is_watched(out: Console) -> bool:
    return out.is_terminal and out.file.isatty() and not out.is_dumb_terminal


def spread(left: str, right: str, width: int = WIDTH) -> str:
    """Two texts at the edges of the line, or on two lines; markup does not count."""
    space = width - 1 - len(Text.from_markup(left).plain) - len(right)
    between = " " * space if space >= 2 else "\n" + " " * 6
    return f"{left}{between}[dim]{right}[/dim]"


def headline(title: str, out: Console, style: str = "rule.line") -> None:
    """Print a title with a line to the right of it."""
    out.print(headed(title, out.width, style))


def headed(title: str, room: int, style: str = "rule.line") -> Group:
    """A title with a line to the right of it; one that is too long goes on in lines before that."""
    *before, last = wrapped(title, room - 2)
    rule = Rule(Text(last), align="left", characters="-", style=style)
    return Group(*map(Text, before), rule)


def show_steps(steps: Iterable[tuple[str, str]], out: Console) -> None:
    """Print commands and what they do, which goes to the next line where there is no room."""
    steps = list(steps)
    if not steps:
        return
    width = min(max(len(command) for command, _ in steps) + 3, max(20, out.width - MEANING))
    is_tight = any(2 + width + len(meaning) > out.width for _, meaning in steps)
    for command, meaning in steps:
        if len(command) + 2 <= width and 2 + width + len(meaning) <= out.width:
            out.print(f"  [b]{escape(command):<{width}}[/b][dim]{escape(meaning)}", soft_wrap=True)
            continue
        out.print(f"  [b]{escape(command)}[/b]", soft_wrap=True)
        text = indented(meaning, 6 if is_tight else 2 + width, out.width)
        out.print(f"[dim]{escape(text)}", soft_wrap=True)


def wrapped(text: str, width: int, *, whole: bool = False, margin: str = "") -> list[str]:
    """The text in lines of that width; [""] for an empty one.

    whole: words are never divided. margin: what all lines but the first begin with.
    """
    width = max(width, len(margin) + 8)
    lines = textwrap.wrap(
        text,
        width,
        break_long_words=not whole,
        break_on_hyphens=False,  # "front-page" may be a name
        subsequent_indent=margin,
    )
    return lines or [""]


def relative(path: Path) -> str:
    """The path as seen from the project's root, if it lies there."""
    root = KATAS.parent
    return str(path.relative_to(root) if path.is_relative_to(root) else path)


def indented(text: str, by: int, room: int, *, whole: bool = False, prose: bool = False) -> str:
    """The text set in by so many blanks, in lines that fit the room and end with no blank.

    whole: names stay in one piece, also where they are longer than the room. prose: what is left of
    a sentence at a line's end goes on with the next line.
    """
    lines, left = list[str](), ""
    for line in text.splitlines():
        if left and line[:1].islower():
            line, left = f"{left} {line}", ""
        parts = [*([left] if left else []), *hung(line, room - by, whole=whole)]
        is_divided = prose and len(parts) > 1 + bool(left) and line[:1].strip() != ""
        left = parts.pop() if is_divided else ""
        lines += parts
    lines += [left] if left else []
    return "\n".join((" " * by + line).rstrip() for line in lines)


def hung(line: str, width: int, *, whole: bool = False) -> list[str]:
    """One line in lines of that width; those behind the first begin below its first word.

    A number such as "3 x" counts as a bullet: what follows it goes on behind it.
    """
    start = BULLET.match(line)
    margin = " " * (start.end() if start and start.end() <= width // 2 else 0)
    return wrapped(line, width, whole=whole, margin=margin) if len(line) > width else [line]


def indent(text: str, by: int) -> str:
    return "\n".join(" " * by + line for line in text.splitlines())


def shorten(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def escape(text: str) -> str:
    """Text that rich must not read as markup."""
    return text.replace("[", "\\[")
