"""What resolving costs: CPU time of the examined process, beside a flat list's in this one."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import product
from random import Random

from django.urls import Resolver404, path
from django.urls.resolvers import RegexPattern, URLResolver

from katas.day02_url_resolution import handlers
from katas.day02_url_resolution.catalogue import PAGES, SECTIONS
from solutions.day02_url_resolution import exam_paths as paths
from solutions.day02_url_resolution import exam_texts as texts
from solutions.day02_url_resolution.exam_things import Thing, resolving
from solutions.grading.examiner import Contradicted, Exam

# Of the flat list's time. The lesson says a third, and a right answer needs a sixth at most; a
# machine that is busy with something else may add to that.
SHARE = 0.5
# The flat list here has one route of so many.
PART = 10
ROUNDS = 3
# An expression that takes a path apart in many ways is found by the first size that it is slow for.
SIZES = (16, 22, 28, 34, 42, 60, 200, 1_950)
CHILDREN = 0.05  # seconds: one clock counts them, in hundredths, and the other does not
ELSEWHERE = 0.2e-3  # seconds for a thread, a language and a prefix


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
    """Has the answer resolve paths, and tells what CPU time that takes."""

    def __init__(self, exam: Exam) -> None:
        self.exam, self.flat = exam, FlatList()

    def resolve(self, how: str, asked: list[Thing]) -> float:
        """Resolve them. Returns seconds. What is known is found: an empty list is cheap."""
        with self.exam.database.counting() as ledger:
            before = clock(self.exam)
            got = self.exam.ask(how, [each.asked for each in asked], within=60.0)
            spent = clock(self.exam) - before
        if ledger.statements:
            what = "what the database is asked while paths are resolved"
            raise Contradicted(what, "nothing", ledger.statements[0])
        if not isinstance(got, list) or len(got) != len(asked):
            raise Contradicted(f"resolve {len(asked)} paths", "an answer to each", got)
        for thing, each in zip(asked, got, strict=True):
            known = thing.right[0][0] == "found" and thing.prefix == "/"
            if known and not (isinstance(each, list) and each[:1] == ["found"]):
                raise Contradicted(thing.words, "a view", each)
        return spent

    def judge(self, what: str, how: str, draw: Callable[[], list[Thing]], each: float = 0) -> None:
        """Such paths take at most half of the flat list's time, at least one time of three.

        each: seconds that one may take beside.
        """
        seen = []
        for _ in range(ROUNDS):
            asked = draw()
            some = self.exam.random.sample(asked, 3)
            price = max(self.flat.seconds(thing.given[0]) for thing in some)
            spent = self.resolve(how, asked)
            allowed = len(asked) * (SHARE * price + each)
            if spent <= allowed:
                return
            seen.append((spent / allowed, spent, allowed, len(asked)))
        _, spent, allowed, count = min(seen)
        raise Contradicted(
            f"CPU time to resolve {count} {what}",
            f"at most {1e3 * allowed:.1f} ms: half of what a flat list of the 5,000 pages takes",
            f"{1e3 * spent:.1f} ms",
        )


def clock(exam: Exam) -> float:
    """Seconds of CPU time that the process has had, finely where the system tells.

    Source: clock_getcpuclockid(3); the kernel's clocks of other processes are made of their number.
    """
    try:
        return time.clock_gettime(~exam.session.pid << 3 | 2)
    except OSError:
        return exam.session.cpu()


class Kinds:
    """Draws paths of each kind, in sections of this question's."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.last, self.any = random.sample(SECTIONS[-10:], 3), random.sample(SECTIONS, 3)

    def __iter__(self) -> Iterator[tuple[str, Callable[[], str]]]:
        yield "of the last pages", self.page
        yield "paths of pages that there are not", self.no_page
        yield "paths of sections that there are not", self.no_section
        yield "articles and issues", self.article

    def page(self) -> str:
        return f"/{self.random.choice(self.last)}/{self.random.choice(PAGES)}/"

    def no_page(self) -> str:
        """Also a page's name in capitals, or with one character more."""
        page = self.random.choice(PAGES)
        page = self.random.choice(
            [f"9{texts.slug(self.random)}", page.upper(), page.title(), f"{page}9", f"{page}/2"]
        )
        return f"/{self.random.choice(self.any)}/{page}/"

    def no_section(self) -> str:
        first, page = texts.slug(self.random), self.random.choice(PAGES)
        return self.random.choice([f"/{first}/{page}/", f"/9{first}/{page}/2/", f"/{first}"])

    def article(self) -> str:
        drawn = self.random.random()
        if drawn < 0.3:
            return f"/issues/{self.random.randrange(1_000, 9_999)}/"
        return f"/{self.random.choice(['a-storm-', 'x'])}{self.random.randrange(10**9)}/"

    def long_ones(self, size: int) -> list[str]:
        """Paths that lead nowhere, with a text of that size in each place, of each kind."""
        letter, other = self.random.sample("bcdfghjklmnpqtuvwxyz", 2)
        kinds = [
            letter,
            other.upper(),
            *"70-_",
            "0-",
            f"{other}-",
            f"{letter}{other}",
            f"-0_{letter}",
        ]
        known, page = self.random.choice(self.any), self.random.choice(PAGES)
        places = ["/{}", f"/{known}/{{}}", "/issues/{}", f"/{known}{{}}", f"/{known}/{page}{{}}"]
        drawn = []
        for kind, place, end in product(kinds, places, ["", "~/"]):
            text = (kind * size)[:size]
            drawn.append(place.format(text) + end)
        return drawn


def cheap(exam: Exam) -> None:
    gauge, random, kinds = Gauge(exam), exam.random, Kinds(exam.random)

    def some(draw: Callable[[], str], count: int) -> list[Thing]:
        return [resolving(draw(), 3) for _ in range(count)]

    def elsewhere() -> list[Thing]:
        drawn = []
        for _ in range(16):
            language = f"q{random.choice('abcdefghijklmnopqrst')}{random.choice('abcdefghij')}"
            prefix = f"/{random.randrange(10**9)}/"
            draw = random.choice([kinds.page, kinds.no_page, kinds.article])
            drawn.append(resolving(draw(), 3, prefix=prefix, language=language))
        return drawn

    # What is made once in the process, on first use, does not count.
    groups = [*kinds]
    gauge.resolve("in_turn", [each for _, draw in groups for each in some(draw, 15)])
    gauge.resolve("in_turn", [resolving(f"/{each}/{PAGES[-1]}/", 3) for each in SECTIONS])
    random.shuffle(groups)
    for what, draw in groups:
        gauge.judge(what, "in_turn", lambda: some(draw, random.randint(25, 40)))  # noqa: B023
    for size in SIZES:
        gauge.judge(
            f"paths that lead nowhere, of some {size:,} characters",
            "in_turn",
            lambda: [resolving(each, 3) for each in kinds.long_ones(size)],  # noqa: B023
        )
    what = "paths, each in a new thread, language and below a new script prefix"
    gauge.judge(what, "each_in_a_thread", elsewhere, ELSEWHERE)
    if others := exam.session.others():
        raise Contradicted("processes beside the one that is asked", "none", str(len(others)))
    exam.at_most(
        "CPU time of processes that the answer has started to resolve paths",
        CHILDREN,
        round(exam.session.cpu() - clock(exam), 2),
        "s",
    )
