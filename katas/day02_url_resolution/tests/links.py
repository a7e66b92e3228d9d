"""Asks for the links of a section, and says whether they are right."""

from urllib.parse import quote

from django.urls.base import set_script_prefix
from django.utils.http import RFC3986_SUBDELIMS, escape_leading_slashes

from katas.day02_url_resolution.catalogue import PAGES
from katas.day02_url_resolution.tests.driver import FILES, routes
from katas.day02_url_resolution.tests.first_use import links_below
from katas.day02_url_resolution.tests.meeting import PENDING, Meeting, why
from katas.day02_url_resolution.tests.words import error_text, shown
from katas.harness.run.explain import where
from katas.harness.verdicts import require


def quoted(path: str) -> str:
    """The path as reverse() gives it: quoted, and below no other host."""
    return escape_leading_slashes(quote(path, safe=f"{RFC3986_SUBDELIMS}/~:@"))


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


def has_none(section: str) -> bool:
    """Whether the section has an empty list of links. Where that is wrong, one test says so."""
    try:
        return routes.section_links(section) == []
    except Exception:
        return False


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
    is_mixed = sorted(links) == sorted(expected)
    number = f"{len(wrong)} of {len(expected)} links {'in another place' if is_mixed else 'wrong'}"
    require(
        not wrong,
        asked=asked,
        expected=f"{shown(expected[first])} as link {first + 1}",
        got=f"{shown(links[first])}, and {number}",
        note="The links are right, their order is not: the catalogue is not sorted." * is_mixed,
    )


def links_text(section: str, prefix: str | None) -> str:
    """The call, and the script prefix if there is one."""
    under = f" under the script prefix {prefix and shown(prefix)}" if prefix != "/" else ""
    under = " where no script prefix was ever set" if prefix is None else under
    return f"section_links({section!r}){under}"


def links_counted(number: int) -> str:
    return f"{number} link{'' if number == 1 else 's'}"


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


def call_below(prefix: str, section: str) -> str:
    return f"section_links({section!r}) below {prefix}"
