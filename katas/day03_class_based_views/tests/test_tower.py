"""Task 4: the order of the tower, in ArticleList and wherever else the bricks are stacked."""

import inspect

import pytest
from django.views import View

from katas.day03_class_based_views.bricks import CountingMixin
from katas.day03_class_based_views.tests.driver import (
    URLS,
    Handler,
    ask,
    base_named,
    desk,
    request_for,
    view_of,
    views,
)
from katas.day03_class_based_views.tests.expectations import (
    check_refused,
    counted,
    passed_text,
)
from katas.day03_class_based_views.tests.logbook import LOGGER, check_line
from katas.day03_class_based_views.tests.people import STRANGERS, somebody, stranger
from katas.harness.meters.database import shorten, watching
from katas.harness.verdicts import require
from katas.newsroom.factories import seed_articles

# Tests that use the database come first in a run: with the mark on all, their order is this file's.
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


# ArticleList ------------------------------------------------------------------------------------


def test_order_of_article_list():
    """ArticleList's MRO is AuthenticationMixin, LoggingMixin, then the view base."""
    found = views.ArticleList
    require(inspect.isclass(found), asked="ArticleList", expected="a class", got=found)
    wished = [views.AuthenticationMixin, views.LoggingMixin, end_of(found)]
    actual = [each for each in found.__mro__ if each in wished]
    require(
        actual == wished,
        asked="the order in which a request passes the bricks of ArticleList (its MRO)",
        expected=", ".join(name_of(each) for each in wished),
        got=", ".join(name_of(each) for each in actual),
        note=two_columns([found, *wished], list(found.__mro__)),
    )


def end_of(found: type) -> type:
    """The view base: a known one, or else the last class that has a dispatch of its own.

    A base that is to the left of the mixins is met first and never hands on to them.
    """
    known = [each for each in found.__mro__ if each in (views.PlainView, View)]
    own = [each for each in found.__mro__ if "dispatch" in vars(each)]
    mixins = (views.AuthenticationMixin, views.LoggingMixin)
    others = [each for each in own if each not in mixins]
    return (known or others[-1:] or [View])[0]


def name_of(found: type) -> str:
    if found is View:
        return "django.views.View"
    return found.__name__


def two_columns(expected: list[type], actual: list[type]) -> str:
    """Expected and actual MRO side by side; an arrow where they part."""
    left = [name_of(each) for each in expected]
    right = [name_of(each) for each in actual if each is not object]
    width = max(len(name) for name in ["expected order", *left]) + 3
    breadth = max(len(name) for name in right) + 3
    lines = [f"{'expected order':{width}}actual order"]
    for number in range(max(len(left), len(right))):
        one = left[number] if number < len(left) else ""
        two = right[number] if number < len(right) else ""
        # Bricks between are allowed, so only what the expected column names can be out of order.
        arrow = "<-" if two in left and two != one else ""
        lines.append(f"{one:{width}}{two:{breadth}}{arrow}".rstrip())
    return "\n".join(lines)


def test_strangers_stop_at_the_first_brick(logbook):
    """A stranger at ArticleList gets 401, whatever the method: no query, no line in the logbook."""
    seed_articles(3)
    view = view_of(views.ArticleList)
    for who, user in STRANGERS.items():
        for method in ("GET", "POST", "DELETE"):
            asked = f"{method} /articles/, {who}\n{met(views.ArticleList)}"
            with watching() as ledger:
                response = ask(
                    view, request_for(method, "/articles/", user()), expected="401", asked=asked
                )
            check_stopped(response, ledger, asked)
            check_no_line(logbook, asked)


def met(view_class: type) -> str:
    """Whose dispatch() a request meets, in this order if each hands on with super()."""
    own = [name_of(each) for each in view_class.__mro__ if "dispatch" in vars(each)]
    return f"dispatch() is met in {', '.join(own)}"


def check_stopped(response, ledger, asked: str) -> None:
    check_refused(response, asked)
    first = shorten(ledger.queries[0].sql) if ledger.queries else ""
    require(
        not ledger.queries,
        asked=asked,
        expected="no query: the checkpoint comes first",
        got=f"{len(ledger.queries)} queries, the first: {first.partition(' WHERE ')[0]}",
    )


def check_no_line(logbook, asked: str) -> None:
    lines = [line for line in logbook.lines() if "->" in line]
    require(
        not lines,
        asked=asked,
        expected=f"no record on {LOGGER!r}: the logbook is behind the checkpoint",
        got="\n".join(lines),
    )


def test_somebody_reaches_the_list(logbook):
    """A signed-in request passes all bricks of ArticleList: 200 for GET, 405 for POST, one line."""
    seed_articles(3)
    view = view_of(views.ArticleList)
    for method, status in [("GET", 200), ("POST", 405)]:
        logbook.records.clear()
        asked = f"{method} /articles/?page=1, signed in\n{met(views.ArticleList)}"
        request = request_for(method, "/articles/?page=1", somebody())
        response = ask(view, request, asked=asked)
        require(
            response.status_code == status,
            asked=asked,
            expected=status,
            got=response.status_code,
        )
        check_line(logbook, f"{method} /articles/ -> {status}", asked)


@pytest.mark.urls(URLS)
def test_article_list_in_the_urlconf(client):
    """ArticleList stands in the given URLconf and refuses a request that nobody signed."""
    require(views.ArticleList, asked="ArticleList", expected="a class", got="nothing")
    response = client.get("/articles/")
    require(
        response.status_code == 401,
        asked="GET /articles/ through Django's handler, without any middleware",
        expected="401",
        got=response.status_code,
    )


# Other towers -----------------------------------------------------------------------------------


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
