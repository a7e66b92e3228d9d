"""Two threads call views at the same time: each request gets its own answer."""

from collections.abc import Iterator
from itertools import repeat
from typing import NamedTuple

from django.urls import Resolver404, ResolverMatch

from katas.day02_url_resolution.tests.browser import Reply, answers_of
from katas.day02_url_resolution.tests.driver import resolver
from katas.day02_url_resolution.tests.meeting import HANGING, PENDING, Meeting, meetings, why
from katas.day02_url_resolution.tests.paths import corners
from katas.day02_url_resolution.tests.words import error_text
from katas.harness.verdicts import require

# Of each kind two: what one thread asks for, and what another one asks for meanwhile, among others.
KINDS = [
    [f"/{section}/{page}/" for section, page in corners()[:2]],
    ["/a-storm/", "/a-flood/"],
    ["/issues/0042/", "/issues/9999/"],
    ["/about/", "/archive/"],
]


class Visit(NamedTuple):
    """A path, and what it has been resolved to, if it has been."""

    url: str
    match: ResolverMatch | None = None


def resolved(url: str) -> Visit:
    try:
        return Visit(url, resolver().resolve(url))
    except Exception:
        # What is missing or raises is the concern of other tests.
        return Visit(url)


def answer(asked: Visit) -> tuple[Reply, ...]:
    """What the view answers that the path leads to."""
    try:
        return answers_of(asked.match or resolver().resolve(asked.url), asked.url)
    except Resolver404:
        return (Reply(404),)
    except Exception as error:
        return (Reply(0, error=error_text(error)),)


def check_meetings() -> None:
    """Before each line of the answer's that a view runs, another thread calls views of all kinds.

    Each time, the path was resolved before: only the view's own lines count.
    """
    for number, (mine, other) in enumerate(KINDS):
        rest = [url for urls in KINDS[number + 1 :] + KINDS[:number] for url in urls]
        others = [Visit(other), *map(Visit, rest)]
        plan = ((each, others) for each in anew(mine))
        for meeting, _, _ in meetings(answer, plan):
            check_meeting(meeting, [Visit(mine), *others])


def anew(url: str) -> Iterator[Visit]:
    return map(resolved, repeat(url))


def check_meeting(meeting: Meeting, asked: list[Visit]) -> None:
    """Two threads have met in a view, and each has got what it gets when it is alone."""
    mine, other, *rest = [each.url for each in asked]
    for each, got in zip(asked, [meeting.mine, *meeting.other], strict=False):
        if got is PENDING:
            continue
        alone = answer(each)
        require(
            got == alone,
            asked=f"call the view of {mine} in one thread; meanwhile, in another, the views of\n"
            f"{other} and {len(rest)} other paths",
            expected=f"for {each.url}: {in_words(alone)}, as it is alone",
            got=in_words(got),
            note=why(got),
            where=meeting.place,
        )


def in_words(answers: tuple[Reply, ...] | str) -> str:
    return HANGING if isinstance(answers, str) else answers[-1].in_words()
