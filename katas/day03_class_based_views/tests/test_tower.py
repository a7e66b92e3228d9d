"""Task 4: the order of the tower, in ArticleList."""

import inspect
import logging

import pytest
from django.http.response import HttpResponseBase
from django.views import View

from katas.day03_class_based_views.tests.driver import (
    METHODS,
    URLS,
    ask,
    carried,
    met,
    name_of,
    request_for,
    view_of,
    views,
)
from katas.day03_class_based_views.tests.expectations import (
    check_refused,
)
from katas.day03_class_based_views.tests.logbook import check_line, check_no_line
from katas.day03_class_based_views.tests.newsdesk import article
from katas.day03_class_based_views.tests.odd_requests import odd_requests
from katas.day03_class_based_views.tests.people import (
    RESERVED_STRANGERS,
    STRANGERS,
    somebody,
    stranger,
)
from katas.harness.meters.database import shorten, watching
from katas.harness.verdicts import require
from katas.newsroom.factories import TagFactory, random_moment

# Tests that use the database come first in a run: with the mark on all, their order is this file's.
pytestmark = [pytest.mark.task(4), pytest.mark.django_db]


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


# A tag that an article bears, two of them, one that is sent thirty times.
PATHS = ["/articles/", "/articles/?tag=storm", "/articles/?tag=river&tag=storm&page=2"]
PATHS += ["/articles/?" + "&".join(["tag=storm"] * 30)]


def test_strangers_stop_at_the_first_brick(logbook):
    """A stranger at ArticleList gets 401, whatever is asked and how: no query, no line."""
    listed = article(random_moment(), [TagFactory(name="storm"), TagFactory(name="river")])
    view = view_of(views.ArticleList)
    plain = [("GET", path) for path in PATHS] + [(each, PATHS[1]) for each in METHODS]
    for nth, (who, user) in enumerate((STRANGERS | RESERVED_STRANGERS).items()):
        for method, path in plain[: 2 if nth else None]:
            asked = f"{method} {path[:60]}, {who}"
            check_stranger(view, request_for(method, path, user()), asked, logbook)
    for odd, request in odd_requests(stranger):
        check_stranger(view, request, f"{odd}, not signed in", logbook)
    ask(view, request_for("GET", PATHS[1], somebody()))
    logbook.records.clear()
    asked = f"GET {PATHS[1]}, a stranger, after somebody who was signed in asked the same"
    response = check_stranger(view, request_for("GET", PATHS[1], stranger()), asked, logbook)
    require(
        listed.title not in str(carried(response)),
        asked=asked,
        expected="a 401 that tells nothing of what others have got",
        got=f"the title {listed.title!r} is in it",
    )


def check_stranger(view, request, asked: str, logbook) -> HttpResponseBase:
    """Refused, without a query and a line; also when the server closes the response."""
    asked += f"\n{met(views.ArticleList)}"
    with watching() as ledger:
        response = ask(view, request, expected="401", asked=asked)
    check_stopped(response, ledger, asked)
    check_no_line(logbook, asked)
    asked += "\nThen the server closes the response"
    with watching() as ledger:
        response.close()
    check_no_query(
        ledger, asked, note="What is done when a response is closed is done for it, too."
    )
    check_no_line(logbook, asked)
    return response


def check_stopped(response, ledger, asked: str) -> None:
    check_refused(response, asked)
    note = "The checkpoint is in dispatch(). as_view() calls setup() before it."
    check_no_query(ledger, asked, note)


def check_no_query(ledger, asked: str, note: str) -> None:
    count = len(ledger.queries)
    first = shorten(ledger.queries[0].sql) if ledger.queries else ""
    require(
        not ledger.queries,
        asked=asked,
        expected="no query: the checkpoint comes first",
        got=f"{count} {'query' if count == 1 else 'queries'}, the first:"
        f" {first.partition(' WHERE ')[0]}",
        note=note,
    )


def test_somebody_reaches_the_list(logbook):
    """A signed-in request passes all bricks of ArticleList: 200 for GET, 405 for POST, one line."""
    article(random_moment())
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
        # What the list itself may note is not the logbook's line.
        logbook.records = [each for each in logbook.records if each.levelno >= logging.INFO]
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
