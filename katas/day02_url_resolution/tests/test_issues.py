"""Task 4: the numbers of issues, on the way in and on the way out."""

import unicodedata
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

import pytest
from django.test.utils import override_script_prefix
from django.urls import Resolver404, get_script_prefix, reverse
from django.utils import translation
from factory.random import randgen

from katas.day02_url_resolution.tests.driver import resolver, result, url_of
from katas.day02_url_resolution.tests.expectations import (
    check_found,
    check_leads,
    check_no_reverse,
    check_nowhere,
    check_reverses,
)
from katas.day02_url_resolution.tests.kinds import texts
from katas.day02_url_resolution.tests.meeting import HANGING, in_another_thread
from katas.day02_url_resolution.tests.paths import flat_answer
from katas.day02_url_resolution.tests.words import call_text, digits_of, error_text, shown
from katas.harness.verdicts import require

pytestmark = pytest.mark.django_db


def numbers() -> list[int]:
    """Issue numbers with each count of zeros, the first and the last, and one of every fifty."""
    ends = [42, 1, 2, 7, 9, 10, 99, 100, 101, 999, 1_000, 1_001, 1_010, 5_000, 9_998, 9_999]
    return ends + [randgen.randrange(start or 1, start + 50) for start in range(0, 10_000, 50)]


@pytest.mark.task(4)
def test_issues_have_four_digits():
    """/issues/0042/ is issue 42, an int; so for every number from 0001 to 9999."""
    for number in numbers():
        check_leads(f"/issues/{number:04d}/", "issue", {"number": number})


# The digits that unicodedata knows for 4, from Arabic to full-width and circled ones.
FOURS = [
    character
    for character in map(chr, range(0x80, 0x20000))
    if unicodedata.digit(character, None) == 4
]
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
        *(f"00{four}2" for four in FOURS),
        *(f"{four}000" for four in FOURS),
    ],
    "no_digits": [
        *("", "-042", "+042", "4_20", "0_42", "0x2a", "1e03", " 042", "042 ", "42.0", "abcd"),
        *("0042\n", "042\n", "\n042", "004\0", "00%32"),
        *("0042/cover", "0042/0042", "0042/", "0042/issues/0042"),
    ],
    "any_text": [],
}


@pytest.mark.task(4)
@pytest.mark.parametrize("kind", NO_NUMBERS)
def test_other_numbers_are_refused(kind):
    """Anything but four ASCII digits from 0001 to 9999 is no issue: Resolver404."""
    check_found("/issues/0042/", "/issues/1234/")
    drawn = [text for text in texts() if flat_answer(f"/issues/{text}/") is None]
    for text in NO_NUMBERS[kind] or drawn:
        check_nowhere(f"/issues/{text}/", expected="Resolver404: this is no issue number")


@pytest.mark.task(4)
def test_issue_urls_are_padded():
    """Reversing an issue gives four digits: 42 becomes /issues/0042/."""
    for number in numbers():
        check_reverses(f"/issues/{number:04d}/", "issue", number=number)


# Beyond what fits into 16, 32 and 64 bits, and into a float.
LARGE = (2**16, 2**31, 2**32, 2**63, 2**64, 10**30, 10**400)
BEYOND = {
    "0": (0, -1, -42, -999, -1_000, -9_999, -10_042, -(2**64) - 42, -(10**400)),
    "10000": (10_000, 10_001, 12_345, 19_999, 20_042, 100_042, *LARGE, *(n + 42 for n in LARGE)),
}


@pytest.mark.task(4)
@pytest.mark.parametrize("beyond", BEYOND)
def test_numbers_out_of_range_do_not_reverse(beyond):
    """There is no URL for issue 0 or issue 10000: NoReverseMatch."""
    url_of("issue", number=1_234)
    for number in BEYOND[beyond]:
        check_no_reverse("issue", "there is no such issue", number=number)


def within(place: Callable[[], AbstractContextManager[object]], call: Callable[[], Any]) -> Any:
    with place():
        return call()


PLACES: dict[str, Callable[[Callable[[], Any]], Any]] = {
    "in another thread": in_another_thread,
    "where the active language is de": partial(within, lambda: translation.override("de")),
    "where no language is active": partial(within, lambda: translation.override(None)),
    "below a script prefix": partial(within, lambda: override_script_prefix("/newsroom/")),
}


@pytest.mark.task(4)
@pytest.mark.parametrize("place", PLACES)
def test_issues_are_the_same_everywhere(place):
    """An issue has its four digits, and nothing else is one, wherever it is asked for."""
    check_found("/issues/0042/")
    url_of("issue", number=42)
    there = PLACES[place](issues_here)
    require(there != HANGING, asked=f"resolve an issue {place}", expected="an end", got=HANGING)
    for asked, expected, got in there:
        require(got == expected, asked=f"{asked} {place}", expected=expected, got=got)


def issues_here() -> list[tuple[str, str, str]]:
    """Paths and numbers: what is asked, what has to come of it, and what does."""
    told = []
    for text in ("0042", "0007", "9999", "42", "00042", "0000", "004\u0662", "abcd"):
        known = text.isascii() and len(text) == 4 and text.isdigit() and int(text)
        right = f"issue {int(text)}" if known else "Resolver404"
        url = f"/issues/{text}/"
        told.append((f"resolve {shown(url)}{digits_of(url)}", right, issue_at(url)))
    for number in (42, 7, randgen.randrange(1_000, 10_000), 9_999, 0, 10_000):
        right = f"{get_script_prefix()}issues/{number:04d}/"
        refused = "" if 0 < number < 10_000 else "NoReverseMatch"
        got = result(lambda: reverse("issue", kwargs={"number": number}))  # noqa: B023
        got = "NoReverseMatch" if got.startswith("NoReverseMatch") else got
        told.append((call_text("issue", {"number": number}), refused or right, got))
    return told


def issue_at(url: str) -> str:
    """The issue that a path leads to, or what else comes of it."""
    try:
        number = resolver().resolve(url).kwargs.get("number")
    except Resolver404:
        return "Resolver404"
    except Exception as error:
        return error_text(error)
    return f"issue {int(number)}" if isinstance(number, int) else f"a view with {number!r}"
