"""Task 1: where every path leads."""

from collections.abc import Callable, Iterable
from itertools import product, repeat

import pytest
from django.test import Client
from django.urls.base import set_script_prefix
from django.utils import translation
from factory.random import randgen

from katas.day02_url_resolution.tests import visits
from katas.day02_url_resolution.tests.browser import CLIENTS, own_answer, reply
from katas.day02_url_resolution.tests.counting import pages_to_visit
from katas.day02_url_resolution.tests.driver import PAIRS, find
from katas.day02_url_resolution.tests.expectations import (
    check_as_in_a_flat_list,
    check_found,
    check_leads,
    check_nowhere,
)
from katas.day02_url_resolution.tests.first_use import first_resolve
from katas.day02_url_resolution.tests.flat_list import longest
from katas.day02_url_resolution.tests.full_memories import (
    check_full_memories,
    check_meeting,
    check_meetings,
)
from katas.day02_url_resolution.tests.kinds import (
    ARTICLE,
    LONGEST,
    PAGE_OF,
    short_paths,
)
from katas.day02_url_resolution.tests.paths import (
    UNKNOWN,
    corners,
    flat_answer,
    hyphenated,
    no_headlines,
    one_more,
    other_joints,
    other_places,
    other_spellings,
    slugs_of_articles,
)
from katas.day02_url_resolution.tests.words import shown
from katas.harness.verdicts import require

pytestmark = pytest.mark.django_db


@pytest.mark.task(1)
def test_every_page_has_its_view():
    """Each of the 5,000 pages leads to section_page, with its section and its page."""
    for section, page in pages_to_visit():
        url = f"/{section}/{page}/"
        check_leads(url, "section_page", {"section": section, "page": page})


@pytest.mark.task(1)
@pytest.mark.parametrize("name", ["about", "archive"])
def test_fixed_pages_are_no_articles(name):
    """/about/ and /archive/ have views of their own."""
    check_leads(f"/{name}/", name, {})


@pytest.mark.task(1)
def test_every_other_slug_is_an_article():
    """Any other slug is an article, the names of sections and /issues/ too."""
    for slug in slugs_of_articles():
        check_leads(f"/{slug}/", "article", {"slug": slug})


@pytest.mark.task(1)
@pytest.mark.parametrize("kind", UNKNOWN)
def test_unknown_paths_end_in_the_resolver(kind):
    """An unknown path raises Resolver404 when it is resolved: no view is asked."""
    check_found("/{}/{}/".format(*PAIRS[-1]), "/a-storm-over-the-harbour/")
    pairs = [PAIRS[0], PAIRS[-1], *randgen.sample(PAIRS, 5)]
    for url in dict.fromkeys(url for pair in pairs for url in UNKNOWN[kind](*pair)):
        check_nowhere(url)


NEARLY = {
    "longer": one_more,
    "spelt_differently": other_spellings,
    "joined_differently": other_joints,
}


@pytest.mark.task(1)
@pytest.mark.parametrize("kind", NEARLY)
def test_nearly_right_paths(kind):
    """A path that is nearly another one leads where its own spelling leads, also right after it."""
    others = NEARLY[kind]
    pairs = [PAIRS[0], ("art-market", "most-read"), PAIRS[-1]]
    urls = ["/about/", "/archive/", "/a-storm-over-the-harbour/", "/issues/"]
    if others is other_joints:
        pairs, urls = hyphenated(), ["/issues/0042/"]
    for url in [*urls, *(f"/{section}/{page}/" for section, page in pairs)]:
        check_as_in_a_flat_list(url)
        for other in others(url):
            check_as_in_a_flat_list(other)
        # Whatever was made of the others, it has not changed the way to this one.
        check_as_in_a_flat_list(url)


KINDS: dict[str, Callable[[], Iterable[str]]] = {
    "known_words": other_places,
    "ordinary_words": no_headlines,
    "short": short_paths,
    "long": lambda: longest(ARTICLE, PAGE_OF),
}


@pytest.mark.task(1)
@pytest.mark.parametrize("kind", KINDS)
def test_paths_of_every_kind(kind):
    """A path of any words or characters, however long, leads where it leads in a flat list."""
    for url in KINDS[kind]():
        check_as_in_a_flat_list(url)


@pytest.mark.task(1)
def test_django_serves_the_urls(script_prefix):
    """As ROOT_URLCONF, the routes answer requests with the views' own responses."""
    client = Client(raise_request_exception=False)
    section, page = randgen.choice(PAIRS)
    number = randgen.randrange(1, 10_000)
    pages = [f"/{section}/{page}/", "/about/", "/archive/", f"/{section}/", "/issues/"]
    pages += ["/issues/0007/", f"/issues/{number:04d}/", f"/{'x' * (LONGEST - 2)}/"]
    for url, below, who in product(pages, ("", "/newsroom"), CLIENTS):
        find(url)
        # As a server's handler does; the test client leaves it out.
        set_script_prefix(below or "/")
        response = client.get(url, SCRIPT_NAME=below, **CLIENTS[who])
        view, kwargs = flat_answer(url) or ("", {})
        right, got = own_answer(view, kwargs), reply(response)
        which = f" where SCRIPT_NAME is {below}" if below else ""
        require(
            got == right,
            asked=f"GET {shown(url)}{which}{who}",
            expected=right.in_words(got),
            got=got.in_words(),
        )
    for url in (f"/{section}/no-such-page/", f"/nowhere/{page}/", "/about"):
        status = client.get(url).status_code
        require(status == 404, asked=f"GET {url}", expected="404", got=str(status))


@pytest.mark.task(1)
def test_paths_below_a_script_prefix(script_prefix):
    """The script prefix is no part of the path: none is taken away, and none is asked for."""
    section, page = corners()[0]
    urls = [f"/{section}/{page}/", f"/{section}/", "/about/", "/nowhere/at/all/"]
    for prefix in ("/newsroom/", f"/{section}/", "/issues/"):
        set_script_prefix(prefix)
        for url in [*urls, prefix, *(prefix + url[1:] for url in urls)]:
            asked = f"resolve {url} where the script prefix is {prefix}"
            check_as_in_a_flat_list(url, asked=asked)


@pytest.mark.task(1)
@pytest.mark.parametrize("language", ["de", "de-at", None])
def test_paths_in_each_language(language):
    """A path leads where it leads whatever language is active, be it none."""
    section, page = corners()[-1]
    urls = [f"/{section}/{page}/", f"/{section}/", "/about/", "/issues/1234/", "/nowhere/at/all/"]
    for url in urls:
        check_as_in_a_flat_list(url)
    with translation.override(language):
        there = f"the active language is {language}" if language else "no language is active"
        for url in urls:
            check_as_in_a_flat_list(url, asked=f"resolve {url} where {there}")


@pytest.mark.machine
@pytest.mark.task(1)
def test_threads_do_not_meet_in_the_resolver():
    """A path leads to its view whatever another thread resolves meanwhile, from the first on."""
    for meeting, mine, others in first_resolve():
        check_meeting(meeting, mine, others, " for the first time")
    (section, page), number = corners()[-1], randgen.randrange(1_000, 9_999)
    first, issue = "/{}/{}/".format(*corners()[0]), "/issues/0042/"
    others = [f"/{section}/{page}/", f"/issues/{number}/", f"/{section}/", "/archive/", "/no/page/"]
    for url in (first, issue, "/a-storm/", "/about/", "/no/where/"):
        check_meetings(repeat((url, others)))
    if pages_to_visit() is PAIRS:
        check_full_memories(first, others)


@pytest.mark.machine
@pytest.mark.task(1)
def test_threads_do_not_meet_in_the_views():
    """A request gets its own answer, whatever views another thread calls meanwhile."""
    visits.check_meetings()
