"""What several tests expect: a URL leads to its view, a name reverses to its URL."""

from functools import cache
from typing import Any

from django.urls import NoReverseMatch, ResolverMatch, reverse

from katas.day02_url_resolution.tests.browser import Reply, answers_of, own_answer
from katas.day02_url_resolution.tests.driver import FILES, find, left_converter, url_of, why_nowhere
from katas.day02_url_resolution.tests.paths import flat_answer
from katas.day02_url_resolution.tests.words import (
    call_text,
    digits_of,
    error_text,
    found,
    shown,
    shown_value,
)
from katas.harness.run.explain import where
from katas.harness.verdicts import require

NOWHERE = "Resolver404: there is no such URL"


def check_leads(
    url: str, view: str, kwargs: dict[str, Any], *, asked: str = "", again: bool = False
) -> None:
    """The URL resolves to the view, or to one that wraps it, with these keyword arguments.

    again: resolve it also if a test has done so before.
    """
    match, answers = visit(url) if again else visited(url)
    right = own_answer(view, kwargs)
    led = match is not None and tuple(match.args) == () and same(match.kwargs, kwargs)
    wrong = [each for each in answers if each != right]
    if led and not wrong:
        # So it is with 10,000 paths of a right answer: words are for the others.
        return
    asked = asked or f"resolve {shown(url)}"
    require(
        led,
        asked=asked,
        expected=call_of(view, kwargs),
        got=found(match),
        note=why_nowhere() if match is None else "",
    )
    plainly = match is not None and answers_of(match, url, plainly=True) == (right,)
    require(
        False,
        asked=f"{asked}, and call the view"
        + ",\nwith a browser's headers and query (HEADERS in tests/browser.py)" * plainly,
        expected=f"what handlers.{view} answers: {right.in_words(wrong[0])}",
        got=wrong[0].in_words(),
        note="Without them, the answer is right." if plainly else "",
    )


def call_of(view: str, kwargs: dict[str, Any]) -> str:
    """A view and its keyword arguments in words, for example "about()"."""
    return f"{view}({', '.join(f'{key}={shown_value(value)}' for key, value in kwargs.items())})"


def check_nowhere(
    url: str, *, expected: str = NOWHERE, asked: str = "", twice: bool = True
) -> None:
    """The URL leads nowhere, and it is the resolver that says so, each time."""
    for again in ("", ", for the second time") if twice else ("",):
        match = find(url)
        if match is None:
            continue
        require(
            False,
            asked=(asked or f"resolve {shown(url)}") + digits_of(url) + again,
            expected=expected,
            got=found(match, cut=True),
        )


def check_as_in_a_flat_list(url: str, asked: str = "") -> None:
    """The URL leads where it would lead in a flat list of all routes, or nowhere."""
    right = flat_answer(url)
    if right is None:
        check_nowhere(url, asked=asked, twice=False)
    else:
        check_leads(url, *right, asked=asked, again=True)


Visit = tuple[ResolverMatch | None, tuple[Reply, ...]]


def visit(url: str) -> Visit:
    """What the URL resolves to, and what the view that was found answers."""
    match = find(url)
    return match, (Reply(404),) if match is None else answers_of(match, url)


@cache
def visited(url: str) -> Visit:
    """As visit(). Two tests visit all 5,000 pages: what the first has seen is not asked again."""
    match, answers = visit(url)
    # Without the list of what was tried before: kept of each page, it is half a million objects.
    return match and ResolverMatch(match.func, match.args, match.kwargs), answers


def check_found(*urls: str) -> None:
    """The URLs lead somewhere: where nothing does, no path is known, and each is cheap."""
    for url in urls:
        match = find(url)
        require(
            match is not None,
            asked=f"resolve {shown(url)}",
            expected="a view",
            got="Resolver404",
            note=why_nowhere() if match is None else "",
        )


def check_place(url: str) -> None:
    """The URL resolves to the keyword arguments that it has in a flat list, or to nothing."""
    match, right = find(url), flat_answer(url)
    led = match is None if right is None else match and same(match.kwargs, right[1])
    if not led:
        require(
            False,
            asked=f"resolve {shown(url)}",
            expected=call_of(*right) if right else NOWHERE,
            got=found(match, cut=True),
            note=why_nowhere() if match is None else "",
        )


def check_reverses(url: str, name: str, **kwargs: Any) -> None:
    """The name, with these keyword arguments, reverses to the URL."""
    got = url_once(name, **kwargs)
    if got != url:
        require(False, asked=call_text(name, kwargs), expected=shown(url), got=shown(str(got)))


# Two tests reverse all 5,004 names.
url_once = cache(url_of)


def same(kwargs: dict[str, Any], expected: dict[str, Any]) -> bool:
    """Equal, and numbers are numbers: neither 1.0 nor True is the int 1."""
    numbers = [kwargs.get(key) for key, value in expected.items() if isinstance(value, int)]
    whole = all(isinstance(each, int) and not isinstance(each, bool) for each in numbers)
    return dict(kwargs) == expected and whole


def check_no_reverse(name: str, why: str, **kwargs: Any) -> None:
    """The name does not reverse with these arguments, each time: NoReverseMatch, no other error."""
    for again in ("", ", for the second time"):
        asked = call_text(name, kwargs) + again
        try:
            got = reverse(name, kwargs=kwargs)
        except NoReverseMatch:
            continue
        except Exception as error:
            require(
                False,
                asked=asked,
                expected="NoReverseMatch",
                got=error_text(error),
                note="A converter says no by a ValueError; Django turns it into NoReverseMatch."
                if left_converter(error, "_reverse_with_prefix")
                else "",
                where=where(error, FILES),
            )
        require(False, asked=asked, expected=f"NoReverseMatch: {why}", got=shown(got))
