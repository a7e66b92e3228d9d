"""Threads meet in the resolver, also where more is resolved than memories have room for."""

from collections.abc import Iterable
from itertools import count, islice, repeat

from katas.day02_url_resolution.tests.driver import PAIRS, outcome
from katas.day02_url_resolution.tests.expectations import check_as_in_a_flat_list
from katas.day02_url_resolution.tests.first_use import pages_run_own_lines
from katas.day02_url_resolution.tests.meeting import (
    HANGING,
    MOST,
    PENDING,
    Meeting,
    meetings,
    own_lines,
    why,
)
from katas.harness.verdicts import require

# Lines at which threads meet.
COUNTED = range(1, MOST + 1)


def check_full_memories(first: str, others: list[str]) -> None:
    """Threads meet where more was resolved before, or is meanwhile, than memories have room for."""
    pages = [f"/{section}/{page}/" for section, page in PAIRS]
    check_meetings(repeat((first, pages[-1_100:])))
    check_meetings((f"/issues/{n:04d}/", issues(range(n * 300, n * 300 + 300))) for n in COUNTED)
    # Full, and each path is a new one: something has to go, and both may take the same.
    resolve_all(issues(range(1, 1_100)))
    check_meetings((f"/issues/{n + 1_100}/", issues(range(n + 1_200, n + 1_203))) for n in COUNTED)
    if pages_run_own_lines():
        resolve_all(pages)
        check_meetings((pages[n], [*pages[n + 100 : n + 103], *others]) for n in COUNTED)
    for kind in ("/new-{}/", "/no/where/{}/"):
        fresh = map(kind.format, count())
        if own_lines(lambda: outcome(next(fresh))):  # noqa: B023
            resolve_all(islice(fresh, 4_100))
            check_meetings((next(fresh), [*islice(fresh, 3), *others]) for _ in COUNTED)


def issues(numbers: Iterable[int]) -> list[str]:
    return [f"/issues/{number:04d}/" for number in numbers]


def resolve_all(urls: Iterable[str]) -> None:
    for url in urls:
        outcome(url)


def check_meetings(plan: Iterable[tuple[str, list[str]]]) -> None:
    """Two threads meet at each line that resolves the first of each pair."""
    for meeting, mine, others in meetings(outcome, plan):
        check_meeting(meeting, mine, others)


def check_meeting(meeting: Meeting, mine: str, others: list[str], which: str = "") -> None:
    """Two threads have met in the resolver, and each has got what it gets when it is alone."""
    for url, got in zip([mine, *others], [meeting.mine, *meeting.other], strict=False):
        # Of many, a few will do: each is resolved once more to know what it gets alone.
        few = url in (mine, *others[:10], *others[-10:])
        if got is PENDING or (got != HANGING and not few):
            continue
        alone = outcome(url)
        require(
            got == alone,
            asked=f"resolve {mine}{which} in one thread; meanwhile, in another, resolve "
            f"{others[0]} and {len(others) - 1:,} other paths",
            expected=f"{url} leads to {alone}, as it does alone",
            got=got,
            note=why(got),
            where=meeting.place,
        )
    check_as_in_a_flat_list(mine, asked=f"resolve {mine}, after two threads have met")
