"""Tasks 1, 2, 4 and 5: where URLs lead, what names become, and the links of a section."""

import asyncio
import inspect
import json
from functools import cache

import pytest
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, ResolverMatch, get_script_prefix, reverse
from django.urls.base import set_script_prefix
from factory.random import randgen

from katas.day02_url_resolution.catalogue import PAGES, SECTIONS
from katas.day02_url_resolution.tests.counting import (
    pages_to_visit,
)
from katas.day02_url_resolution.tests.driver import (
    FILES,
    PAIRS,
    call_text,
    error_text,
    find,
    found,
    routes,
    shown,
    url_of,
)
from katas.harness.run.explain import where
from katas.harness.verdicts import require

pytestmark = pytest.mark.django_db

REQUESTS = RequestFactory()


# Task 1: the right view for every URL -----------------------------------------------------------


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
    for slug in other_slugs():
        check_leads(f"/{slug}/", "article", {"slug": slug})


def other_slugs() -> list[str]:
    """Slugs that belong to articles, many of them close to another route."""
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
    made_up = ["".join(randgen.choices(letters, k=randgen.randrange(2, 30))) for _ in range(20)]
    near = ["issues", "About", "ARCHIVE", "about-us", "archives", "about_", "-about", "abou"]
    near += ["section_page", "article", "issue", "0042", "7", "_", "-", "x" * 2_000]
    sections = [*SECTIONS, *(f"{section}-2" for section in SECTIONS), *(s[:-1] for s in SECTIONS)]
    pages = [page for page in PAGES if page not in ("about", "archive")]
    whole = [f"{section}-{page}" for section, page in randgen.sample(PAIRS, 10)]
    return [*near, *sections, *pages, *whole, *made_up]


UNKNOWN = {
    "no_last_slash": lambda section, page: [
        f"/{section}/{page}",
        f"/{section}",
        "/about",
        "/archive",
        "/a-storm-over-the-harbour",
        "/issues/0042",
    ],
    "unknown_page": lambda section, page: [
        f"/{section}/{page}s-of-nobody/",
        f"/{section}/x{page}/",
        f"/{section}/{page[:-1]}~/",
        f"/{section}/{page.upper()}/",
        f"/{section}/no-such-page/",
        f"/{section}/{section}-{page}/",
    ],
    "unknown_section": lambda section, page: [
        f"/nowhere/{page}/",
        f"/{section}x/{page}/",
        f"/x{section}/{page}/",
        f"/{section.upper()}/{page}/",
        f"/{page}/{section}x/",
        f"/articles/{page}/",
        f"/{section}{page}/0042/",
    ],
    "one_part_too_many": lambda section, page: [
        f"/{section}/{page}/2/",
        f"/{section}/{page}/{page}/",
        f"/{section}/{section}/{page}/",
        f"/{section}/{page}//",
        "/about/us/",
        "/archive/2024/",
        "/issues/0042/cover/",
        "/a-storm-over-the-harbour/comments/",
    ],
    "no_slug": lambda section, page: [
        "/",
        "//",
        "/caf\u00e9/",
        "/two words/",
        "/feed.xml/",
        "/100%/",
        "/a+b/",
        "//about/",
        "/about//",
        f"//{section}/{page}/",
        f"/{section}//{page}/",
        f"/{section}\n/",
        f"/{section}/{page}/\n",
        "/about/\n",
        "/archive/\n",
        "/a-storm\n/",
        "/a-storm/\n",
    ],
}


@pytest.mark.task(1)
@pytest.mark.parametrize("kind", UNKNOWN)
def test_unknown_paths_end_in_the_resolver(kind):
    """An unknown path raises Resolver404 when it is resolved: no view is asked."""
    check_found("/{}/{}/".format(*PAIRS[-1]), "/a-storm-over-the-harbour/")
    pairs = [PAIRS[0], PAIRS[-1], *randgen.sample(PAIRS, 5)]
    for url in dict.fromkeys(url for pair in pairs for url in UNKNOWN[kind](*pair)):
        match = find(url)
        require(
            match is None,
            asked=f"resolve {shown(url)}",
            expected="Resolver404: there is no such URL",
            got=found(match),
        )


@pytest.mark.task(1)
def test_django_serves_the_urls():
    """As ROOT_URLCONF, the routes answer requests with the views' own responses."""
    client = Client(raise_request_exception=False)
    section, page = randgen.choice(PAIRS)
    number = randgen.randrange(1, 10_000)
    expected = {
        f"/{section}/{page}/": {"view": "section_page", "section": section, "page": page},
        "/about/": {"view": "about"},
        "/archive/": {"view": "archive"},
        f"/{section}/": {"view": "article", "slug": section},
        "/issues/": {"view": "article", "slug": "issues"},
        "/issues/0007/": {"view": "issue", "number": 7},
        f"/issues/{number:04d}/": {"view": "issue", "number": number},
    }
    for url, answer in expected.items():
        find(url)
        response = client.get(url)
        require(
            response.status_code == 200 and json_of(response) == answer,
            asked=f"GET {url}",
            expected=f"200 {json.dumps(answer)}",
            got=f"{response.status_code} {served(response)}",
        )
    for url in (f"/{section}/no-such-page/", f"/nowhere/{page}/", "/about"):
        status = client.get(url).status_code
        require(status == 404, asked=f"GET {url}", expected="404", got=str(status))


def check_leads(url: str, view: str, kwargs: dict, asked: str = "") -> None:
    """The URL resolves to the view, or to one that wraps it, with these keyword arguments."""
    match, answer = visited(url)
    asked = asked or f"resolve {shown(url)}"
    right = ", ".join(f"{key}={shown_value(value)}" for key, value in kwargs.items())
    require(
        match is not None and tuple(match.args) == () and same(match.kwargs, kwargs),
        asked=asked,
        expected=f"{view}({right})",
        got=found(match),
    )
    require(
        answer == {"view": view, **kwargs},
        asked=f"{asked}, and call the view",
        expected=f"what handlers.{view} answers",
        got=answer if isinstance(answer, str) else json.dumps(answer),
    )


def served(response) -> str:
    """What came of a request: the error that the view raised, or the body, as JSON if it is."""
    if getattr(response, "exc_info", None):
        return error_text(response.exc_info[1])
    answer = json_of(response)
    return answer if isinstance(answer, str) else json.dumps(answer)


# Two tests visit all 5,000 pages: what the first has seen, the second need not look for again.
@cache
def visited(url: str) -> tuple[ResolverMatch | None, object]:
    """What the URL resolves to, and what the view that was found answers."""
    match = find(url)
    return match, None if match is None else answer_of(match, url)


def check_found(*urls: str) -> None:
    """The URLs lead somewhere: where nothing does, no path is known, and each is cheap."""
    for url in urls:
        require(
            find(url) is not None,
            asked=f"resolve {shown(url)}",
            expected="a view",
            got="Resolver404",
        )


def shown_value(value: object) -> str:
    return shown(value) if isinstance(value, str) and len(value) > 60 else repr(value)


def same(kwargs: dict, expected: dict) -> bool:
    """Equal, and numbers are numbers: neither 1.0 nor True is the int 1."""
    numbers = [kwargs.get(key) for key, value in expected.items() if isinstance(value, int)]
    whole = all(isinstance(each, int) and not isinstance(each, bool) for each in numbers)
    return dict(kwargs) == expected and whole


def answer_of(match: ResolverMatch, url: str) -> object:
    """What the view that was found answers: its JSON, or what there is instead, in words."""
    request = REQUESTS.get("/")
    request.path = request.path_info = url
    request.resolver_match = match
    try:
        response = match.func(request, *match.args, **match.kwargs)
        if inspect.isawaitable(response):
            response = asyncio.run(waited_for(response))
    except Exception as error:
        return error_text(error)
    return json_of(response)


async def waited_for(response):
    """The result of a view that is async."""
    return await response


def json_of(response) -> object:
    """The JSON of a response, or what there is instead of it."""
    try:
        return json.loads(response.content)
    except (AttributeError, TypeError, ValueError):
        return f"no JSON: {response!r}"


# Task 2: names survive --------------------------------------------------------------------------


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
    for slug in ["issues", SECTIONS[0], SECTIONS[-1], *randgen.sample(other_slugs(), 20)]:
        check_reverses(f"/{slug}/", "article", slug=slug)


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
        asked = f"{call_text(name, given)}, and resolve {shown(url)}"
        check_leads(url, view, kwargs, asked)


url_once = cache(url_of)


def check_reverses(url: str, name: str, **kwargs) -> None:
    """The name, with these keyword arguments, reverses to the URL."""
    got = url_once(name, **kwargs)
    require(got == url, asked=call_text(name, kwargs), expected=url, got=got)


# Task 4: a converter that says no ---------------------------------------------------------------


def numbers() -> list[int]:
    """Issue numbers with each count of zeros ahead, the first and the last among them."""
    ends = [1, 2, 7, 9, 10, 42, 99, 100, 101, 999, 1_000, 1_001, 5_000, 9_998, 9_999]
    return ends + [randgen.randrange(1, 10 ** randgen.randrange(1, 5)) for _ in range(15)]


@pytest.mark.task(4)
def test_issues_have_four_digits():
    """/issues/0042/ is issue 42, an int; so for every number from 0001 to 9999."""
    for number in numbers():
        check_leads(f"/issues/{number:04d}/", "issue", {"number": number})


NO_NUMBERS = {
    "too_short": ["42", "1", "999", "0", "007"],
    "too_long": ["00042", "12345", "10000", "00001", "000042"],
    "zero": ["0000"],
    "other_digits": [
        "\u0660\u0660\u0664\u0662",
        "\uff10\uff10\uff14\uff12",
        "004\u0662",
        "\u0967\u0968\u0969\u096a",
        "00\u00b2\u00b3",
    ],
    "no_digits": [
        *("", "-042", "+042", "4_20", "0x2a", "1e03", " 042", "042 ", "42.0", "abcd"),
        *("0042\n", "042\n", "\n042"),
    ],
}


@pytest.mark.task(4)
@pytest.mark.parametrize("kind", NO_NUMBERS)
def test_other_numbers_are_refused(kind):
    """Anything but four ASCII digits from 0001 to 9999 is no issue: Resolver404."""
    check_found("/issues/0042/", "/issues/1234/")
    for text in NO_NUMBERS[kind]:
        match = find(f"/issues/{text}/")
        require(
            match is None,
            asked=f"resolve {shown(f'/issues/{text}/')}",
            expected="Resolver404: this is no issue number",
            got=found(match),
        )


@pytest.mark.task(4)
def test_issue_urls_are_padded():
    """Reversing an issue gives four digits: 42 becomes /issues/0042/."""
    for number in numbers():
        check_reverses(f"/issues/{number:04d}/", "issue", number=number)


@pytest.mark.task(4)
@pytest.mark.parametrize(
    "beyond",
    [(0, -1, -42), (10_000, 10_001, 12_345, 100_042)],
    ids=["0", "10000"],
)
def test_numbers_out_of_range_do_not_reverse(beyond):
    """There is no URL for issue 0 or issue 10000: NoReverseMatch."""
    url_of("issue", number=1_234)
    for number in beyond:
        check_no_reverse("issue", number=number)


def check_no_reverse(name: str, **kwargs) -> None:
    """The name does not reverse with these keyword arguments: NoReverseMatch, no other error."""
    try:
        got = reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return
    except Exception as error:
        require(
            False,
            asked=call_text(name, kwargs),
            expected="NoReverseMatch",
            got=error_text(error),
            note="A converter says no by a ValueError; Django turns it into NoReverseMatch.",
            where=where(error, FILES),
        )
    require(
        False,
        asked=call_text(name, kwargs),
        expected="NoReverseMatch: there is no such issue",
        got=got,
    )


# Task 5: links that follow the routes -----------------------------------------------------------


@pytest.fixture
def script_prefix():
    """Puts the script prefix back."""
    before = get_script_prefix()
    yield
    set_script_prefix(before)


@pytest.mark.task(5)
def test_links_of_every_section(script_prefix):
    """section_links(section) lists the section's 100 URLs, in the catalogue's order."""
    for section in SECTIONS:
        check_links(section, "/")


@pytest.mark.task(5)
def test_links_are_plain_strings(script_prefix):
    """The links are a list of str: nothing that is made later, in another place."""
    section = randgen.choice(SECTIONS)
    links = links_of(section, "/")
    require(
        len(links) == len(PAGES) and all(type(link) is str for link in links),
        asked=f"section_links({section!r})",
        expected=f"a list of {len(PAGES)} str",
        got=f"a list of {len(links)}: {', '.join(sorted({type(each).__name__ for each in links}))}",
    )


@pytest.mark.task(5)
def test_links_follow_the_script_prefix(script_prefix):
    """Links begin with the script prefix of the moment they are asked for."""
    section, other = randgen.sample(SECTIONS, 2)
    check_links(section, "/")
    for prefix in ("/newsroom/", f"/sites/{randgen.randrange(100)}/", "/"):
        check_links(section, prefix)
    for prefix in ("/first/", "/"):
        check_links(other, prefix)


@pytest.mark.task(5)
def test_the_script_prefix_is_left_alone(script_prefix):
    """Asking for links leaves the script prefix as it was."""
    section = randgen.choice(SECTIONS)
    for prefix in ("/newsroom/", "/"):
        links_of(section, prefix)
        left = get_script_prefix()
        require(
            left == prefix,
            asked=f"{links_text(section, prefix)}, then get_script_prefix()",
            expected=prefix,
            got=left,
            note="The prefix belongs to the request: it may have more to reverse.",
        )


@pytest.mark.task(5)
def test_unknown_sections_have_no_links(script_prefix):
    """A section that is not in the catalogue has no links: an empty list."""
    known = links_of(SECTIONS[0], "/")
    require(known, asked=links_text(SECTIONS[0], "/"), expected="its links", got="[]")
    section = randgen.choice(SECTIONS)
    for unknown in ("nowhere", "", "about", "issues", f"{section}x", section.upper(), PAGES[0]):
        got = links_of(unknown, "/")
        require(
            got == [],
            asked=f"section_links({unknown!r})",
            expected="[]",
            got=f"{len(got)} links, the first {str(got[0])!r}" if got else got,
        )


def links_of(section: str, prefix: str) -> list:
    """section_links(section) under the script prefix."""
    set_script_prefix(prefix)
    try:
        links = routes.section_links(section)
    except Exception as error:
        if not (place := where(error, FILES)):
            raise
        require(
            False,
            asked=links_text(section, prefix),
            expected="a list",
            got=error_text(error),
            where=place.partition(" in ")[0],
        )
    require(
        isinstance(links, list),
        asked=links_text(section, prefix),
        expected="a list",
        got=type(links).__name__,
    )
    return links


def check_links(section: str, prefix: str) -> None:
    """The section's links under the prefix are right, and in the catalogue's order."""
    links = [str(link) for link in links_of(section, prefix)]
    expected = [f"{prefix}{section}/{page}/" for page in PAGES]
    asked = links_text(section, prefix)
    require(
        len(links) == len(expected),
        asked=asked,
        expected=f"{len(expected)} links",
        got=f"{len(links)} links",
    )
    wrong = [n for n, (got, want) in enumerate(zip(links, expected, strict=True)) if got != want]
    first = wrong[0] if wrong else 0
    require(
        not wrong,
        asked=asked,
        expected=f"{expected[first]} as link {first + 1}",
        got=f"{links[first]}, and {len(wrong)} of {len(expected)} links wrong",
        note="The links are right, their order is not: the catalogue is not sorted."
        if sorted(links) == sorted(expected)
        else "",
    )


def links_text(section: str, prefix: str) -> str:
    """The call, and the script prefix if there is one."""
    under = f" under the script prefix {prefix}" if prefix != "/" else ""
    return f"section_links({section!r}){under}"
