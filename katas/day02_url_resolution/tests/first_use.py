"""Two threads use the answer at the same time, and for the first time in the process."""

from contextlib import suppress
from functools import cache
from itertools import starmap

from django.urls.base import set_script_prefix

from katas.day02_url_resolution.catalogue import SECTIONS
from katas.day02_url_resolution.tests.driver import Watch, error_text, outcome, resolver, routes
from katas.day02_url_resolution.tests.meeting import Meeting, meeting_in_a_loop
from katas.day02_url_resolution.tests.paths import corners

EARLY = [f"/{section}/{page}/" for section, page in reversed(corners())]
FIRST = EARLY[0]

FIRST_LINKS = ("/", SECTIONS[-1])
EARLY_LINKS = [("/elsewhere/", section) for section in (SECTIONS[-1], SECTIONS[0])]


@cache
def first_resolve() -> Meeting:
    """Both resolve: what is made of the routes at that moment is needed by both."""
    with Watch.resolving(FIRST):
        return meeting_in_a_loop(lambda: outcome(FIRST), lambda: map(outcome, EARLY))


@cache
def first_links() -> Meeting:
    """Both ask for the links of a section, each below a prefix of its own."""
    assert routes.section_links is not None
    # Django's own table of names is made here already: traced, it would take three times as long.
    with suppress(Exception):
        assert resolver().reverse_dict
    return meeting_in_a_loop(
        lambda: links_below(*FIRST_LINKS), lambda: starmap(links_below, EARLY_LINKS)
    )


def links_below(prefix: str, section: str) -> list[str] | str:
    """section_links(section) below the prefix, or its error in words."""
    set_script_prefix(prefix)
    try:
        return list(map(str, routes.section_links(section)))
    except Exception as error:
        return error_text(error)
