"""Task 2: what the routes are called."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, closing
from itertools import repeat

import pytest
from django.test.utils import override_script_prefix
from django.urls import get_script_prefix, reverse
from django.utils import translation
from django.utils.safestring import mark_safe
from factory.random import randgen

from katas.day02_url_resolution.tests.anew import USES, Use, first_uses, in_words, used
from katas.day02_url_resolution.tests.counting import pages_to_visit
from katas.day02_url_resolution.tests.driver import PAIRS, result
from katas.day02_url_resolution.tests.expectations import (
    check_as_in_a_flat_list,
    check_leads,
    check_no_reverse,
    check_reverses,
    url_once,
)
from katas.day02_url_resolution.tests.first_use import Name, first_names
from katas.day02_url_resolution.tests.kinds import texts
from katas.day02_url_resolution.tests.meeting import (
    HANGING,
    PENDING,
    Meeting,
    in_another_thread,
    meetings,
    meetings_within_lines,
    why,
)
from katas.day02_url_resolution.tests.paths import SLUG, corners, slugs_of_articles
from katas.day02_url_resolution.tests.words import call_text, shown
from katas.harness.verdicts import require

pytestmark = pytest.mark.django_db


@pytest.mark.task(2)
def test_every_page_has_its_name():
    """Each of the 5,000 pages is reversed by "<section>-<page>", without arguments."""
    for section, page in PAIRS:
        check_reverses(f"/{section}/{page}/", f"{section}-{page}")


@pytest.mark.task(2)
def test_the_other_names():
    """The names about, archive, article and issue reverse to their URLs."""
    check_reverses("/about/", "about")
    check_reverses("/archive/", "archive")
    check_reverses("/issues/1234/", "issue", number=1234)
    for slug in slugs_of_articles():
        check_reverses(f"/{slug}/", "article", slug=slug)


@pytest.mark.task(2)
def test_what_is_no_slug_has_no_url():
    """The name article reverses for slugs alone: NoReverseMatch for any other text."""
    check_reverses("/a-storm/", "article", slug="a-storm")
    for text in ("na\u00efve", "two words", "feed.xml", "a/b", "", "a-storm\n", "\u212aiev"):
        check_no_reverse("article", "this is no slug", slug=text)
    for text in texts():
        if set(text) <= SLUG:
            check_reverses(f"/{text}/", "article", slug=text)
        else:
            check_no_reverse("article", "this is no slug", slug=text)


PLACES: dict[str, Callable[[], AbstractContextManager[object]]] = {
    "where the active language is de": lambda: translation.override("de"),
    "where the active language is de-at": lambda: translation.override("de-at"),
    "where no language is active": lambda: translation.override(None),
    "below the script prefix /newsroom/": lambda: override_script_prefix("/newsroom/"),
}


@pytest.mark.task(2)
@pytest.mark.parametrize("place", PLACES)
def test_names_are_the_same_everywhere(place):
    """A name reverses to its URL whatever language is active, below the current script prefix."""
    names: list[tuple[str, dict, str]] = [
        (f"{section}-{page}", {}, f"/{section}/{page}/") for section, page in corners()
    ]
    names += [("about", {}, "/about/"), ("article", {"slug": mark_safe("a-storm")}, "/a-storm/")]
    names += [("issue", {"number": 1_234}, "/issues/1234/")]
    for name, given, url in names:
        check_reverses(url, name, **given)
    with PLACES[place]():
        for name, given, path in names:
            url = get_script_prefix() + path[1:]
            got = result(lambda: reverse(name, kwargs=given))  # noqa: B023
            require(
                got == url,
                asked=f"{call_text(name, given)} {place}",
                expected=url,
                got=got,
                note="Django makes a table of names for each language, and one for None, where no "
                "language is active."
                if "language" in place
                else "",
            )
            check_as_in_a_flat_list(path, asked=f"resolve {path} {place}")


@pytest.mark.task(2)
def test_names_lead_back_to_their_views():
    """A name's URL resolves to the view that bears the name: all 5,004 make the round trip."""
    number, slug = randgen.randrange(1_000, 10_000), f"a-storm-{randgen.randrange(10**6)}"
    trips: list[tuple[str, dict, str, dict]] = [
        (f"{s}-{p}", {}, "section_page", {"section": s, "page": p}) for s, p in pages_to_visit()
    ]
    trips += [
        ("about", {}, "about", {}),
        ("archive", {}, "archive", {}),
        ("article", {"slug": slug}, "article", {"slug": slug}),
        ("issue", {"number": number}, "issue", {"number": number}),
    ]
    for name, given, view, kwargs in trips:
        url = url_once(name, **given)
        check_leads(url, view, kwargs, asked=f"{call_text(name, given)}, and resolve {shown(url)}")


@pytest.mark.machine
@pytest.mark.task(2)
def test_threads_do_not_meet_in_the_names():
    """A name reverses to its URL whatever another thread reverses or resolves meanwhile."""
    for meeting, mine, others in first_names():
        check_meeting(meeting, mine, others, " for the first time")
    # Where a lock is not given back, others have seen that, and this would wait for it.
    alone = in_another_thread(lambda: {use: used(use) for use in USES})
    if alone != HANGING:
        with closing(first_uses()) as met:
            for meeting, mine, others in met:
                check_meeting(meeting, mine, others, " for the first time", alone.__getitem__)
    check_reverses("/issues/1234/", "issue", number=1_234)
    issue, article, page = issue_of(1_234), article_of("a-storm"), "/issues/4321/"
    others = [issue, article, page, issue_of(5_678), issue_of(0)]
    others += [article_of("two words"), article_of("a-flood"), "/issues/0000/"]
    # Before they meet: what must not be there may be kept all the same, and be there afterwards.
    refused = {use: used(use) for use in (issue_of(0), "/issues/0000/")}

    def alone_at_first(use: Use) -> str | list[str]:
        return refused[use] if use in refused else used(use)

    for mine in (issue, article, page):
        check_meetings(repeat((mine, others)), alone_at_first)
    # A full memory, and each number is a new one: something has to go, and both may take the same.
    for number in range(1, 1_100):
        issue_of(number).reversed()
    check_meetings(
        ((issue_of(n), [*map(issue_of, (n + 1, n + 2)), *others]) for n in range(2_000, 9_000, 3)),
        alone_at_first,
    )
    for meeting, _, _ in meetings_within_lines(used, issue_of(2_374), [issue_of(5_905)]):
        check_meeting(meeting, issue_of(2_374), [issue_of(5_905)])


def issue_of(number: int) -> Name:
    return Name("issue", ("number", number))


def article_of(slug: str) -> Name:
    return Name("article", ("slug", slug))


def check_meetings(
    plan: Iterable[tuple[Use, list[Use]]], alone: Callable[[Use], str | list[str]]
) -> None:
    """Two threads meet at each line that the first of each pair runs."""
    for met in meetings(used, plan):
        check_meeting(*met, alone=alone)


def check_meeting(
    meeting: Meeting,
    mine: Use,
    others: list[Use],
    which: str = "",
    alone: Callable[[Use], str | list[str]] = used,
) -> None:
    """Two threads have met, and each has got what it gets when it is alone."""
    for each, got in zip([mine, *others], [meeting.mine, *meeting.other], strict=False):
        if got is PENDING:
            continue
        right = alone(each)
        refusal = "NoReverseMatch"
        plain = str(right).startswith(refusal) and not str(got).startswith(refusal)
        require(
            got == right,
            asked=f"{in_words(mine)}{which} in one thread; meanwhile, in another,\n"
            f"{in_words(others[0] if each is mine else each)}, some other names, and some other"
            " paths",
            expected=f"{in_words(each)}: {refusal if plain else shortly(right)}, as it is alone",
            got=shortly(got),
            note=why(got),
            where=meeting.place,
        )


def shortly(got: object) -> str:
    """A URL, a view or an error; of links, how many there are, and the first."""
    return f"{len(got)} links, the first {got[:1]}" if isinstance(got, list) else str(got)
