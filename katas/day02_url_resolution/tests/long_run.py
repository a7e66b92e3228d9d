"""Many paths, one after the other: what is kept of them must not make a later one dear."""

import gc
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from itertools import chain, count, islice, repeat
from operator import itemgetter
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, NamedTuple

from factory.random import randgen

from katas.day02_url_resolution.catalogue import SECTIONS
from katas.day02_url_resolution.tests.anew import changes
from katas.day02_url_resolution.tests.counting import CALLS_ALLOWED
from katas.day02_url_resolution.tests.driver import FILES, PAIRS, outcome, resolve_quietly, resolver
from katas.day02_url_resolution.tests.meeting import own_lines

# No memory that is judged holds more than MANY. SOME: where nothing is kept of a path, and nothing
# counts them.
MANY = 10_000
SOME = 1_000
# Enough to see whether something is kept of each.
SAMPLE = 200
FRESH = ["/late-{}/", "/late-{}", f"/{SECTIONS[-1]}/late-{{}}/", "/late/news/{}/", "/issues/0{}/"]
AGAIN = {
    "a page": [f"/{section}/{page}/" for section, page in PAIRS],
    "about or archive": ["/about/", "/archive/"],
    "the same article": ["/a-storm/"],
    "the same path that leads nowhere": ["/no/where/"],
}
ISSUES = [f"/issues/{number:04d}/" for number in range(1, 10_000)]

Line = tuple[CodeType, int]


class Dear(NamedTuple):
    """What was resolved when a line of the answer was busy for the second time, and how busy."""

    what: str
    calls: int
    runs: int
    place: str


def dear_again() -> Dear | None:
    """Paths one after the other, until one is dear for the same reason as another before it.

    What is made once in the process does not count, so one dear path says nothing. Where no line
    of the answer's runs, Django's lists are gone through, which keep nothing.
    """
    start, busy, often = randgen.randrange(10**9), set[Line | None](), set[Line]()
    for kind in FRESH:
        fresh = map(kind.format, count(start))
        if lines := lines_for(next(fresh)):
            length = MANY if counts(lines, often) or is_kept(fresh) else SOME
            if found := dear_among(fresh, length, busy):
                return found._replace(what=f"a path like {kind.format('<number>')}")
    for what, urls in AGAIN.items():
        if lines := lines_for(urls[-1]):
            length = MANY if counts(lines, often) else len(urls)
            if found := dear_among(again(urls), length, busy):
                return found._replace(what=what)
    # A converter has lines of its own in every answer, as a rule without a memory. Nobody has asked
    # for many of the last numbers.
    kept = counts(lines_for(ISSUES[-1]), often) or is_kept(reversed(ISSUES))
    if kept and (found := dear_among(again(ISSUES), MANY, busy)):
        return found._replace(what="an issue")
    return None


def lines_for(url: str) -> Collection[Line]:
    """The lines of the answer that the path goes through."""
    return own_lines(partial(outcome, url))


def counts(lines: Collection[Line], often: set[Line]) -> bool:
    """Whether a path may leave something changed behind, be it only a number.

    often: the lines that have been run many times for paths of other kinds, which say no more.
    """
    new = {(code, line) for code, line in lines if changes(code)} - often
    often |= new
    return bool(new)


def again(urls: list[str]) -> Iterator[str]:
    """They come round again: a memory that is too small for all has to make room each time."""
    return chain.from_iterable(repeat(urls))


def is_kept(fresh: Iterable[str]) -> bool:
    """Whether anything is left in memory of each of the next paths, or room was made for them."""
    root, collects = resolver(), gc.isenabled()
    gc.disable()
    before = sys.getallocatedblocks()
    for url in islice(fresh, SAMPLE):
        resolve_quietly(url, root)
    kept = sys.getallocatedblocks() - before
    if collects:
        gc.enable()
    return abs(kept) > SAMPLE // 2


class Gauge:
    """Counts the calls of Python functions, and the runs of the answer's lines.

    Calls of C functions are left out, as counting them would take longer than resolving.
    """

    def __init__(self) -> None:
        self.names = {str(file) for file in FILES}
        self.runs: Counter[Line] = Counter()
        self.calls = 0

    def on_call(self, frame: FrameType, event: str, argument: Any) -> Any:
        self.calls += 1
        return self.on_line if frame.f_code.co_filename in self.names else None

    def on_line(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            self.runs[frame.f_code, frame.f_lineno] += 1
        return self.on_line


def dear_among(urls: Iterator[str], length: int, busy: set[Line | None]) -> Dear | None:
    """Resolves so many paths, and after one that is dear as many again, as there may be another.

    busy: the busiest line of each that was dear.
    """
    root, gauge, left, before = resolver(), Gauge(), length, sys.gettrace()
    sys.settrace(gauge.on_call)
    try:
        while left:
            left -= 1
            gauge.runs.clear()
            gauge.calls = 0
            resolve_quietly(next(urls), root)
            line, runs = max(gauge.runs.items(), key=itemgetter(1), default=(None, 0))
            if max(gauge.calls, runs) <= CALLS_ALLOWED:
                continue
            if line in busy:
                return Dear("", gauge.calls, runs, place_of(line))
            busy.add(line)
            left = length
    finally:
        sys.settrace(before)
    return None


def place_of(line: Line | None) -> str:
    """The line of the answer in words."""
    if line is None:
        return ""
    code, number = line
    return f"{Path(code.co_filename).name}:{number} in {code.co_name}"
