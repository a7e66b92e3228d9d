"""Task 5: the links of a section."""

from collections.abc import Callable
from itertools import count, islice, repeat

import pytest
from django.urls import clear_script_prefix, get_script_prefix
from django.utils import translation
from django.utils.encoding import iri_to_uri
from factory.random import randgen

from katas.day02_url_resolution.catalogue import PAGES, SECTIONS
from katas.day02_url_resolution.tests.first_use import first_links, links_are_kept, links_below
from katas.day02_url_resolution.tests.kinds import BEYOND, LONGEST, PUNCTUATION, UNSEEN, texts
from katas.day02_url_resolution.tests.links import (
    check_links,
    check_meeting,
    has_none,
    links_counted,
    links_of,
    links_text,
    quoted,
)
from katas.day02_url_resolution.tests.meeting import meetings, meetings_within_lines
from katas.day02_url_resolution.tests.words import shown
from katas.harness.verdicts import require

PLAIN_PREFIXES = ["/r&d/", "/a//b/../c/./", "/!$&'()*+,;=:@~-._/"]
# As they end: with several slashes, with dots, and with none, where Django adds one.
ENDS = ["/newsroom//", "/a//b///", "/newsroom/.//", "/newsroom/../", "/newsroom"]
UNKNOWN = "nowhere"
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
        right = [*map(quoted, plain)], plain, [*map(iri_to_uri, plain)]
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
    for language in ("de-at", None, "de"):
        with translation.override(language):
            check_links(section, "/newsroom/", f" where the active language is {language}")


@pytest.mark.task(5)
def test_the_script_prefix_is_left_alone():
    """Asking for links leaves the script prefix as it was, also when there are none."""
    for section in (randgen.choice(SECTIONS), *[UNKNOWN] * has_none(UNKNOWN)):
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
    for section in (SECTIONS[0], SECTIONS[-1], *[UNKNOWN] * has_none(UNKNOWN)):
        right = 0 if section == UNKNOWN else len(PAGES)
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
    for met in meetings_within_lines(links_below, mine, others[:1]):
        check_meeting(*met)
