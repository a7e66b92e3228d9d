"""Task 4: wherever else the bricks are stacked: both orders, both bases, bricks between."""

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
from katas.day03_class_based_views.tests.tower_plans import TOWERS, Parts, Shelf, drawn_towers
from katas.harness.verdicts import require

# With the mark these stand behind those of ArticleList, which use the database.
pytestmark = [pytest.mark.task(4), pytest.mark.django_db]

ORDERS = {
    "checkpoint_first": ("AuthenticationMixin", "LoggingMixin"),
    "logbook_first": ("LoggingMixin", "AuthenticationMixin"),
}


def built(parts: Parts, base: str, order: str, get: Any) -> tuple[type, str]:
    """The last class of a tower, and how the tower is written."""
    first, second = (getattr(views, name) for name in ORDERS[order])
    made = {"First": first, "Second": second, "Base": base_named(base)}
    made |= {"Counting": CountingMixin, "Shelf": Shelf}
    asked = ""
    for name, bases in parts:
        bricks = tuple(made[each] for each in bases)
        asked = f"{name}({', '.join(name_of(each) for each in bricks)})\n{asked}".strip()
        members = {"get": get} if name == "Desk" else {}
        made[name] = made_class(name, bricks, members, f"class {asked}")
    return made["Desk"], f"{asked}\n{met(made['Desk'])}"


def stacks(function):
    """Both bases, both orders of the mixins."""
    function = pytest.mark.parametrize("base", ["PlainView", "View"])(function)
    return pytest.mark.parametrize("order", ORDERS)(function)


TOLD = "Shelf's __init_subclass__() is called: whoever overrides it hands on there, too"


@stacks
def test_somebody_passes_every_brick(base, order, logbook):
    """In any order, on any base, in any tower, a signed-in request passes each brick once."""
    for parts in [*TOWERS, *drawn_towers()]:
        logbook.records.clear()
        get = Handler()
        view_class, written = built(parts, base, order, get.method())
        request = request_for(user=somebody())
        asked = f"GET /desk/, signed in\n{written}"
        response = ask(view_of(view_class), request, asked=asked)
        passed = getattr(request, "passed", 0)
        if Shelf in view_class.__mro__[: view_class.__mro__.index(base_named(base))]:
            require(
                view_class in Shelf.classes, asked=asked, expected=TOLD, got="it was not called"
            )
        require(
            passed == len(get.calls) == 1 and response is get.response,
            asked=asked,
            expected="CountingMixin passed once, get() called once, its response returned",
            got=counted(passed, get, response),
        )
        check_line(logbook, "GET /desk/ -> 200", asked)


@stacks
def test_a_stranger_turns_round_at_the_checkpoint(base, order, logbook):
    """In any tower, a stranger meets the bricks before the checkpoint and none behind it."""
    for parts in [*TOWERS, *drawn_towers()]:
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
