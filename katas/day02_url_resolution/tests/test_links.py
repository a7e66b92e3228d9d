"""Task 5: the links of a section."""

from collections.abc import Callable
from itertools import count, islice, repeat
from urllib.parse import quote

import pytest
from django.urls import clear_script_prefix, get_script_prefix
from django.urls.base import set_script_prefix
from django.utils import translation
from django.utils.http import RFC3986_SUBDELIMS, escape_leading_slashes
from factory.random import randgen

from katas.day02_url_resolution.catalogue import PAGES, SECTIONS
from katas.day02_url_resolution.tests.driver import FILES, error_text, routes, shown
from katas.day02_url_resolution.tests.first_use import (
    first_links,
    links_are_kept,
    links_below,
)
from katas.day02_url_resolution.tests.kinds import BEYOND, LONGEST, PUNCTUATION, UNSEEN, texts
from katas.day02_url_resolution.tests.meeting import PENDING, Meeting, meetings, why
from katas.harness.run.explain import where
from katas.harness.verdicts import require


def quoted(path: str) -> str:
    """The path as reverse() gives it: quoted, and below no other host."""
    return escape_leading_slashes(quote(path, safe=f"{RFC3986_SUBDELIMS}/~:@"))


PLAIN_PREFIXES = ["/r&d/", "/a//b/../c/./", "/!$&'()*+,;=:@~-._/"]
# As they end: with several slashes, with dots, and with none, where Django adds one.
ENDS = ["/newsroom//", "/a//b///", "/newsroom/.//", "/newsroom/../", "/newsroom"]
PIECES = ("a", "b-2", "r&d", "/", "//", "/./", "/../", ".")
STRANGE_PREFIX = f"/{''.join((*PUNCTUATION, *UNSEEN, *BEYOND))}/"
TO_BE_QUOTED = ["/100%/", "//cdn/", "//", "///a//", "/two words//", "/caf\u00e9/", STRANGE_PREFIX]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("script_prefix")]


@pytest.mark.task(5)
def test_links_of_every_section():
    """section_links(section) lists the section's 100 URLs, in the catalogue's order."""
    for section in SECTIONS:
        check_links(section, "/")


@pytest.mark.task(5)
def test_links_are_plain_strings():
    """The links are a list of str: nothing that is made later, in another place."""
    section = randgen.choice(SECTIONS)
    for prefix in ("/", "/newsroom/", "/r&d/"):
        links = links_of(section, prefix)
        kinds = ", ".join(sorted({type(each).__name__ for each in links}))
        require(
            len(links) == len(PAGES) and kinds == "str",
            asked=links_text(section, prefix),
            expected=f"a list of {len(PAGES)} str",
            got=f"a list of {len(links)}: {kinds}",
        )


@pytest.mark.task(5)
def test_unknown_sections_have_no_links():
    """A section that is not in the catalogue has no links: an empty list."""
    known = links_of(SECTIONS[0], "/")
    require(known, asked=links_text(SECTIONS[0], "/"), expected="its links", got="[]")
    unknown = ["nowhere", "", "about", "archive", "article", "issues", "issue", PAGES[0], PAGES[-1]]
    for section in (SECTIONS[0], "art-market", SECTIONS[-1]):
        unknown += [f"{section}x", section[:-1], section[1:], section.upper(), section.title()]
        unknown += [f"{section} ", f" {section}", f"{section}\n", f"{section}/", f"/{section}"]
        unknown += [
            f"{section}-{PAGES[0]}",
            f"{section}/{PAGES[0]}",
            section.replace("-", "_") + "_",
        ]
        unknown += [section.replace("-", joint) for joint in ("/", "_", " ", "", "--", "-/")]
        unknown += [*section.split("-"), f"{section}-", f"-{section}"]
        unknown += [f"{section} {SECTIONS[1]}", f"../{section}", f".*{section}"]
        unknown += [
            "".join(chr(ord(each) + 0xFEE0) for each in section),
            section.replace("e", "\u0435"),
        ]
    unknown += ["x" * LONGEST, "-".join(SECTIONS), *texts()]
    for section in [each for each in dict.fromkeys(unknown) if each not in SECTIONS]:
        got = links_of(section, "/")
        require(
            got == [],
            asked=f"section_links({section!r})",
            expected="[]",
            got=f"{links_counted(len(got))}, the first {str(got[0])!r}" if got else got,
        )


@pytest.mark.task(5)
def test_links_follow_the_script_prefix():
    """Links begin with the script prefix of the moment they are asked for."""
    section, other = randgen.sample(SECTIONS, 2)
    check_links(section, "/")
    for prefix in ("/newsroom/", f"/sites/{randgen.randrange(100)}/", "/"):
        check_links(section, prefix)
    for prefix in ("/first/", "/"):
        check_links(other, prefix)
    # A prefix may look like a page's own path.
    for prefix in (f"/{section}/", f"/{PAGES[0]}/{section}/", f"/{section}/{PAGES[-1]}/"):
        check_links(section, prefix)
    drawn = ["/a" + "".join(randgen.choices(PIECES, k=6)) for _ in range(10)]
    for prefix in (*PLAIN_PREFIXES, *ENDS, *drawn):
        check_links(section, prefix)
    clear_script_prefix()
    check_links(section, None)


@pytest.mark.task(5)
def test_links_under_a_prefix_to_be_quoted():
    """Where a character of the prefix has to be quoted, links have it quoted or as it stands."""
    section = randgen.choice(SECTIONS)
    check_links(section, "/newsroom/")
    for prefix in TO_BE_QUOTED:
        links = links_of(section, prefix)
        plain = [f"{prefix}{section}/{page}/" for page in PAGES]
        right = [*map(quoted, plain)], plain
        require(
            links in right,
            asked=links_text(section, prefix),
            expected=f"{links_counted(len(plain))}, the first {shown(right[0][0])}, as reverse() "
            f"gives it,\nor {shown(plain[0])}",
            got=f"{links_counted(len(links))}, the first {shown(links[0]) if links else 'missing'}",
        )


@pytest.mark.task(5)
def test_links_in_each_language():
    """Links are the same whatever language is active."""
    section = randgen.choice(SECTIONS)
    check_links(section, "/newsroom/")
    for language in ("de-at", None):
        with translation.override(language):
            check_links(section, "/newsroom/", f" where the active language is {language}")


@pytest.mark.task(5)
def test_the_script_prefix_is_left_alone():
    """Asking for links leaves the script prefix as it was, also when there are none."""
    for section in (randgen.choice(SECTIONS), "nowhere"):
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
def test_each_list_is_its_own():
    """Each call returns a new list: who changes it changes nobody else's."""
    changes: dict[str, Callable[[list], object]] = {
        "empty the list": list.clear,
        "append to the list": lambda links: links.append("/jobs/"),
    }
    for section, right in ((SECTIONS[0], len(PAGES)), (SECTIONS[-1], len(PAGES)), ("nowhere", 0)):
        for prefix in ("/", "/newsroom/"):
            for change, make in changes.items():
                links = links_of(section, prefix)
                before = links.copy()
                make(links)
                again = len(links_of(section, prefix))
                # Whoever keeps this list hands it out in other tests, too.
                links[:] = before
                require(
                    again == right,
                    asked=f"{links_text(section, prefix)}, {change}, and ask for them again",
                    expected=links_counted(right),
                    got=links_counted(again),
                    note="Both calls have handed out the same list.",
                )


@pytest.mark.machine
@pytest.mark.task(5)
def test_threads_do_not_meet_in_the_links():
    """Links begin with the prefix of their own thread, whatever another one asks meanwhile."""
    for met in first_links():
        check_meeting(*met)
    mine, others = ("/newsroom/", SECTIONS[0]), [("/else/", SECTIONS[0]), ("/else/", SECTIONS[-1])]
    for met in meetings(links_below, repeat((mine, others))):
        check_meeting(*met)
    if links_are_kept():
        # More than there is room for: something has to go, and both may take the same.
        fresh = ((f"/site-{number}/", section) for number in count() for section in SECTIONS[:2])
        for call in islice(fresh, 300):
            links_below(call)
        for met in meetings(links_below, ((next(fresh), [*islice(fresh, 3)]) for _ in count())):
            check_meeting(*met)


def check_meeting(meeting: Meeting, mine: tuple, others: list[tuple]) -> None:
    """Two threads have met in section_links, and each has got what it gets when it is alone."""
    for call, got in zip([mine, *others], [meeting.mine, *meeting.other], strict=False):
        if got is PENDING:
            continue
        alone = links_below(call)
        require(
            got == alone,
            asked=f"{call_below(*mine)} in one thread; meanwhile, in another,\n"
            + "\n".join(call_below(*each) for each in others),
            expected=f"of {call_below(*call)}: {described(alone)}, as it is alone",
            got=described(got, alone),
            note=why(got),
            where=meeting.place,
        )


def described(links: list[str] | str, right: list[str] | str = "") -> str:
    """How many links, and the first, or the first that is wrong; or the error."""
    if isinstance(links, str):
        return links
    wrong = [link for link, other in zip(links, right, strict=False) if link != other]
    which = f", among them {wrong[0]}" if wrong else f", the first {links[0]}" if links else ""
    return f"{links_counted(len(links))}{which}"


def links_counted(number: int) -> str:
    return f"{number} link{'' if number == 1 else 's'}"


def call_below(prefix: str, section: str) -> str:
    return f"section_links({section!r}) below {prefix}"


def links_of(section: str, prefix: str | None, there: str = "") -> list:
    """section_links(section) under the script prefix; None: under the one that is current."""
    asked = links_text(section, prefix) + there
    if prefix is not None:
        set_script_prefix(prefix)
    try:
        links = routes.section_links(section)
    except Exception as error:
        if not (place := where(error, FILES)):
            raise
        require(
            False,
            asked=asked,
            expected="a list",
            got=error_text(error),
            where=place.partition(" in ")[0],
        )
    require(
        isinstance(links, list),
        asked=asked,
        expected="a list",
        got=type(links).__name__,
    )
    return links


def check_links(section: str, prefix: str | None, there: str = "") -> None:
    """The section's links under the prefix are right, and in the catalogue's order."""
    links = [str(link) for link in links_of(section, prefix, there)]
    mounted = prefix or "/"
    mounted += "" if mounted.endswith("/") else "/"
    expected = [f"{mounted}{section}/{page}/" for page in PAGES]
    asked = links_text(section, prefix) + there
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
        expected=f"{shown(expected[first])} as link {first + 1}",
        got=f"{shown(links[first])}, and {len(wrong)} of {len(expected)} links wrong",
        note="The links are right, their order is not: the catalogue is not sorted."
        if sorted(links) == sorted(expected)
        else "",
    )


def links_text(section: str, prefix: str | None) -> str:
    """The call, and the script prefix if there is one."""
    under = f" under the script prefix {prefix and shown(prefix)}" if prefix != "/" else ""
    under = " where no script prefix was ever set" if prefix is None else under
    return f"section_links({section!r}){under}"
