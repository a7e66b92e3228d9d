"""Task 3: what resolving costs, counted and timed."""

import pytest
from factory.random import randgen

from katas.day02_url_resolution.catalogue import SECTIONS
from katas.day02_url_resolution.tests.counting import (
    CALLS_ALLOWED,
    PATTERNS_ALLOWED,
    busiest_line,
    patterns_tried,
    python_calls,
)
from katas.day02_url_resolution.tests.driver import (
    PAIRS,
    Watch,
    find,
    resolve_quietly,
    resolver,
    shown,
)
from katas.day02_url_resolution.tests.flat_list import flat, seconds
from katas.day02_url_resolution.tests.test_routes import check_found
from katas.harness.meters.database import shorten
from katas.harness.verdicts import Figure, NotRun, require
from katas.newsroom.factories import ArticleFactory

pytestmark = pytest.mark.django_db

RATIO = 0.33
ROUNDS = 40


def paths() -> dict[str, str]:
    """A path of each kind, by what it is: known ones, and two that no answer has seen before."""
    first, middle, last = ("/{}/{}/".format(*PAIRS[n]) for n in (0, len(PAIRS) // 2, -1))
    nonce = randgen.randrange(10**9)
    return {
        "first page": first,
        "middle page": middle,
        "last page": last,
        "archive": "/archive/",
        "an issue": f"/issues/{randgen.randrange(1, 10_000):04d}/",
        "an article": f"/storm-{nonce}/",
        "unknown page": f"/{PAIRS[-1][0]}/page-{nonce}/",
        "unknown section": f"/section-{nonce}/{PAIRS[-1][1]}/",
        "no last slash": f"/section-{nonce}/" + "x" * 2_000,
    }


KNOWN = ("first page", "middle page", "last page", "archive", "an issue", "an article")


def check_known(urls: dict[str, str]) -> None:
    """The known paths lead somewhere: an empty list is cheap as well."""
    check_found(*(urls[name] for name in KNOWN))


@pytest.mark.task(3)
def test_few_patterns_are_tried():
    """At most 600 patterns are tried for any path, be it the last route or no route at all."""
    check_known(paths())
    urls = paths()
    page = urls["unknown page"].split("/")[2]
    # Grouped by a first letter or a first word, some sections are much dearer than others.
    urls["unknown page"] = max((f"/{each}/{page}/" for each in SECTIONS), key=patterns_tried)
    tried = {name: patterns_tried(url) for name, url in urls.items()}
    worst = max(tried, key=lambda name: tried[name])
    require(
        tried[worst] <= PATTERNS_ALLOWED,
        asked="resolve a path of each kind, and count the patterns that are tried",
        expected=f"at most {PATTERNS_ALLOWED} patterns for each",
        got=f"{tried[worst]:,} patterns for {shown(urls[worst])}",
        figures=[
            Figure(name, "patterns", count, allowed=PATTERNS_ALLOWED, bar=True)
            for name, count in tried.items()
        ],
    )


@pytest.mark.task(3)
def test_few_functions_are_called():
    """Any path is found with at most 2,500 function calls, and no loop takes more rounds."""
    check_known(paths())
    # Regular expressions are compiled on their first use. No answer has seen the second set, so a
    # memory of paths that were resolved before is of no help.
    for url in paths().values():
        find(url)
    urls = paths()
    calls = {name: python_calls(url) for name, url in urls.items()}
    worst = max(calls, key=lambda name: calls[name])
    require(
        calls[worst] <= CALLS_ALLOWED,
        asked="resolve a path of each kind, and count the functions that are called",
        expected=f"at most {CALLS_ALLOWED:,} calls for each, Python's and C's together",
        got=f"{calls[worst]:,} calls for {shown(urls[worst])}",
        figures=[
            Figure(name, "calls", count, allowed=CALLS_ALLOWED, bar=True)
            for name, count in calls.items()
        ],
    )
    lines = {url: busiest_line(url) for url in paths().values()}
    url = max(lines, key=lambda url: lines[url][0])
    times, place = lines[url]
    require(
        times <= CALLS_ALLOWED,
        asked="resolve a path of each kind, and count how often each line of code runs",
        expected=f"no line runs more than {CALLS_ALLOWED:,} times",
        got=f"one runs {times:,} times for {shown(url)}",
        note="A loop over all routes grows with them, even if it calls no function.",
        where=place,
        figures=[Figure("the busiest line", "times", times, allowed=CALLS_ALLOWED)],
    )


@pytest.mark.machine
@pytest.mark.task(3)
def test_three_times_as_fast_as_the_flat_list(benchmark):
    """The last page is resolved in at most a third of the time that the flat list takes."""
    url = paths()["last page"]
    check_found(url)
    root, list_of_all = resolver(), flat()
    # The first time, each pattern's regular expression is compiled.
    resolve_quietly(url, list_of_all)
    resolve_quietly(url, root)
    flat_times = []

    def before_each_round() -> None:
        # In turns: whatever else the machine does meets both.
        flat_times.append(seconds(lambda: list_of_all.resolve(url)))

    benchmark.pedantic(root.resolve, args=(url,), setup=before_each_round, rounds=ROUNDS)
    if benchmark.stats is None:
        raise NotRun("pytest-benchmark is switched off (--benchmark-disable)")
    mine = benchmark.stats.stats
    ratio = mine.min / min(flat_times)
    require(
        ratio <= RATIO,
        asked=f"resolve {url} {ROUNDS} times, in turns with a flat list of the 5,000 pages",
        expected=f"at most {RATIO:g} of the time that the flat list takes",
        got=f"{ratio:.2f} of it",
        note="The shortest of all rounds counts.",
        figures=[
            Figure("the flat list", "µs", min(flat_times) * 1e6, bar=True),
            Figure("your routes", "µs", mine.min * 1e6, bar=True),
            Figure("your routes, median", "µs", mine.median * 1e6, bar=True),
            Figure("your routes / flat list", "", ratio, allowed=RATIO),
        ],
    )


@pytest.mark.task(3)
def test_resolving_asks_no_database():
    """Resolving a path, known or unknown, runs no query."""
    article = ArticleFactory()
    urls = paths()
    check_known(urls)
    check_found(f"/{article.slug}/")
    for url in [*urls.values(), "/issues/0042/", "/about/"]:
        find(url)
    first = Watch.statements[0] if Watch.statements else None
    require(
        first is None,
        asked="resolve a path of each kind",
        expected="no query",
        got=first and shorten(first.sql),
        where=first.site if first else "",
    )
