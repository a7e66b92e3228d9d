"""Task 4: wherever else the bricks are stacked: both orders, both bases, bricks between."""

import pytest

from katas.day03_class_based_views.bricks import CountingMixin
from katas.day03_class_based_views.tests.driver import (
    Handler,
    ask,
    base_named,
    desk,
    met,
    name_of,
    request_for,
    view_of,
    views,
)
from katas.day03_class_based_views.tests.expectations import counted, passed_text
from katas.day03_class_based_views.tests.logbook import check_line, check_no_line
from katas.day03_class_based_views.tests.people import somebody, stranger
from katas.harness.verdicts import require

# With the mark these stand behind those of ArticleList, which use the database.
pytestmark = [pytest.mark.task(4), pytest.mark.django_db]

ORDERS = {
    "checkpoint_first": ("AuthenticationMixin", "LoggingMixin"),
    "logbook_first": ("LoggingMixin", "AuthenticationMixin"),
}
# Where the counting brick stands; "inherited" is between, with the second mixin in a parent.
PLACES = ["between", "below", "inherited"]


class Shelf:
    """A brick without a dispatch() of its own: super() passes it by."""

    section = "news"


def stacks(function):
    """Both bases, both orders of the mixins."""
    function = pytest.mark.parametrize("base", ["PlainView", "View"])(function)
    return pytest.mark.parametrize("order", ORDERS)(function)


def tower(base: str, order: str, place: str, **members) -> tuple[type, str]:
    """A class with both mixins, the counting brick between or below them, and how it is written."""
    first, second = (getattr(views, name) for name in ORDERS[order])
    bricks = [first, Shelf, second, CountingMixin] if place == "below" else [first, CountingMixin]
    bricks += [Shelf, second] if place == "between" else []
    parents = [second, base_named(base)]
    if place == "inherited":
        bricks.append(desk(*parents, __qualname__="Parent"))
        bricks[-1].__name__ = "Parent"
        written = f"\nParent({names_of(parents)})"
    else:
        bricks.append(parents[-1])
        written = ""
    view_class = desk(*bricks, **members)
    return view_class, f"Desk({names_of(bricks)}){written}\n{met(view_class)}"


def names_of(classes: list[type]) -> str:
    return ", ".join(name_of(each) for each in classes)


@stacks
def test_somebody_passes_every_brick(base, order, logbook):
    """In any order, on any base, with a brick between, a signed-in request passes each once."""
    for place in PLACES:
        logbook.records.clear()
        get = Handler()
        view_class, written = tower(base, order, place, get=get.method())
        request = request_for(user=somebody())
        asked = f"GET /desk/, signed in\n{written}"
        response = ask(view_of(view_class), request, asked=asked)
        passed = getattr(request, "passed", 0)
        require(
            passed == len(get.calls) == 1 and response is get.response,
            asked=asked,
            expected="CountingMixin passed once, get() called once, its response returned",
            got=counted(passed, get, response),
        )
        check_line(logbook, "GET /desk/ -> 200", asked)


@stacks
def test_a_stranger_turns_round_at_the_checkpoint(base, order, logbook):
    """In any order, a stranger meets the bricks before the checkpoint and none behind it."""
    for place in PLACES:
        logbook.records.clear()
        get = Handler()
        view_class, written = tower(base, order, place, get=get.method())
        request = request_for(user=stranger())
        asked = f"GET /desk/, not signed in\n{written}"
        response = ask(view_of(view_class), request, asked=asked)
        wish = int(order == "logbook_first" and place != "below")
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
