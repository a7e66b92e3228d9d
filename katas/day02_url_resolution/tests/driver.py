"""Resolves and reverses as Django does, and says what came of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from traceback import walk_tb
from typing import Any

from django.http import Http404
from django.urls import NoReverseMatch, Resolver404, ResolverMatch, get_resolver, resolvers, reverse
from django.urls.resolvers import URLResolver

from katas.day02_url_resolution.catalogue import PAGES, SECTIONS
from katas.day02_url_resolution.tests.words import call_text, error_text, found, shown
from katas.harness.answers import Answer, day_folder
from katas.harness.meters.database import Ledger, Statement
from katas.harness.run.explain import own_frame, where
from katas.harness.verdicts import Wrong, require

routes = Answer("katas.day02_url_resolution.routes")
URLS = "katas.day02_url_resolution.routes"
FILES = [day_folder("day02_url_resolution") / "routes.py"]
PAIRS = [(section, page) for section in SECTIONS for page in PAGES]


def site() -> str:
    """The answer's line that is running."""
    return own_frame(FILES)


class Watch:
    """What the database was asked while paths were resolved, in all tests of this process.

    An answer may ask once and remember: then only the first test that resolves would notice.
    """

    ledger: Ledger | None = None
    statements: list[tuple[str, Statement]] = []

    @classmethod
    @contextmanager
    def resolving(cls, url: str) -> Iterator[None]:
        before = len(cls.ledger.statements) if cls.ledger else 0
        try:
            yield
        finally:
            if cls.ledger:
                cls.statements += [(url, each) for each in cls.ledger.statements[before:]]


# Resolving and reversing ------------------------------------------------------------------------


def resolver() -> URLResolver:
    """The resolver that Django makes of the answer's urlpatterns."""
    assert routes.urlpatterns is not None
    return get_resolver(URLS)


def find(url: str) -> ResolverMatch | None:
    """What the URL resolves to; None where Resolver404 is raised. Anything else is wrong."""
    try:
        with Watch.resolving(url):
            match = resolver().resolve(url)
    except Resolver404:
        return None
    except Exception as error:
        require(
            isinstance(error, Wrong),
            asked=f"resolve {shown(url)}",
            expected="a view, or Resolver404",
            got=f"{type(error).__name__}: {error}",
            note=why_not(error),
            where=where(error, FILES),
        )
    if all(hasattr(match, name) for name in ("func", "args", "kwargs")):
        return match
    require(
        False,
        asked=f"resolve {shown(url)}",
        expected="a ResolverMatch, or Resolver404",
        got=match,
    )
    return None


def why_not(error: BaseException) -> str:
    """What such an error means to Django's resolver, or ""."""
    if left_converter(error, "match"):
        return (
            "A converter says no by a ValueError: then the next route is tried. Every other error "
            "ends the request, whatever its name says."
        )
    if isinstance(error, Http404):
        return "Only Resolver404 makes Django try the next route: it is raised when none matched."
    if isinstance(error.__context__, Resolver404):
        return "Django asks a Resolver404 which patterns were tried: its argument is a dictionary."
    return ""


def left_converter(error: BaseException, caller: str) -> bool:
    """Whether the error, or the one behind it, was raised by what Django's `caller` had called.

    to_python() is called by RoutePattern.match, to_url() by URLResolver._reverse_with_prefix.
    """
    for each in (error, error.__cause__, error.__context__):
        frames = [frame.f_code for frame, _ in walk_tb(each.__traceback__)] if each else []
        if any(
            (above.co_filename, above.co_name) == (resolvers.__file__, caller)
            and below.co_filename in map(str, FILES)
            for above, below in pairwise(frames)
        ):
            return True
    return False


def outcome(url: str) -> str:
    """Where the URL leads, in words: a view, Resolver404 or another error."""
    try:
        return found(resolver().resolve(url))
    except Resolver404:
        return "Resolver404"
    except Exception as error:
        return error_text(error)


def why_nowhere() -> str:
    """Why a path that there is leads nowhere, as far as that can be seen, or ""."""
    lists = [resolver().url_patterns]
    lists += [getattr(route, "url_patterns", None) for route in lists[0]]
    if any(isinstance(each, Iterator) for each in lists):
        return "A generator of routes is used up by the first path that goes through it."
    return ""


def url_of(name: str, **kwargs: Any) -> str:
    """What the name reverses to. NoReverseMatch, like any other error, is wrong."""
    assert routes.urlpatterns is not None
    asked = call_text(name, kwargs)
    try:
        url = reverse(name, kwargs=kwargs or None)
    except Exception as error:
        require(
            False,
            asked=asked,
            expected=url_meant(name, kwargs),
            got=error_text(error),
            note=why_not_reversed(error, name, kwargs),
            where=where(error, FILES),
        )
    return url


def why_not_reversed(error: BaseException, name: str, kwargs: dict[str, Any]) -> str:
    """Where to look when a name does not reverse, or ""."""
    if not isinstance(error, NoReverseMatch):
        return ""
    if "valid view function" in str(error):
        instead = "" if kwargs else name_instead(name)
        return instead or "There is no route of that name."
    if kwargs:
        return "Django compares what a converter's to_url returns with the converter's regex."
    return "What the pattern of an include captures is an argument of all names below it."


def url_meant(name: str, kwargs: dict[str, Any]) -> str:
    """The URL that the name should reverse to."""
    if name == "issue":
        return f"/issues/{kwargs['number']:04d}/"
    if name == "article":
        return shown(f"/{kwargs['slug']}/")
    return next((f"/{s}/{p}/" for s, p in PAIRS if f"{s}-{p}" == name), f"/{name}/")


def name_instead(name: str) -> str:
    """What the page that should have the name is called instead, or ""."""
    url = url_meant(name, {})
    with suppress(Exception):
        instead = resolver().resolve(url).view_name
        if instead and instead != name:
            return f"The route that {url} leads to is called {instead!r}."
    return ""


def result(call: Callable[[], str]) -> str:
    """What a call gives, or its error in words."""
    try:
        return call()
    except Exception as error:
        return error_text(error)


def resolve_quietly(url: str, root: URLResolver) -> None:
    """Resolve and forget: where it leads is the concern of other tests."""
    with suppress(Exception):
        root.resolve(url)
