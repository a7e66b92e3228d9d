"""Task 1: the factory. PlainView alone, without a brick before it."""

import inspect
from typing import Any

import pytest
from django.http import HttpResponse
from django.views import View

from katas.day03_class_based_views.tests.driver import (
    ALWAYS_ALLOWED,
    METHODS,
    Handler,
    ask,
    desk,
    layers,
    place_of,
    request_for,
    view_of,
    views,
)
from katas.harness.verdicts import require

pytestmark = pytest.mark.task(1)


def test_written_by_hand():
    """PlainView is a class of its own: django.views.View is not among its ancestors."""
    found = views.PlainView
    require(
        isinstance(found, type),
        asked="PlainView",
        expected="a class",
        got=found,
    )
    require(
        not issubclass(found, View),
        asked="the ancestors of PlainView",
        expected="no django.views.View: today the factory is built by hand",
        got=layers(found),
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
            asked=f"Desk.as_view().{name}, where Desk has the docstring 'A desk.'",
            expected=wish if isinstance(wish, str) else "the class Desk",
            got=str(got),
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
    require(
        not any("draft" in names for _, names in left),
        asked="set self.draft in get(), three times",
        expected="no request finds a draft from before",
        got="a later request found self.draft",
    )
    check_init_runs_each_time()


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


def test_initkwargs_become_attributes():
    """Each initkwarg is an attribute of the instance, whatever its value and its default."""
    seen: dict[str, Any] = {}

    def get(self, request):
        names = ("section", "limit", "template", "inherited")
        seen.update({name: getattr(self, name) for name in names})
        return HttpResponse()

    parent = desk(views.PlainView, inherited="from the parent")
    child = desk(parent, section="news", limit=10, template=None, get=get)
    defaults = {"section": "news", "limit": 10, "template": None, "inherited": "from the parent"}
    first: dict[str, Any] = {"section": "sports", "template": "wide.html"}
    second: dict[str, Any] = {"limit": 0, "inherited": "from as_view"}
    plain, one, two = view_of(child), view_of(child, **first), view_of(child, **second)
    for view, given in [(one, first), (two, second), (plain, {}), (one, first)]:
        ask(view, request_for())
        require(
            seen == defaults | given,
            asked=f"a view made by as_view({text_of(given)}), beside others of the same class",
            expected=f"in get(): {text_of(defaults | given)}",
            got=f"in get(): {text_of(seen)}",
        )
    check_function_as_value()


def check_function_as_value() -> None:
    """A function among the initkwargs stays what it is: no method is made of it."""

    def newest_first(articles):
        return articles

    def oldest_first(articles):
        return articles

    handler = Handler()
    view_class = desk(views.PlainView, order=staticmethod(oldest_first), get=handler.method())
    ask(view_of(view_class, order=newest_first), request_for())
    got = handler.calls[0][0].order
    require(
        got is newest_first,
        asked="a view made by as_view(order=newest_first), where newest_first is a function",
        expected="in get(): self.order is that very function",
        got="another object: the function, bound to the instance"
        if getattr(got, "__self__", None) is not None
        else f"another object: {type(got).__name__}",
    )


def text_of(values: dict) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in values.items())


def test_unknown_initkwargs_are_refused():
    """as_view() raises TypeError for an initkwarg that is no attribute of the class."""
    view_class = desk(views.PlainView, section="news", get=Handler().method())
    view_of(view_class, section="sports")
    require_type_error(view_class, "sektion", "the class has no such attribute")
    require_type_error(view_class, "_section", "the class has no such attribute")
    require_type_error(view_class, "sektion", "the class has no such attribute", section="sports")


def test_method_names_are_refused():
    """as_view() raises TypeError for an initkwarg that is the name of an HTTP method."""
    members = {each: Handler().method() for each in ("get", "post", "options")}
    parent = desk(views.PlainView, post=members.pop("post"))
    view_class = desk(parent, section="news", **members)
    view_of(view_class, section="sports")
    for method in METHODS:
        name = method.lower()
        reason = (
            "it would replace a handler"
            if hasattr(view_class, name)
            else "it would become a handler"
        )
        require_type_error(view_class, name, reason)


def require_type_error(view_class: Any, name: str, reason: str, **known: str) -> None:
    got, where = "a view, and no error", ""
    given = {**known, name: "x"}
    try:
        view_class.as_view(**given)
    except Exception as error:
        got, where = f"{type(error).__name__}: {error}", place_of(error)
        if isinstance(error, TypeError):
            return
    require(
        False,
        asked=f"Desk.as_view({text_of(given)})",
        expected=f"TypeError at once: {reason}",
        got=got,
        where=where,
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
    stored = [getattr(instance, name, missing) for name in ("request", "args", "kwargs")]
    for name, got, wish in zip(
        ("request", "args", "kwargs"), stored, (request, (7,), {"slug": "storm"}), strict=True
    ):
        same = got is wish if name == "request" else plain(got) == wish
        require(
            same,
            asked="GET /desk/?page=2, and the URL gives 7 and slug='storm'",
            expected=f"self.{name} is {'the request' if name == 'request' else wish}",
            got="no such attribute" if got is missing else got,
        )
    check_setup_comes_first()


def check_setup_comes_first() -> None:
    """setup() has all there is, stores what it is given, and what it changes is not overwritten."""
    seen: dict[str, Any] = {}

    def setup(self, request, *args, **kwargs):
        seen.setdefault("given", (args, kwargs))
        seen["limit"] = self.limit
        super(view_class, self).setup(request, *args, **{**kwargs, "slug": "calm"})
        self.limit += 1
        seen["stored"] = (plain(self.args), plain(self.kwargs))

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


def test_handler_named_after_the_method():
    """dispatch() calls the method named after the HTTP method, and its response is the answer."""
    for method in METHODS:
        check_handler(method)


def check_handler(method: str) -> None:
    handlers = {name: Handler() for name in METHODS}
    members = {name.lower(): handler.method() for name, handler in handlers.items()}
    view = view_of(desk(views.PlainView, **members))
    request = request_for(method)
    response = ask(view, request, 7, slug="storm")
    called = [name.lower() for name, handler in handlers.items() for _ in handler.calls]
    require(
        called == [method.lower()],
        asked=f"{method} /desk/ to a class with all eight handlers",
        expected=f"one call: {method.lower()}()",
        got=f"called: {', '.join(called) or 'none'}; the answer was {response.status_code}",
    )
    arguments = list(handlers[method].calls[0][1:])
    require(
        arguments == [request, (7,), {"slug": "storm"}],
        asked=f"{method} /desk/, and the URL gives 7 and slug='storm'",
        expected=f"{method.lower()}(request, 7, slug='storm')",
        got=f"args {arguments[1]}, kwargs {arguments[2]}",
    )
    require(
        response is handlers[method].response,
        asked=f"{method} /desk/",
        expected="the response that the handler returned",
        got=f"another response, {response.status_code}",
    )


def test_no_other_method_is_a_handler():
    """Only the eight HTTP methods find a handler; SETUP, DISPATCH, PUBLISH are answered by 405."""
    publish = Handler()
    helpers = {"publish": publish.method(), "connect": publish.method()}
    members = {"get": Handler().method(), "section": "news", **helpers}
    view = view_of(desk(views.PlainView, **members))
    ask(view, request_for())
    for method in ["SETUP", "DISPATCH", "AS_VIEW", "PUBLISH", "SECTION", "BREW", "CONNECT"]:
        helper = "connect" if method == "CONNECT" else "publish"
        asked = f"{method} /desk/ to a class with get(), a helper {helper}() and section = 'news'"
        response = ask(view, request_for(method), expected="405: no method of the class is called")
        require(
            response.status_code == 405 and not publish.calls,
            asked=asked,
            expected="405: no method of the class is called",
            got=f"{response.status_code}" + (f", and {helper}() ran" if publish.calls else ""),
        )


def test_405_says_what_is_allowed():
    """A method without a handler is answered by 405, whose Allow names every method there is."""
    for names in (["get"], ["post"], ["get", "post", "delete"]):
        check_405(names)


def check_405(names: list[str]) -> None:
    """Of the methods, the first is inherited from afar, the others are the class's own."""
    parent = desk(desk(views.PlainView, **{names[0]: Handler().method()}))
    # What a class finds out about itself, at its first request, is not true of its children.
    ask(view_of(parent), request_for("PUT"), expected="405, for want of a put()")
    view_class = desk(parent, **{name: Handler().method() for name in names[1:]})
    asked = f"PUT /desk/ to a class that inherits {names[0]}()"
    asked += f" and has {calls_text(names[1:])}" if names[1:] else ""
    asked += ";\nits parent was asked before"
    response = ask(view_of(view_class), request_for("PUT"), expected="405, for want of a put()")
    require(
        response.status_code == 405,
        asked=asked,
        expected="405, for want of a put()",
        got=response.status_code,
    )
    allow = response.get("Allow")
    found = {part.strip() for part in (allow or "").split(",") if part.strip()}
    wish = {name.upper() for name in names}
    require(
        wish <= found <= wish | ALWAYS_ALLOWED,
        asked=asked,
        expected=f"Allow: {', '.join(sorted(wish))}   (HEAD and OPTIONS as you like)",
        got="no Allow header" if allow is None else f"Allow: {allow or '(empty)'}",
    )


def calls_text(names: list[str]) -> str:
    return ", ".join(f"{name}()" for name in names)


def test_head_falls_back_to_get():
    """HEAD is answered by head() if the class has one, else by get(), else by 405."""
    cases = [(("get",), "get"), (("get", "head"), "head"), (("post",), "")]
    for names, wish in cases:
        handlers = {name: Handler() for name in names}
        members = {name: handler.method() for name, handler in handlers.items()}
        expected = f"{wish}() is called, and its 200" if wish else "405"
        response = ask(
            view_of(desk(views.PlainView, **members)), request_for("HEAD"), expected=expected
        )
        called = [name for name, handler in handlers.items() for _ in handler.calls]
        same = not wish or response is handlers[wish].response
        require(
            called == [wish] * bool(wish)
            and response.status_code == (200 if wish else 405)
            and same,
            asked=f"HEAD /desk/ to a class with {calls_text(list(names))}",
            expected=expected,
            got=f"{response.status_code}; called: {', '.join(called) or 'none'}"
            + (", but the answer is another response" if called == [wish] and not same else ""),
        )
    check_inherited_get()


def check_inherited_get() -> None:
    """GET and HEAD find a get() that a brick to the right has, and the request stays a HEAD."""
    get = Handler()
    brick = type("Brick", (), {"get": get.method()})
    view = view_of(desk(desk(views.PlainView), brick))
    for method in ("HEAD", "GET"):
        request = request_for(method)
        response = ask(view, request, expected="get() is called, and its 200")
        require(
            response is get.response and request.method == method,
            asked=f"{method} /desk/ to class Desk(Parent, Brick), which inherits get() from Brick",
            expected=f"get() is called, and its 200; request.method is {method}",
            got=f"{response.status_code}; called: {'get' if get.calls else 'none'}; "
            f"request.method is {request.method}",
        )
        get.response = None
    check_overridden_get()


def check_overridden_get() -> None:
    """A child's own get() answers GET and HEAD, although its parent has been in use before."""
    theirs, own = Handler(), Handler()
    parent = desk(views.PlainView, get=theirs.method())
    ask(view_of(parent), request_for())
    view = view_of(desk(parent, get=own.method()))
    for method in ("GET", "HEAD"):
        response = ask(view, request_for(method), expected="the child's get() is called")
        require(
            response is own.response and len(theirs.calls) == 1,
            asked=f"{method} /desk/ to class Desk(Parent) with a get() of its own;\n"
            "Parent, which has another, was asked before",
            expected="the get() of Desk is called, and its 200",
            got=f"{response.status_code}; called: "
            + ("the get() of Parent" if len(theirs.calls) > 1 else "none"),
        )
        own.response = None
