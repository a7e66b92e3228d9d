"""What resolving costs: CPU time of the examined process, beside a flat list's in this one."""

import math
import os
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.urls import Resolver404, path
from django.urls.resolvers import RegexPattern, URLResolver

from katas.day02_url_resolution import handlers
from solutions.day02_url_resolution import exam_paths as paths
from solutions.day02_url_resolution.exam_kinds import Kinds
from solutions.day02_url_resolution.exam_things import Thing, resolving
from solutions.grading.examiner import Contradicted, Exam
from solutions.grading.sandbox.fair_clock import FairClock

# Of the flat list's time. The lesson says a third, and a right answer needs a sixth at most; a
# machine that is busy with something else may add to that.
SHARE = 0.5
# The flat list here has one route of so many.
PART = 10
ROUNDS, LIKE = 3, 6
CHILDREN = 0.05  # seconds: one clock counts them, in hundredths, and the other does not
# By the clock, a path may take longer.
BY_THE_CLOCK, BESIDE = 1.5, 0.05
# What asking for nothing takes is a thirtieth of it. It is not believed beyond this share.
IDLE = 0.25
Asked = list[tuple[Thing, bool]]


class FlatList:
    """What a flat list of all routes takes for a path."""

    def __init__(self) -> None:
        pairs = paths.PAIRS[::PART]
        routes = [path(f"{section}/{page}/", handlers.section_page) for section, page in pairs]
        self._root = URLResolver(RegexPattern(r"^/"), routes)
        self.seconds("/no/where/")

    def seconds(self, path: str) -> float:
        """CPU time until it is sure that the path is none of the pages, were all of them there."""
        least = math.inf
        for _ in range(3):
            before = time.thread_time()
            with suppress(Resolver404):
                self._root.resolve(f"{path}~")
            least = min(least, time.thread_time() - before)
        return least * PART


class Gauge:
    """Has the answer resolve paths, and tells what time that takes."""

    def __init__(self, exam: Exam) -> None:
        exam.processes = False
        self.exam, self.flat = exam, FlatList()
        self.idle = 0.0
        self._fair = FairClock(exam.session.pid, os.getpid())

    def resolve(self, how: str, asked: Asked) -> tuple[float, float]:
        """Resolve them: seconds of CPU time, and by a fair clock. An empty list is cheap, too."""
        with self.exam.database.counting() as ledger:
            before, began = clock(self.exam), self._took()
            got = self.exam.ask(how, [thing.asked for thing, _ in asked], within=60.0)
            spent, took = clock(self.exam) - before, self._took() - began
        if ledger.statements:
            what = "what the database is asked while paths are resolved"
            raise Contradicted(what, "nothing", ledger.statements[0])
        if not isinstance(got, list) or len(got) != len(asked):
            raise Contradicted(f"resolve {len(asked)} paths", "an answer to each", got)
        for (thing, strictly), each in zip(asked, got, strict=True):
            check(thing, strictly, each)
        return spent, took

    def _took(self) -> float:
        """Seconds so far, but for those in which it, or this process, waited for a core."""
        self._fair.tick({})
        return self._fair.seconds

    def start(self, asked: Asked) -> None:
        """What is made once in the process, on first use, does not count."""
        self.resolve("in_turn", asked)
        idle = min(self.resolve("in_turn", [])[0] for _ in range(5))
        self.idle = min(idle, IDLE * self.flat.seconds("/no/where/"))
        self.nobody_else()

    def one_by_one(self, kinds: Kinds, asked: list[tuple[bool, str]]) -> None:
        """Each path takes at most half of the flat list's time, or some that are like it do,
        in each way.

        A process that was just waiting is slower; with some more it is as fast as it can be.
        """
        some = self.exam.random.sample(asked, 8)
        price = SHARE * max(self.flat.seconds(url) for _, url in some)
        for strictly, url in asked:
            if self.resolve("in_turn", [(resolving(url, 3), strictly)])[0] <= price + self.idle:
                continue
            for draw in kinds.like(url):
                self.some_like(url, draw, strictly, LIKE * price + self.idle)

    def some_like(self, url: str, draw: Callable[[], str], strictly: bool, allowed: float) -> None:
        """Some paths like this one are cheap, at least one time of three."""
        seen: list[float] = []
        while not seen or min(seen) > allowed:
            if len(seen) == ROUNDS:
                raise too_dear(f"CPU time to resolve {LIKE} paths like {url}", allowed, min(seen))
            like = [(resolving(draw(), 3), strictly) for _ in range(LIKE)]
            seen.append(self.resolve("in_turn", like)[0])

    def together(self, what: str, how: str, draw: Callable[[], Asked], each: float = 0) -> None:
        """Such paths take at most half of the flat list's time, at least one time of three.

        each: seconds that one may take beside.
        """
        seen = []
        for _ in range(ROUNDS):
            asked = draw()
            some = self.exam.random.sample(asked, 3)
            price = max(self.flat.seconds(thing.given[0]) for thing, _ in some)
            spent, took = self.resolve(how, asked)
            allowed = len(asked) * (SHARE * price + each)
            longest = len(asked) * (BY_THE_CLOCK * price + each) + BESIDE
            if spent <= allowed and took <= longest:
                return self.nobody_else()
            seen.append((max(spent / allowed, took / longest), spent, allowed, took, longest))
        _, spent, allowed, took, longest = min(seen)
        if spent > allowed:
            raise too_dear(f"CPU time to resolve {len(asked)} {what}", allowed, spent)
        text = f"time by the clock to resolve {len(asked)} {what}"
        raise too_dear(text, longest, took, f"{BY_THE_CLOCK} times")

    def nobody_else(self) -> None:
        if others := self.exam.session.others():
            raise Contradicted("processes beside the one that is asked", "none", str(len(others)))

    def end(self) -> None:
        self.nobody_else()
        self.exam.at_most(
            "CPU time of processes that the answer has started to resolve paths",
            CHILDREN,
            round(self.exam.session.cpu() - clock(self.exam), 2),
            "s",
        )


def check(thing: Thing, strictly: bool, got: Any) -> None:
    """Raises Contradicted unless a path has led where it should, or at least somewhere."""
    if strictly:
        thing.check(got)
    kind = got[:1] if isinstance(got, list) else got
    known = thing.right[0][0] == "found" and thing.prefix == "/"
    if kind != ["found"] and (known or kind != ["Resolver404"]):
        raise Contradicted(thing.words, "a view" if known else "Resolver404", got)


def too_dear(asked: str, allowed: float, spent: float, share: str = "half") -> Contradicted:
    most = f"at most {1e3 * allowed:.1f} ms: {share} of what a flat list of the 5,000 pages takes"
    return Contradicted(asked, most, f"{1e3 * spent:.1f} ms")


def clock(exam: Exam) -> float:
    """Seconds of CPU time that the process has had, finely where the system tells.

    Source: clock_getcpuclockid(3); the kernel's clocks of other processes are made of their number.
    """
    try:
        return time.clock_gettime(~exam.session.pid << 3 | 2)
    except OSError:
        return exam.session.cpu()
