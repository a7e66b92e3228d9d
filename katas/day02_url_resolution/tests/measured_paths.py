"""What cost is measured on: paths of each kind, also where no path was resolved before."""

from collections.abc import Callable, Iterator
from typing import Any

from django.test.utils import override_script_prefix
from django.utils import translation
from factory.random import randgen

from katas.day02_url_resolution.catalogue import PAGES, SECTIONS
from katas.day02_url_resolution.tests.driver import PAIRS
from katas.day02_url_resolution.tests.expectations import check_found
from katas.day02_url_resolution.tests.flat_list import longest
from katas.day02_url_resolution.tests.kinds import ARTICLE, NUMBER, PAGE_OF
from katas.day02_url_resolution.tests.meeting import HANGING, in_another_thread
from katas.day02_url_resolution.tests.paths import corners, other_spellings
from katas.harness.verdicts import require


def paths() -> dict[str, list[str]]:
    """Paths of each kind, the first, a middle and the last of what there is.

    No answer has seen the unknown ones and the article before.
    """
    nonce = randgen.randrange(10**9)
    ends = [SECTIONS[0], SECTIONS[len(SECTIONS) // 2], SECTIONS[-1]]
    pages = [f"/{section}/{page}/" for section, page in corners()]
    return {
        "first page": pages[:1],
        "pages between": pages[1:-1],
        "last page": pages[-1:],
        "about, archive": ["/about/", "/archive/"],
        "an issue": ["/issues/0001/", "/issues/5000/", "/issues/9999/"],
        "an article": [f"/storm-{nonce}/", f"/{SECTIONS[-1]}/", "/issues/"],
        "unknown issue": [f"/issues/{nonce:012d}/"],
        "unknown page": [f"/{section}/page-{nonce}/" for section in ends],
        "unknown section": [f"/section-{nonce}/{page}/" for page in (PAGES[0], PAGES[-1])],
        "one part more": [f"/{ends[-1]}/{PAGES[-1]}/{nonce}/"],
        "no last slash": [f"/section-{nonce}/" + "x" * 1_900, f"/storm-{nonce}"],
    }


def more_paths() -> dict[str, list[str]]:
    """Paths that are nearly others; the longest ones of every kind, if the answer can bear them."""
    known = ("/{}/{}/".format(*PAIRS[-1]), "/about/", "/a-storm-over-the-harbour/")
    long_ones = longest(ARTICLE, PAGE_OF, NUMBER)
    return {
        "nearly right": [other for url in known for other in other_spellings(url)],
        **({"2,000 characters": long_ones} if long_ones else {}),
    }


UNKNOWN = ("unknown issue", "unknown page", "unknown section", "one part more", "no last slash")


def check_known(kinds: dict[str, list[str]]) -> None:
    """The known paths lead somewhere: an empty list is cheap as well."""
    for kind, urls in kinds.items():
        if kind == "an issue":
            # Whether the first and the last are issues is task 4's concern.
            check_found(urls[1])
        elif kind not in UNKNOWN:
            check_found(*urls)


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
        yield f"where the active language is {language}", gauge()
    with override_script_prefix(f"/{randgen.randrange(10**9)}/"):
        yield "below a new script prefix", gauge()
