"""Task 2: what the routes are called."""

import pytest
from django.urls import reverse
from django.utils import translation
from factory.random import randgen

from katas.day02_url_resolution.tests.counting import pages_to_visit
from katas.day02_url_resolution.tests.driver import PAIRS, call_text, error_text, shown
from katas.day02_url_resolution.tests.expectations import (
    check_leads,
    check_no_reverse,
    check_reverses,
    url_once,
)
from katas.day02_url_resolution.tests.paths import corners, slugs_of_articles
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


@pytest.mark.task(2)
def test_names_in_another_language():
    """A name reverses to its URL whatever language is active."""
    names = [(f"{section}-{page}", f"/{section}/{page}/") for section, page in corners()]
    for name, url in [("about", "/about/"), *names]:
        check_reverses(url, name)
    with translation.override("de"):
        for name, url in [("about", "/about/"), *names]:
            try:
                got = reverse(name)
            except Exception as error:
                got = error_text(error)
            require(
                got == url,
                asked=f"reverse({name!r}) where German is the active language",
                expected=url,
                got=got,
                note="Django makes the table of names once for each language.",
            )


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
