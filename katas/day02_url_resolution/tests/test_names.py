"""Task 2: what the routes are called."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial

import pytest
from django.test.utils import override_script_prefix
from django.urls import get_script_prefix, reverse
from django.utils import translation
from django.utils.safestring import mark_safe
from factory.random import randgen

from katas.day02_url_resolution.tests.counting import pages_to_visit
from katas.day02_url_resolution.tests.driver import PAIRS, call_text, outcome, result, shown
from katas.day02_url_resolution.tests.expectations import (
    check_as_in_a_flat_list,
    check_leads,
    check_no_reverse,
    check_reverses,
    url_once,
)
from katas.day02_url_resolution.tests.kinds import texts
from katas.day02_url_resolution.tests.meeting import meetings, why
from katas.day02_url_resolution.tests.paths import SLUG, corners, slugs_of_articles
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
    check_reverses("/issues/1234/", "issue", number=1_234)
    issue, article = partial(reverse, "issue"), partial(reverse, "article")
    calls: dict[str, Callable[[], str]] = {
        "reverse issue 1234": lambda: issue(kwargs={"number": 1_234}),
        "reverse the article a-storm": lambda: article(kwargs={"slug": "a-storm"}),
        "resolve /issues/4321/": lambda: outcome("/issues/4321/"),
        "reverse issue 5678": lambda: issue(kwargs={"number": 5_678}),
        "reverse issue 0": lambda: issue(kwargs={"number": 0}),
        "reverse the article two words": lambda: article(kwargs={"slug": "two words"}),
        "reverse the article a-flood": lambda: article(kwargs={"slug": "a-flood"}),
        "resolve /issues/0000/": lambda: outcome("/issues/0000/"),
    }
    alone = {asked: result(call) for asked, call in calls.items()}
    for mine in [*calls][:3]:
        for meeting in meetings(partial(result, calls[mine]), lambda: map(result, calls.values())):
            for asked, got in zip([mine, *calls], [meeting.mine, *meeting.other], strict=False):
                require(
                    got == alone[asked],
                    asked=f"{mine} in one thread; meanwhile, in another, {asked},\n"
                    "some other names, and some other paths",
                    expected=f"{asked}: {alone[asked]}, as it is alone",
                    got=got,
                    note=why(got),
                    where=meeting.place,
                )
