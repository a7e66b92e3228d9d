"""Task 4: wherever else the bricks are stacked: both orders, both bases, bricks between."""

import itertools
from typing import Any

import pytest

from katas.day03_class_based_views.bricks import CountingMixin
from katas.day03_class_based_views.tests.driver import (
    Handler,
    ask,
    base_named,
    made_class,
    met,
    name_of,
    request_for,
    view_of,
    views,
)
from katas.day03_class_based_views.tests.expectations import counted, passed_text
from katas.day03_class_based_views.tests.logbook import check_line, check_no_line
from katas.day03_class_based_views.tests.people import somebody, stranger
from katas.day03_class_based_views.tests.responses import RESPONSES
from katas.day03_class_based_views.tests.tower_plans import (
    TOWERS,
    Parts,
    Shelf,
    ahead,
    drawn_towers,
)
from katas.harness.verdicts import require

# With the mark these stand behind those of ArticleList, which use the database.
pytestmark = [pytest.mark.task(4), pytest.mark.django_db]

ORDERS = {
    "checkpoint_first": ("AuthenticationMixin", "LoggingMixin"),
    "logbook_first": ("LoggingMixin", "AuthenticationMixin"),
}


def towers(base: str) -> list[Parts]:
    """Towers of all shapes; on the other base the first half of those that are fixed will do."""
    return [*(TOWERS if base == "PlainView" else TOWERS[:5]), *drawn_towers(1)]


def built(parts: Parts, base: str, order: str, get: Any) -> tuple[type, str]:
    """The last class of a tower, and how the tower is written.

    With a keyword, if the shelf is there to take it; a metaclass of PlainView need not know of any.
    """
    first, second = (getattr(views, name) for name in ORDERS[order])
    made = {"First": first, "Second": second, "Base": base_named(base)}
    made |= {"Counting": CountingMixin, "Shelf": Shelf}
    asked = ""
    for name, bases in parts:
        bricks = tuple(made[each] for each in bases)
        last = name == "Desk"
        keywords = {"section": "sports"} if last and base == "View" and ahead(parts) else {}
        written = [
            *(name_of(each) for each in bricks),
            *(f"{k}={v!r}" for k, v in keywords.items()),
        ]
        asked = f"{name}({', '.join(written)})\n{asked}".strip()
        made[name] = made_class(
            name, bricks, {"get": get, "desk": ""} if last else {}, f"class {asked}", keywords
        )
    return made["Desk"], f"{asked}\n{met(made['Desk'])}"


def stacks(function):
    """Both bases, both orders of the mixins."""
    function = pytest.mark.parametrize("base", ["PlainView", "View"])(function)
    return pytest.mark.parametrize("order", ORDERS)(function)


HANDS_ON = "whoever overrides it hands on there, too"


@stacks
def test_somebody_passes_every_brick(base, order, logbook):
    """In any order, on any base, in any tower, a signed-in request passes each brick once."""
    for parts, (kind, make) in zip(towers(base), itertools.cycle(RESPONSES.items()), strict=False):
        logbook.records.clear()
        get = Handler(make=make)
        view_class, written = built(parts, base, order, get.method())
        request = request_for(user=somebody())
        returns = "" if kind == "an HttpResponse" else f", get() returns {kind}"
        asked = f"GET /desk/, signed in{returns}\n{written}"
        given = {"desk": "left"} if base == "View" else {}
        response = ask(view_of(view_class, **given), request, asked=asked)
        passed = getattr(request, "passed", 0)
        check_initkwargs(get, given, asked)
        if ahead(parts):
            check_shelf(view_class, get, "sports" if base == "View" else "", asked)
        require(
            passed == len(get.calls) == 1 and response is get.response,
            asked=asked,
            expected="CountingMixin passed once, get() called once, its response returned",
            got=counted(passed, get, response),
        )
        check_line(logbook, "GET /desk/ -> 200", asked)


def check_initkwargs(get: Handler, given: dict[str, str], asked: str) -> None:
    """Django's View was handed what as_view() was given."""
    for view, *_ in get.calls:
        for name, value in given.items():
            got = getattr(view, name)
            require(
                got == value,
                asked=f"{asked}\nmade by Desk.as_view({name}={value!r})",
                expected=f"self.{name} is {value!r}: {HANDS_ON}, with all that was given",
                got=f"self.{name} is {got!r}",
            )


def check_shelf(view_class: type, get: Handler, section: str, asked: str) -> None:
    """Whatever the shelf has a part in was handed on to it, with all that came."""
    known = view_class in Shelf.classes
    calls = {"__init_subclass__": known}
    for view, *_ in get.calls:
        calls |= {"__init__": view.made, "setup": view.prepared}
    for name, called in calls.items():
        require(
            called,
            asked=asked,
            expected=f"Shelf's {name}() is called: {HANDS_ON}",
            got="it was not called",
        )
    got = Shelf.classes[view_class]
    require(
        got == section,
        asked=asked,
        expected=f"Shelf's __init_subclass__() is given section={section!r}: {HANDS_ON}",
        got=got or "it was called without",
    )


@stacks
def test_a_stranger_turns_round_at_the_checkpoint(base, order, logbook):
    """In any tower, a stranger meets the bricks before the checkpoint and none behind it."""
    for parts in towers(base):
        logbook.records.clear()
        get = Handler()
        view_class, written = built(parts, base, order, get.method())
        request = request_for(user=stranger())
        asked = f"GET /desk/, not signed in\n{written}"
        response = ask(view_of(view_class), request, asked=asked)
        own = view_class.__mro__
        wish = int(own.index(CountingMixin) < own.index(views.AuthenticationMixin))
        passed = getattr(request, "passed", 0)
        require(
            response.status_code == 401 and not get.calls and passed == wish,
            asked=asked,
            expected=f"401, get() not called, {passed_text('CountingMixin', 'passed', wish)}",
            got=counted(passed, get, response),
        )
        if order == "logbook_first":
            check_line(logbook, "GET /desk/ -> 401", asked)
        else:
            check_no_line(logbook, asked)
