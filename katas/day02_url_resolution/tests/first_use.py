"""Two threads use the answer at the same time, and for the first time in the process."""

from contextlib import suppress
from functools import cache, partial
from itertools import islice
from typing import Any, NamedTuple

from django.test.utils import override_script_prefix
from django.urls import URLPattern, reverse
from django.urls.resolvers import RegexPattern, RoutePattern, URLResolver

from katas.day02_url_resolution.catalogue import PAGES, SECTIONS
from katas.day02_url_resolution.tests.driver import Watch, outcome, resolver, result, routes
from katas.day02_url_resolution.tests.meeting import (
    Meeting,
    meetings,
    meetings_in_a_loop,
    own_lines,
)
from katas.day02_url_resolution.tests.paths import corners
from katas.day02_url_resolution.tests.words import error_text

# The first that is asked of each kind, what the other thread asks meanwhile among the rest.
PATHS = [
    [f"/{section}/{page}/" for section, page in reversed(corners())],
    ["/issues/0042/", "/issues/9999/", "/issues/0043/"],
    ["/a-storm/", "/issues/", f"/{SECTIONS[-1]}/"],
    ["/no/where/", "/no/where/at/all/"],
    ["/about/", "/archive/"],
]
ENOUGH = 2 * len(PAGES)  # of the links of a section: they may have no end
LINKS = [("/", SECTIONS[-1]), ("/elsewhere/", SECTIONS[-1]), ("/elsewhere/", SECTIONS[0])]


class Name(NamedTuple):
    """A name, and what is given with it."""

    name: str
    given: tuple[str, Any] | None = None

    def __str__(self) -> str:
        return f"{self.name} {self.given[1]}" if self.given else self.name

    def reversed(self) -> str:
        """What it reverses to, or the error in words."""
        return result(lambda: reverse(self.name, kwargs=self.given and dict([self.given])))


NAMES = [
    [Name(f"{section}-{page}") for section, page in reversed(corners())],
    [Name("issue", ("number", number)) for number in (42, 9999)],
    [Name("article", ("slug", slug)) for slug in ("a-storm", "a-flood")],
]

Met = list[tuple[Meeting, Any, list[Any]]]


@cache
def first_resolve() -> Met:
    """Both resolve: what is made of the routes at that moment is needed by both."""
    met: Met = []
    for mine, *others in PATHS:
        with Watch.resolving(mine):
            met += meetings_in_a_loop(outcome, mine, [mine, *others])
    if pages_run_own_lines():
        # What is made for each section is made at its first page: another line for each of them.
        met += meetings(
            outcome,
            [
                (f"/{section}/{PAGES[1]}/", [f"/{section}/{page}/" for page in PAGES[-2:]])
                for section in SECTIONS[1:]
                if section not in {each for each, _ in corners()}
            ],
        )
    return met


@cache
def pages_run_own_lines() -> bool:
    """Whether the way to a page goes through lines of the answer, or through Django's alone."""
    return bool(own_lines(partial(outcome, PATHS[0][0])))


@cache
def first_names() -> Met:
    """Both reverse: what is made of the names at that moment is needed by both."""
    met: Met = []
    for mine, *others in NAMES:
        with suppress(Exception):
            if only_djangos(resolver()):
                # No line of the answer's runs here: traced, it would take three times as long.
                assert resolver().reverse_dict
        met += meetings_in_a_loop(Name.reversed, mine, [mine, *others])
    return met


def only_djangos(root: URLResolver) -> bool:
    """Whether these routes are lists of Django's own routes and includes."""
    return (
        type(root) is URLResolver
        and type(root.pattern) in (RoutePattern, RegexPattern)
        and all(
            only_djangos(each)
            if isinstance(each, URLResolver) and isinstance(each.urlconf_name, list)
            else type(each) is URLPattern
            for each in root.url_patterns
        )
    )


@cache
def first_links() -> Met:
    """Both ask for the links of a section, each below a prefix of its own."""
    assert routes.section_links is not None
    met = meetings_in_a_loop(links_below, LINKS[0], LINKS[1:])
    if links_are_kept():
        # What is kept of a section is made when it is first asked for: another line for each.
        met += meetings(
            links_below,
            [(("/", section), [("/elsewhere/", section)]) for section in SECTIONS[2:-1]],
        )
    return met


@cache
def links_are_kept() -> bool:
    """Whether the same links, asked for again, take another way through the answer."""
    first, again = (own_lines(partial(links_below, ("/first/", SECTIONS[1]))) for _ in range(2))
    return first != again


def links_below(call: tuple[str, str]) -> list[str] | str:
    """section_links(section) below the prefix, or its error in words."""
    prefix, section = call
    with override_script_prefix(prefix):
        try:
            links = islice(routes.section_links(section), ENOUGH)
            return list(map(str, links))
        except Exception as error:
            return error_text(error)
