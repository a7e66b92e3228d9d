"""Task 1: handlers that fail, requests that change on their way, any set of handlers at all."""

import functools
from typing import Any

import factory.random
import pytest
from django.http import Http404, HttpResponse

from katas.day03_class_based_views.tests.any_error import check_any_error
from katas.day03_class_based_views.tests.driver import (
    METHODS,
    Handler,
    ask,
    desk,
    request_for,
    view_of,
    views,
)
from katas.day03_class_based_views.tests.expectations import (
    calls_text,
    check_allow,
    check_changed_on_the_way,
    passed_text,
)
from katas.day03_class_based_views.tests.midst import at_each_line
from katas.day03_class_based_views.tests.outcomes import (
    ODD,
    check_raised,
    error_of,
    raising,
)
from katas.day03_class_based_views.tests.overlap import Gate, overlap
from katas.day03_class_based_views.tests.responses import RESPONSES, check_returned
from katas.harness.verdicts import require

pytestmark = pytest.mark.task(1)


def test_errors_of_a_handler_pass():
    """An exception from inside a handler passes through as it is: it says nothing of the method."""
    for kind in (AttributeError, KeyError, TypeError, NotImplementedError, Http404, *ODD):
        for name, method in [("get", "GET"), ("get", "HEAD"), ("head", "HEAD"), ("put", "PUT")]:
            raised = error_of(kind)
            handler, get = Handler(first=raising(raised)), Handler()
            members = {"get": get.method(), name: handler.method()}
            view = view_of(desk(views.PlainView, **members))
            check_raised(view, request_for(method), raised, f"{name}() of Desk(PlainView)")
            calls = [name for _ in handler.calls] + ["get" for _ in get.calls]
            require(
                calls == [name],
                asked=f"{method} /desk/, {name}() of Desk(PlainView) raises {kind.__name__}",
                expected=f"{name}() is called once, and no other handler",
                got=f"called: {', '.join(calls)}",
            )
    check_any_error(functools.partial(desk, views.PlainView), None, "get() of Desk(PlainView)")


def test_any_response_of_a_handler():
    """Whatever response a handler returns, and to whichever method, it comes back as it was."""
    for kind, make in RESPONSES.items():
        for method in ("GET", "HEAD"):
            handler = Handler(202, make=make)
            asked = f"{method} /desk/ to Desk(PlainView), get() returns {kind}"
            view = view_of(desk(views.PlainView, get=handler.method()))
            check_returned(ask(view, request_for(method), asked=asked), handler, asked)


def test_dispatch_goes_by_what_it_is_given():
    """A layer before PlainView may change request and arguments: dispatch() goes by those."""
    for method in METHODS:
        name, handler = method.lower(), Handler()
        request = request_for("GET" if method != "GET" else "POST")
        asked = f"{request.method} /desk/ to a class with {name}(); a middleware has set"
        asked += f"\nrequest.method = {method!r}"
        request.method = method
        response = ask(view_of(desk(views.PlainView, **{name: handler.method()})), request)
        got = f"{name}() was not called; the answer was {response.status_code}"
        require(handler.calls, asked=asked, expected=f"{name}() is called", got=got)
    for method in METHODS:
        other = request_for(method, "/other/")
        check_changed_on_the_way([views.PlainView], Handler(), other)


def test_any_set_of_handlers():
    """Whatever handlers a class has and inherits, each method finds its own or a 405 with Allow."""
    draw = factory.random.randgen
    names = [method.lower() for method in METHODS]
    sets = [[name] for name in names] + [[n for n in names if n != name] for name in names]
    sets += [draw.sample(names, draw.randrange(2, 7)) for _ in range(4)]
    requests = {method: request_for(method) for method in [*METHODS, "BREW"]}
    for chosen in sets:
        handlers = {name: Handler() for name in chosen}
        inherited = draw.sample(chosen, draw.randrange(len(chosen) + 1))
        parent = desk(views.PlainView, **{name: handlers[name].method() for name in inherited})
        own = [name for name in chosen if name not in inherited]
        view = view_of(desk(parent, **{name: handlers[name].method() for name in own}))
        said = f"a class with {calls_text(chosen)}; inherited: {calls_text(inherited)}"
        for method, request in requests.items():
            check_one_of_a_set(view, request, handlers, f"{method} /desk/ to {said}")


def check_one_of_a_set(view: Any, request: Any, handlers: dict[str, Handler], asked: str) -> None:
    """One request to a class that has these handlers and no others."""
    name = request.method.lower()
    if name == "head" and name not in handlers:
        name = "get"
    if name == "options" and name not in handlers:
        return
    wish = name if name in handlers else ""
    expected = f"{wish}() is called" if wish else "405, and no handler is called"
    for handler in handlers.values():
        handler.calls.clear()
    response = ask(view, request, expected=expected, asked=asked)
    called = [name for name, handler in handlers.items() for _ in handler.calls]
    require(
        called == [wish] * bool(wish) and response.status_code == (200 if wish else 405),
        asked=asked,
        expected=expected,
        got=f"{response.status_code}; called: {', '.join(called) or 'none'}",
    )
    if not wish:
        check_allow(response, list(handlers), asked)


def test_request_in_the_middle_of_another():
    """A request that is handled in the middle of another doesn't touch its request or kwargs."""
    seen: list[Any] = []

    def get(self, request, number):
        if number == 1:
            view(request_for(path="/second/"), number=2)
        seen.append((number, self.request.path, self.kwargs))
        return HttpResponse()

    view = view_of(desk(views.PlainView, get=get))
    ask(view, request_for(path="/first/"), number=1)
    require(
        seen == [(2, "/second/", {"number": 2}), (1, "/first/", {"number": 1})],
        asked="GET /first/; in the middle of it, the same view serves GET /second/",
        expected="self.request of the first is still GET /first/",
        got="\n".join(f"request {n}: self.request is GET {p}, self.kwargs {k}" for n, p, k in seen),
    )


def test_dispatch_in_the_middle_of_another():
    """A handler may hand another request to self.dispatch(): that finds a handler of its own."""
    for method in METHODS:
        handler = Handler()

        forwarded: list[str] = []

        def forward(self, request, method=method, forwarded=forwarded):
            forwarded.append(method)
            if len(forwarded) > 1:
                return HttpResponse("met again")
            return self.dispatch(request_for(method))

        name = "post" if method == "GET" else "get"
        members = {method.lower(): handler.method(), name: forward}
        asked = f"{name.upper()} /desk/; {name}() returns self.dispatch() of a {method} request"
        view = view_of(desk(views.PlainView, **members))
        response = ask(view, request_for(name.upper()), asked=asked)
        calls = {f"{method.lower()}()": len(handler.calls), f"{name}()": len(forwarded)}
        counts = ", ".join(passed_text(what, "called", times) for what, times in calls.items())
        require(
            len(handler.calls) == 1 and response is handler.response,
            asked=asked,
            expected=f"{method.lower()}() is called, and its response",
            got=f"{response.status_code}; {counts}",
        )


@pytest.mark.machine
def test_requests_that_overlap():
    """Two requests at the same time have each its own request and kwargs, whichever ends first."""
    gates = {1: Gate(), 2: Gate()}
    seen: list[Any] = []

    def get(self, request, number):
        gates[number]()
        seen.append((number, self.request.path, self.kwargs))
        return HttpResponse()

    view = view_of(desk(views.PlainView, get=get))
    calls = {n: functools.partial(view, request_for(path=f"/{n}/"), number=n) for n in gates}
    overlap(*[(gates[n], calls[n]) for n in gates])
    require(
        seen == [(n, f"/{n}/", {"number": n}) for n in gates],
        asked="GET /1/ and GET /2/ to one view at the same time; the first begins and ends first",
        expected="self.request and self.kwargs are those of the request, in either",
        got="\n".join(f"request {n}: self.request is GET {p}, self.kwargs {k}" for n, p, k in seen)
        or "neither was handled",
    )
    check_before_each_line()


def check_before_each_line() -> None:
    """The same where the second comes before each line of the answer's."""
    seen: list[Any] = []

    def get(self, request, number):
        seen.append((number, self.request.path, self.kwargs))
        return HttpResponse()

    view = view_of(desk(views.PlainView, get=get))
    at_each_line(
        lambda: ask(view, request_for(path="/1/"), number=1),
        lambda: ask(view, request_for(path="/2/"), number=2),
    )
    wish = [(n, f"/{n}/", {"number": n}) for n in (1, 2)]
    wrong = [each for each in seen if each not in wish]
    require(
        not wrong and seen.count(wish[0]) == 1,
        asked="GET /1/; before each line of views.py on its way, the same view\n"
        "answers GET /2/ in another thread",
        expected="GET /1/ is handled once, and either has its own self.request\nand self.kwargs",
        got="\n".join(
            f"number {n}: self.request is GET {p}, self.kwargs {k}" for n, p, k in wrong[:3]
        )
        or f"GET /1/ was handled {seen.count(wish[0])} times",
    )
