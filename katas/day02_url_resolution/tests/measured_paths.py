"""What cost is measured on: paths of each kind, also where no path was resolved before."""

from collections.abc import Callable, Iterator
from typing import Any

from django.test.utils import override_script_prefix
from django.utils import translation
from factory.random import randgen

from katas.day02_url_resolution.catalogue import PAGES, SECTIONS
from katas.day02_url_resolution.tests.driver import PAIRS, resolve_quietly, resolver
from katas.day02_url_resolution.tests.expectations import check_found, check_place
from katas.day02_url_resolution.tests.flat_list import NO_PAGE, longest
from katas.day02_url_resolution.tests.kinds import ARTICLE, HEADLINES, NUMBER, PAGE_OF, headline
from katas.day02_url_resolution.tests.meeting import HANGING, in_another_thread
from katas.day02_url_resolution.tests.paths import corners, no_headlines, other_spellings
from katas.harness.verdicts import require


def paths() -> dict[str, list[str]]:
    """Paths of each kind, the first, a middle and the last of what there is.

    No answer has seen the unknown ones and the article before.
    """
    nonce = randgen.randrange(10**9)
    slugs = [*HEADLINES, *map(headline, range(1, 13)), f"{headline(3)}-{nonce}"]
    headlines = [f"/{slug}/" for slug in slugs]
    ends = [SECTIONS[0], SECTIONS[len(SECTIONS) // 2], SECTIONS[-1]]
    pages = [f"/{section}/{page}/" for section, page in corners()]
    return {
        "first page": pages[:1],
        "pages between": pages[1:-1],
        "last page": pages[-1:],
        "about, archive": ["/about/", "/archive/"],
        "an issue": ["/issues/0001/", "/issues/5000/", "/issues/9999/"],
        "an article": [f"/storm-{nonce}/", f"/{SECTIONS[-1]}/", "/issues/", *headlines],
        "unknown issue": [f"/issues/{nonce:012d}/"],
        "unknown page": [f"/{section}/page-{nonce}/" for section in ends],
        "unknown section": [
            *(f"/section-{nonce}/{page}/" for page in (PAGES[0], PAGES[-1])),
            *no_headlines(),
        ],
        "one part more": [f"/{ends[-1]}/{PAGES[-1]}/{nonce}/"],
        "no last slash": [f"/section-{nonce}/" + "x" * 1_900, f"/storm-{nonce}"],
    }


def more_paths() -> dict[str, list[str]]:
    """Pages of each name, what is nearly right, and the longest that the answer can bear."""
    known = ("/{}/{}/".format(*PAIRS[-1]), "/about/", "/a-storm-over-the-harbour/")
    return {
        "page of each name": page_of_each_name(),
        "nearly right": [other for url in known for other in other_spellings(url)],
        "the longest": longest(ARTICLE, PAGE_OF, NUMBER) or [NO_PAGE],
    }


def page_of_each_name() -> list[str]:
    """Each page once, each section twice: either word may be a dear one.

    All are resolved here, as a regular expression is compiled on its first use.
    """
    sections = randgen.sample([*SECTIONS, *SECTIONS], len(PAGES))
    urls = [f"/{section}/{page}/" for section, page in zip(sections, PAGES, strict=True)]
    for url in urls:
        resolve_quietly(url, resolver())
    return urls


PLAIN = (
    "first page",
    "pages between",
    "last page",
    "an article",
    "unknown page",
    "unknown section",
)


def check_known(kinds: dict[str, list[str]]) -> None:
    """Plain paths lead where they should: an empty list is cheap as well, and so is one for all.

    What else may be wrong with fixed pages, issues and paths that are nearly others is the concern
    of other tasks.
    """
    for kind, urls in kinds.items():
        if kind == "an issue":
            check_found(urls[1])
        elif kind == "about, archive":
            check_found(*urls)
        elif kind in PLAIN:
            for url in urls:
                # The article that has its name from the issues is as near to others as can be.
                (check_found if url == "/issues/" else check_place)(url)


ONCE = (
    "Many a server has a new thread for each request, readers have languages, and sites prefixes: "
    "once for each of them is not once."
)


def elsewhere(gauge: Callable[[], Any], language: str) -> Iterator[tuple[str, Any]]:
    """What is measured where no path was resolved before; and in words where that is."""
    counted = in_another_thread(gauge)
    require(
        counted != HANGING,
        asked="resolve a path in a new thread, after others in the first thread",
        expected="an end",
        got=HANGING,
        note="Is there a lock that is not given back?",
    )
    yield "in a new thread", counted
    with translation.override(language):
        name = translation.get_language_info(language)["name"]
        yield f"where the active language is {name}", gauge()
    with override_script_prefix(f"/{randgen.randrange(10**9)}/"):
        yield "below a new script prefix", gauge()
