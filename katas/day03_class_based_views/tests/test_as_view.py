"""Task 1: what as_view() makes of a class, and the instance that each request meets."""

import inspect
from typing import Any

import pytest
from django.http import HttpResponse
from django.views import View

from katas.day03_class_based_views.tests.driver import (
    Handler,
    ask,
    desk,
    layers,
    no_error,
    request_for,
    view_of,
    views,
)
from katas.day03_class_based_views.tests.let_go import check_nothing_outlives_its_instance
from katas.day03_class_based_views.tests.midst import of_djangos_view
from katas.harness.verdicts import require

pytestmark = pytest.mark.task(1)


def test_written_by_hand():
    """PlainView is a class of its own: View is not among its ancestors, nor does it do the work."""
    found = views.PlainView
    require(isinstance(found, type), asked="PlainView", expected="a class", got=found)
    require(
        not issubclass(found, View),
        asked="the ancestors of PlainView",
        expected="no django.views.View: today the factory is built by hand",
        got=layers(found),
    )
    view_class = desk(found, get=Handler().method())
    borrowed = of_djangos_view(lambda: view_class.as_view()(request_for()))
    require(
        not borrowed,
        asked="Desk(PlainView).as_view(), and a GET to that view",
        expected="no function of django.views.View runs: today the factory is built by hand",
        got=f"View's own: {', '.join(f'{name}()' for name in borrowed)}",
    )


def test_plain_function_with_the_class_on_it():
    """as_view() returns a plain function that bears the class's name, docstring and view_class."""
    view_class = desk(views.PlainView, get=Handler().method(), __qualname__="Paper.Desk")
    view = view_of(view_class)
    require(
        inspect.isfunction(view),
        asked="Desk.as_view()",
        expected="a plain function",
        got=f"{type(view).__name__}: {view!r}".replace(hex(id(view)), "..."),
    )
    for name, wish in [("__name__", "Desk"), ("__doc__", "A desk."), ("view_class", view_class)]:
        got = getattr(view, name, "no such attribute")
        require(
            got == wish,
            asked=f"Desk.as_view().{name}"
            + ", where Desk has the docstring 'A desk.'" * (name == "__doc__"),
            expected=wish if isinstance(wish, str) else "the class Desk",
            got=f"the class {got.__name__}" if isinstance(got, type) else str(got),
        )


def test_docstring_as_it_is():
    """The function's docstring is the class's own: None where it has none, blanks and all."""
    parent = desk(views.PlainView, __doc__="The parent's.")
    child = desk(parent, __doc__=None)
    indented = desk(parent, __doc__="\n    A desk.\n\n        Of oak.\n    ")
    for view_class, where in [
        (child, "Desk has no docstring, and its parent has one"),
        (indented, "Desk has an indented docstring"),
    ]:
        got = view_of(view_class).__doc__
        require(
            got == view_class.__doc__,
            asked=f"Desk.as_view().__doc__, where {where}",
            expected=repr(view_class.__doc__),
            got=repr(got),
        )


def test_new_instance_for_each_request():
    """Each request meets a new instance, without what an earlier request left on its own."""
    left = []

    def get(self, request):
        left.append((self, list(vars(self))))
        self.draft = "half a sentence"
        return HttpResponse()

    view = view_of(desk(views.PlainView, get=get))
    for _ in range(3):
        ask(view, request_for())
    instances = {id(instance) for instance, _ in left}
    require(
        len(left) == 3 and len(instances) == 3,
        asked="three requests to one view",
        expected="3 instances, all alive and all different",
        got=f"{len(instances)} instance for {len(left)} requests",
    )
    served = type(left[0][0])
    require(
        not issubclass(served, View),
        asked="the ancestors of the instance that serves a request",
        expected="no django.views.View: today the factory is built by hand",
        got=layers(served),
    )
    require(
        not any("draft" in names for _, names in left),
        asked="set self.draft in get(), three times",
        expected="no request finds a draft from before",
        got="a later request found self.draft",
    )
    check_init_runs_each_time()
    check_nothing_outlives_its_instance()


def check_init_runs_each_time() -> None:
    """A list that __init__() makes is empty at each request: a copied instance would share it."""
    found: list[object] = []

    def init(self, *args, **kwargs):
        super(view_class, self).__init__(*args, **kwargs)
        self.notes = []

    def get(self, request):
        found.append(len(self.notes))
        self.notes.append("half a sentence")
        return HttpResponse()

    view_class = desk(views.PlainView, __init__=init, get=get)
    view = view_of(view_class)
    for _ in range(3):
        ask(view, request_for())
    require(
        found == [0, 0, 0],
        asked="three requests to a class whose __init__() sets self.notes = []",
        expected="each finds self.notes empty, and appends to it",
        got=f"they found {', '.join(map(str, found))} notes there",
    )


def test_setup_stores_the_request():
    """setup() runs before the handler and stores request, args and kwargs on the instance."""
    handler = Handler()
    order: list[str] = []

    def setup(self, request, *args, **kwargs):
        super(view_class, self).setup(request, *args, **kwargs)
        order.append("setup")

    handler.first = lambda: order.append("get")
    view_class = desk(views.PlainView, get=handler.method(), setup=setup)
    request = request_for(path="/desk/?page=2")
    ask(view_of(view_class), request, 7, slug="storm")
    require(
        order == ["setup", "get"],
        asked="GET /desk/?page=2 to a class that overrides setup() and calls super().setup()",
        expected="setup(), then get()",
        got=", then ".join(f"{name}()" for name in order) or "neither",
    )
    instance = handler.calls[0][0]
    missing = object()
    for name, wish in [("request", request), ("args", (7,)), ("kwargs", {"slug": "storm"})]:
        with no_error(f"self.{name}, after GET /desk/?page=2 was answered"):
            got = getattr(instance, name, missing)
        require(
            got is wish if name == "request" else plain(got) == wish,
            asked="GET /desk/?page=2, and the URL gives 7 and slug='storm'",
            expected=f"self.{name} is {'the request' if name == 'request' else wish}",
            got="no such attribute" if got is missing else got,
        )


def test_setup_comes_first():
    """setup() finds the initkwargs, stores what it is given, and what it changes stays."""
    seen: dict[str, Any] = {}

    def setup(self, request, *args, **kwargs):
        seen.setdefault("given", (args, kwargs))
        seen["limit"] = self.limit
        super(view_class, self).setup(request, *args, **{**kwargs, "slug": "calm"})
        self.limit += 1
        seen["stored"] = (plain(self.args), plain(self.kwargs))
        # What setup() returns is nobody's answer.
        return HttpResponse("set up", status=404)

    def dispatch(self, request, *args, **kwargs):
        seen.setdefault("given", "nothing: dispatch() was called before it")
        return super(view_class, self).dispatch(request, *args, **kwargs)

    get = Handler()
    members = {"limit": 10, "setup": setup, "dispatch": dispatch, "get": get.method()}
    view_class = desk(views.PlainView, **members)
    ask(view_of(view_class, limit=20), request_for(), 7, slug="storm")
    asked = "GET /desk/, and the URL gives 7 and slug='storm', to a class that overrides setup()"
    wish = ((7,), {"slug": "storm"})
    require(
        seen["given"] == wish,
        asked=asked,
        expected=f"setup() is called before dispatch(), with {wish}",
        got=f"setup() was given {seen['given']}",
    )
    wish = ((7,), {"slug": "calm"})
    require(
        seen["stored"] == wish,
        asked=f"{asked}\nand calls super().setup(request, 7, slug='calm')",
        expected=f"self.args and self.kwargs are {wish}",
        got=seen["stored"],
    )
    wish = ((7,), {"slug": "storm"})
    require(
        get.calls,
        asked=f"{asked} and returns something",
        expected="dispatch() is called all the same, and get()",
        got="get() was not called",
    )
    require(
        get.calls[0][2:] == wish,
        asked=f"{asked}\nand calls super().setup(request, 7, slug='calm')",
        expected=f"dispatch() and get() are still called with {wish}",
        got=f"get() was called with {get.calls[0][2:]}",
    )
    limit = get.calls[0][0].limit
    require(
        limit == seen["limit"] + 1,
        asked="as_view(limit=20) of a class whose setup() adds 1 to self.limit, which is 10",
        expected="self.limit is 20 in setup(), and 21 in get()",
        got=f"self.limit is {seen['limit']} in setup(), and {limit} in get()",
    )


def plain(value):
    """A sequence as a tuple, a mapping as a dict, so that either kind may be stored."""
    if isinstance(value, list):
        return tuple(value)
    return dict(value) if hasattr(value, "keys") else value
