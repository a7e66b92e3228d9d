"""Task 3: what resolving costs, counted and timed."""

import itertools
from functools import partial

import pytest

from katas.day02_url_resolution.catalogue import SECTIONS
from katas.day02_url_resolution.tests.counting import (
    CALLS_ALLOWED,
    PATTERNS_ALLOWED,
    busiest_line,
    first_beyond,
    pages_to_visit,
    patterns_tried,
    python_calls,
    why_so_many,
)
from katas.day02_url_resolution.tests.driver import PAIRS, Watch, find, resolve_quietly, resolver
from katas.day02_url_resolution.tests.expectations import check_found
from katas.day02_url_resolution.tests.flat_list import NO_PAGE, RATIO, flat, seconds, slow_to_say_no
from katas.day02_url_resolution.tests.long_run import dear_again
from katas.day02_url_resolution.tests.measured_paths import (
    ONCE,
    check_known,
    elsewhere,
    more_paths,
    paths,
)
from katas.day02_url_resolution.tests.words import shown
from katas.harness.meters.database import shorten
from katas.harness.verdicts import Figure, NotRun, require
from katas.newsroom.factories import ArticleFactory

pytestmark = pytest.mark.django_db

ROUNDS = 30


@pytest.mark.task(3)
def test_few_patterns_are_tried():
    """At most 600 patterns are tried for any path, be it the last route or no route at all."""
    check_known(paths())
    kinds = paths()
    page = kinds["unknown page"][0].split("/")[2]
    # Grouped by a first letter or a first word, some sections are much dearer than others.
    kinds["unknown page"] = [f"/{section}/{page}/" for section in SECTIONS]
    kinds |= more_paths()
    dearest = {
        kind: max(map(patterns_tried, urls), key=lambda tried: tried.patterns)
        for kind, urls in kinds.items()
    }
    worst = max(dearest.values(), key=lambda tried: tried.patterns)
    require(
        worst.patterns <= PATTERNS_ALLOWED,
        asked="resolve paths of each kind, and count the patterns that are tried",
        expected=f"at most {PATTERNS_ALLOWED} patterns for each path",
        got=f"{worst.patterns:,} patterns for {shown(worst.url)}",
        note=why_so_many(worst),
        figures=[
            Figure(kind, "patterns", tried.patterns, allowed=PATTERNS_ALLOWED, bar=True)
            for kind, tried in dearest.items()
        ],
    )


@pytest.mark.task(3)
def test_few_functions_are_called():
    """Any path is found with at most 2,500 function calls, and no loop takes more rounds."""
    check_known(paths())
    # Regular expressions are compiled on their first use. No answer has seen the second set, so a
    # memory of paths that were resolved before is of no help.
    for urls in paths().values():
        for url in urls:
            find(url)
    kinds = paths() | more_paths()
    [url] = kinds["last page"]
    counted = {kind: list(map(python_calls, urls)) for kind, urls in kinds.items()}
    calls = {kind: max(found) for kind, found in counted.items()}
    # The first one that is too dear: which is the dearest of all, a call more or less decides.
    dear = first_beyond(itertools.chain(*counted.values()), lambda count: count.calls)
    require(
        dear.calls <= CALLS_ALLOWED,
        asked="resolve paths of each kind, and count the functions that are called",
        expected=f"at most {CALLS_ALLOWED:,} calls for each path, Python's and C's together",
        got=f"{dear.calls:,} calls for {shown(dear.url)}",
        where=dear.place,
        figures=[
            Figure(kind, "calls", count.calls, allowed=CALLS_ALLOWED, bar=True)
            for kind, count in calls.items()
        ],
    )
    for place, there in elsewhere(partial(python_calls, url), "is"):
        require(
            there.calls <= CALLS_ALLOWED,
            asked=f"resolve {url} {place}, and count the functions that are called",
            expected=f"at most {CALLS_ALLOWED:,} calls, as where it was resolved before",
            got=f"{there.calls:,} calls",
            note=ONCE,
            where=there.place,
            figures=[Figure(f"last page, {place}", "calls", there.calls, allowed=CALLS_ALLOWED)],
        )


@pytest.mark.task(3)
@pytest.mark.machine
def test_no_loop_goes_over_all_routes():
    """No line of code runs more than 2,500 times for any path."""
    check_known(paths())
    kinds = paths() | more_paths()
    lines = {url: busiest_line(url) for urls in kinds.values() for url in urls}
    url = first_beyond(lines, lambda url: lines[url][0])
    times, place = lines[url]
    require(
        times <= CALLS_ALLOWED,
        asked="resolve paths of each kind, and count how often each line of code runs",
        expected=f"no line runs more than {CALLS_ALLOWED:,} times for one path",
        got=f"one runs {times:,} times for {shown(url)}",
        note="A loop over all that there is grows with it, even if it calls no function.",
        where=place,
        figures=[Figure("the busiest line", "times", times, allowed=CALLS_ALLOWED)],
    )
    [url] = kinds["last page"]
    for there, (times, place) in elsewhere(partial(busiest_line, url), "da"):
        require(
            times <= CALLS_ALLOWED,
            asked=f"resolve {url} {there}, and count how often each line of code runs",
            expected=f"at most {CALLS_ALLOWED:,} times, as where it was resolved before",
            got=f"one runs {times:,} times",
            note=ONCE,
            where=place,
        )
    # Through lists that are far too long, so many paths would take minutes.
    dear = dear_again() if pages_to_visit() is PAIRS else None
    if dear:
        require(
            False,
            asked="resolve thousands of paths of each kind, and count how often each line runs",
            expected=f"at most {CALLS_ALLOWED:,} times, and no more calls, for each of them",
            got=f"{dear.runs:,} times, and {dear.calls:,} calls, for {dear.what}",
            note="Others of that kind were cheap, and then one more was dear, not for the first "
            "time. Work that comes up every so often, such as making room, need not be done all "
            "at once.",
            where=dear.place,
        )


@pytest.mark.machine
@pytest.mark.task(3)
def test_three_times_as_fast_as_the_flat_list(benchmark):
    """The last page is resolved in at most a third of the time that the flat list takes."""
    [url] = paths()["last page"]
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


@pytest.mark.machine
@pytest.mark.task(3)
def test_saying_no_is_as_fast():
    """A path that leads nowhere takes at most a third of the time that the flat list takes."""
    check_known(paths())
    slow = slow_to_say_no()
    if slow is None:
        return
    ratio = slow.mine / slow.the_flat_list
    path = shown(slow.url)
    if slow.url != NO_PAGE:
        # How long it is, and which of those that are too dear comes first, differs among machines.
        path = f"a path of {len(slow.url)} characters that ends with {shown(slow.url[-4:])}"
    require(
        ratio <= RATIO,
        asked=f"resolve {path}, in turns with a flat list of the 5,000 pages",
        expected=f"Resolver404 in at most {RATIO:g} of the time that the flat list takes",
        got=f"{ratio:,.2f} of it",
        note="The shortest of all rounds counts."
        if slow.url == NO_PAGE
        else "The shortest of all rounds counts. How many ways are there for your pattern to "
        "take this path apart? All of them are tried before it says no.",
        figures=[
            Figure("the flat list", "µs", slow.the_flat_list * 1e6, bar=True),
            Figure("your routes", "µs", slow.mine * 1e6, bar=True),
            Figure("your routes / flat list", "", ratio, allowed=RATIO),
        ],
    )


@pytest.mark.task(3)
def test_resolving_asks_no_database():
    """Resolving a path, known or unknown, runs no query."""
    article = ArticleFactory()
    kinds = paths()
    check_known(kinds)
    check_found(f"/{article.slug}/")
    for url in [url for urls in kinds.values() for url in urls]:
        find(url)
    for url, statement in Watch.statements[:1]:
        require(
            False,
            asked=f"resolve {shown(url)}",
            expected="no query",
            got=shorten(statement.sql),
            where=statement.site,
        )
