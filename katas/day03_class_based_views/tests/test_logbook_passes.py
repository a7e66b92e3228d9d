"""Task 3: each pass has a line of its own, whatever goes on before, around and in it."""

import contextlib
import functools
import itertools
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from katas.day03_class_based_views.tests.driver import (
    Handler,
    ask,
    base_named,
    desk,
    request_for,
    view_of,
    views,
)
from katas.day03_class_based_views.tests.logbook import Logbook, check_line, check_lines
from katas.day03_class_based_views.tests.midst import at_each_line
from katas.day03_class_based_views.tests.outcomes import HasStatus, Unusual
from katas.day03_class_based_views.tests.overlap import Gate, overlap
from katas.harness.verdicts import require

pytestmark = pytest.mark.task(3)
bases = pytest.mark.parametrize("base", ["PlainView", "View"])

End = int | str
ENDS: list[End] = [200, "error", 404]
SAME = "the same object"


def logged(base: str, **members) -> Any:
    return desk(views.LoggingMixin, base_named(base), **members)


@bases
def test_errors_of_others_are_not_its_own(base, logbook):
    """A view that is asked while some other error is being handled tells of its own end."""
    own = HasStatus("from the handler")

    def get(self, request):
        raise own

    asked = "GET /desk/, from inside an `except`, as Django calls the view of handler500"
    asked += f"\nDesk(LoggingMixin, {base}), get() "
    answers = view_of(logged(base, get=Handler(503).method()))
    raises = view_of(logged(base, get=get))
    came: Any = None
    try:
        raise Unusual
    except Unusual:
        ask(answers, request_for(), asked=f"{asked}answers 503")
        check_line(logbook, "GET /desk/ -> 503", f"{asked}answers 503")
        logbook.records.clear()
        try:
            came = raises(request_for())
        except Exception as error:
            came = error
    asked += "raises an error of its own"
    require(came is own, asked=asked, expected="this very error comes out", got=repr(came))
    check_line(logbook, "GET /desk/ -> error", asked)


def ended(end: End) -> HttpResponse:
    """What a handler does so that its request ends like that."""
    if end == "error":
        raise Unusual
    return HttpResponse(status=int(end))


# How a request is answered in the middle of GET /outer/, and what the line of that begins with.
# The functions are given the outer view, the instance at work, and the outer request. What
# self.dispatch() is given has the method and the path of self.request: a logbook may go by that.
Way = Callable[[Any, Any, HttpRequest], HttpResponseBase]
OUTER = "GET /outer/"
WAYS: list[tuple[str, str, Way]] = [
    (
        "the same view is asked POST /inner/",
        "POST /inner/",
        lambda view, _, outer: view(request_for("POST", "/inner/")),
    ),
    (
        "self.dispatch() is given another GET /outer/",
        OUTER,
        lambda _, self, outer: self.dispatch(request_for(path="/outer/")),
    ),
    (
        "self.dispatch() is given the same request again",
        OUTER,
        lambda _, self, outer: self.dispatch(outer),
    ),
    ("the same view is given the same request", OUTER, lambda view, _, outer: view(outer)),
    ("another view is given the same request", OUTER, lambda view, _, outer: view.other(outer)),
]


@bases
def test_each_pass_has_its_own_line(base, logbook):
    """A line tells how its own pass ended, whatever another did in the middle of it.

    The other may be one of the same view, instance or request, and its end that of both.
    """
    every = itertools.product(WAYS, ENDS, [*ENDS, SAME])
    # On the other base a few will do, another of each way.
    for (does, line, way), end, then in itertools.islice(
        every, 0, None, 5 if base == "View" else 1
    ):
        logbook.records.clear()
        view = nesting_view(base, way, end, then)
        answer(view, request_for(path="/outer/"))
        same = f"the same {'error' if end == 'error' else 'response'} object"
        asked = f"{OUTER}, which ends with {same if then == SAME else then}; in the middle"
        asked += f"\nof it, {does}, which ends with {end}\nDesk(LoggingMixin, {base})"
        wish = [f"{line} -> {end}", f"{OUTER} -> {end if then == SAME else then}"]
        check_lines(logbook, wish, asked)


def nesting_view(base: str, way: Way, end: End, then: End) -> Any:
    """A view whose get() has another request answered, which ends with `end`, then ends itself."""
    within: list[bool] = []

    def post(self, request):
        return ended(end)

    def get(self, request):
        if within:
            return ended(end)
        within.append(True)
        if then == SAME:
            return way(view, self, request)
        try:
            way(view, self, request)
        except Unusual:
            return ended(then)
        return ended(then)

    view: Any = view_of(logged(base, get=get, post=post))
    view.other = view_of(logged(base, get=post))
    return view


def answer(view: Any, request: HttpRequest) -> None:
    try:
        view(request)
    except Unusual:
        return


@bases
@pytest.mark.machine
def test_passes_that_overlap(base, logbook):
    """Of two passes at the same time, the first may end first: each line tells of its own."""
    pairs: list[tuple[End, End]] = [(200, "error"), ("error", 404)]
    for first, second in pairs:
        logbook.records.clear()
        gates, calls = [Gate(), Gate()], []
        members = {}
        for method, end, gate in zip(["get", "post"], [first, second], gates, strict=True):
            members[method] = held(gate, end)
        view = view_of(logged(base, **members))
        for method, gate in zip(["GET", "POST"], gates, strict=True):
            request = request_for(method, f"/{method.lower()}/")
            calls.append((gate, functools.partial(answer, view, request)))
        overlap(*calls)
        asked = f"GET /get/, which ends with {first}; before it ends, POST /post/ begins,"
        asked += f"\nand ends after it, with {second}\nDesk(LoggingMixin, {base}), one view"
        check_lines(logbook, [f"GET /get/ -> {first}", f"POST /post/ -> {second}"], asked)
    first, second = pairs[base == "View"]
    check_before_each_line(base, first, second, logbook)


def check_before_each_line(base: str, first: End, second: End, logbook: Logbook) -> None:
    """A pass has its own line, also where others come before each line of the answer's."""
    members = {
        "get": lambda self, request: ended(first),
        "post": lambda self, request: ended(second),
    }
    view, others = view_of(logged(base, **members)), itertools.count()

    def other() -> None:
        next(others)
        asked_somehow(view, request_for("POST", "/post/"))

    logbook.records.clear()
    at_each_line(lambda: asked_somehow(view, request_for(path="/get/")), other)
    wish = {f"INFO  GET /get/ -> {first}": 1, f"INFO  POST /post/ -> {second}": next(others)}
    lines = Counter(logbook.lines())
    asked = f"GET /get/, which ends with {first}; before each line of views.py"
    asked += f"\non its way, POST /post/ in another thread, which ends with {second}"
    require(
        lines == wish,
        asked=f"{asked}\nDesk(LoggingMixin, {base}), one view",
        expected="\n".join(f"{line}   (times: {wish[line]})" for line in wish),
        got="\n".join(f"{line}   (times: {lines[line]})" for line in sorted(lines)),
        note=SHARED,
    )


def asked_somehow(view: Any, request: HttpRequest) -> None:
    """Which error comes out is another test's question."""
    with contextlib.suppress(Exception):
        view(request)


SHARED = "What stands on a class or in a module is one for all requests, threads included."


def held(gate: Gate, end: End) -> Callable[..., HttpResponse]:
    def handler(self, request):
        gate()
        return ended(end)

    return handler
