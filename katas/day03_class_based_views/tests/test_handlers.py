"""Task 1: which handler PlainView calls, with what, and what it answers where there is none."""

import pytest
from django.http import HttpResponse

from katas.day03_class_based_views.tests.driver import (
    FROM_THE_URL,
    METHODS,
    Handler,
    ask,
    desk,
    no_error,
    request_for,
    text_of,
    view_of,
    views,
)
from katas.day03_class_based_views.tests.expectations import (
    calls_text,
    check_allow,
)
from katas.day03_class_based_views.tests.own_responses import check_own
from katas.harness.verdicts import require

pytestmark = pytest.mark.task(1)


def test_handler_named_after_the_method():
    """dispatch() calls the method named after the HTTP method, and its response is the answer."""
    override = {"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"}
    for method, headers in [*((each, {}) for each in METHODS), ("POST", override)]:
        handlers = {name: Handler() for name in METHODS}
        members = {name.lower(): handler.method() for name, handler in handlers.items()}
        request = request_for(method, **headers)
        response = ask(view_of(desk(views.PlainView, **members)), request)
        called = [name.lower() for name, handler in handlers.items() for _ in handler.calls]
        require(
            called == [method.lower()],
            asked=f"{method} /desk/ to a class with all eight handlers"
            + f"; with {text_of(headers)}" * bool(headers),
            expected=f"one call: {method.lower()}()",
            got=f"called: {', '.join(called) or 'none'}; the answer was {response.status_code}",
        )
        require(
            response is handlers[method].response,
            asked=f"{method} /desk/",
            expected="the response that the handler returned",
            got=f"another response, {response.status_code}",
        )


def test_handler_gets_what_the_url_gave():
    """The handler is called with the request and with all that the URL gave, whatever its name."""
    for method in METHODS:
        handler = Handler()
        name = method.lower()
        view = view_of(desk(views.PlainView, **{name: handler.method()}))
        for args, kwargs in [((), {}), ((7,), {"slug": "storm"}), ((7, 8), FROM_THE_URL)]:
            request = request_for(method)
            asked = f"{method} /desk/ to a class with {name}(), and the URL gives"
            asked += f"\n{args}, {text_of(kwargs) or 'no names'}"
            expected = f"{name}() is called with the request and these"
            response = ask(view, request, *args, expected=expected, asked=asked, **kwargs)
            got = f"{name}() was not called, the answer was {response.status_code}"
            require(handler.calls, asked=asked, expected=expected, got=got)
            met = handler.calls.pop()[1:]
            require(
                met == (request, args, kwargs),
                asked=asked,
                expected=expected,
                got=f"args {met[1]}, kwargs {met[2]}" + ", another request" * (met[0] != request),
            )


def test_405_says_what_is_allowed():
    """A method without a handler is answered by 405, whose Allow names every method there is."""
    for names in (["get"], ["post"], ["get", "post", "delete"], []):
        members = {name: Handler().method() for name in names}
        check_405(desk(views.PlainView, **members), "PUT", names, f"has {calls_text(names)}")
    check_405(views.PlainView, "PUT", [], "is PlainView itself")


def test_405_knows_inherited_handlers():
    """A handler that is inherited from afar is no less allowed than the class's own."""
    for names in (["get"], ["post"], ["get", "post", "delete"]):
        first, more = names[0], names[1:]
        parent = desk(desk(views.PlainView, **{first: Handler().method()}))
        check_405(parent, "PUT", [first], f"inherits {first}()")
        # What a class finds out about itself, at its first request, is not true of its children.
        child = desk(parent, **{name: Handler().method() for name in more})
        said = f"inherits {first}() and has {calls_text(more)} of its own"
        check_405(child, "PUT", names, f"{said}; its parent was asked before")


def test_each_405_is_a_new_one():
    """Each request that finds no handler gets a response of its own, also if it is the same one."""
    view = view_of(desk(views.PlainView, get=Handler().method()))
    for same in (False, True):
        requests = [request_for("PUT") for _ in range(3)]
        asked = f"PUT /desk/ to a class with get(), {'the same request ' * same}three times"
        check_own(view, requests[:1] * 3 if same else requests, asked)
    answers: list[object] = []

    def get(self, request):
        answers.extend(self.dispatch(request_for("PUT")) for _ in range(2))
        return HttpResponse()

    asked = "GET /desk/; get() hands two PUT requests to self.dispatch(), and there is no put()"
    ask(view_of(desk(views.PlainView, get=get)), request_for(), asked=asked)
    require(
        len({id(each) for each in answers}) == 2,
        asked=asked,
        expected="each time a 405 of its own",
        got="the same response object",
    )


def test_no_other_method_is_a_handler():
    """Only the eight HTTP methods find a handler; SETUP, DISPATCH, PUBLISH are answered by 405."""
    publish = Handler()
    helpers = {"publish": publish.method(), "connect": publish.method()}
    members = {"get": Handler().method(), "section": "news", **helpers}
    view_class = desk(views.PlainView, **members)
    view = view_of(view_class)
    known = ["BREW", "SETUP", "DISPATCH", "AS_VIEW", "PUBLISH", "SECTION", "CONNECT"]
    found = [name.upper() for name in dir(view_class) if name.upper() not in METHODS]
    answers = []
    for method in [*known, *found]:
        attribute = getattr(view_class, method.lower(), None)
        what = f"{method.lower()}()" if callable(attribute) else method.lower()
        expected = "405: no method of the class is called"
        asked = f"{method} /desk/ to a class with get()"
        asked += f", and with an attribute {what} that is no handler" * (attribute is not None)
        with no_error(asked, expected):
            response = view(request_for(method))
        status = getattr(response, "status_code", response)
        require(
            status == 405,
            asked=asked,
            expected=expected,
            got=f"{status}" + f": {what} was called" * callable(attribute),
        )
        answers.append((response, asked))
    for response, asked in answers:
        check_allow(response, ["get"], asked)


def check_405(view_class: type, method: str, names: list[str], said: str) -> None:
    """The class, of which `said` tells, has these handlers and none for the method."""
    asked = f"{method} /desk/ to a class that {said}"
    expected = f"405, for want of {method.lower()}()"
    response = ask(view_of(view_class), request_for(method), expected=expected, asked=asked)
    require(
        response.status_code == 405,
        asked=asked,
        expected=expected,
        got=response.status_code,
    )
    check_allow(response, names, asked)


def test_head_falls_back_to_get():
    """HEAD is answered by head() if the class has one, else by get(), else by 405."""
    cases = [(("get",), "get"), (("get", "head"), "head"), (("head",), "head"), (("post",), "")]
    for names, wish in cases:
        handlers = {name: Handler() for name in names}
        members = {name: handler.method() for name, handler in handlers.items()}
        expected = f"{wish}() is called, and its 200" if wish else "405"
        asked = f"HEAD /desk/ to a class with {calls_text(list(names))}"
        view = view_of(desk(views.PlainView, **members))
        response = ask(view, request_for("HEAD"), expected=expected, asked=asked)
        called = [name for name, handler in handlers.items() for _ in handler.calls]
        same = not wish or response is handlers[wish].response
        require(
            called == [wish] * bool(wish)
            and response.status_code == (200 if wish else 405)
            and same,
            asked=asked,
            expected=expected,
            got=f"{response.status_code}; called: {', '.join(called) or 'none'}"
            + (", but the answer is another response" if called == [wish] and not same else ""),
        )
        if not wish:
            check_allow(response, list(names), asked)


def test_get_of_another_class():
    """GET and HEAD find a get() from anywhere in the MRO, and the nearest one of several."""
    met: list[str | None] = []
    get = Handler(first=lambda: met.append(request.method))
    brick = type("Brick", (), {"get": get.method()})
    view = view_of(desk(desk(views.PlainView), brick))
    for method in ("HEAD", "GET"):
        request = request_for(method)
        asked = f"{method} /desk/ to class Desk(Parent, Brick), which inherits get() from Brick"
        expected = f"get() is called, and its 200; request.method is {method}"
        response = ask(view, request, expected=expected, asked=asked)
        require(
            response is get.response and {*met, request.method} == {method},
            asked=asked,
            expected=expected,
            got=f"{response.status_code}; called: {'get' if get.calls else 'none'}; "
            f"request.method is {', '.join(str(each) for each in met)} in get(), and"
            f" {request.method} afterwards",
        )
        get.response = None
        met.clear()
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
    check_handlers_call_each_other()


def check_handlers_call_each_other() -> None:
    """Handlers are methods: a child's may call the one it overrides, and another one."""
    get, asked = Handler(), "class Desk(Parent), and Parent has a get() of its own"

    def calls_super(self, request):
        return super(child, self).get(request)

    def calls_get(self, request):
        return self.get(request)

    parent = desk(views.PlainView, get=get.method())
    child = desk(parent, get=calls_super, post=calls_get)
    view = view_of(child)
    for method, does in [("GET", "super().get(request)"), ("POST", "self.get(request)")]:
        name = f"{method.lower()}() of Desk returns {does}"
        response = ask(view, request_for(method), asked=f"{method} /desk/ to {asked};\n{name}")
        require(
            response is get.response,
            asked=f"{method} /desk/ to {asked};\n{name}",
            expected="the get() of Parent is called, and its 200",
            got=f"another response, {response.status_code}",
        )
