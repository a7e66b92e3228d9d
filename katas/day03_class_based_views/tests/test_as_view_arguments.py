"""Task 1: what as_view() takes and refuses."""

from typing import Any

import pytest
from django.http import HttpResponse

from katas.day03_class_based_views.tests.driver import (
    METHODS,
    Handler,
    ask,
    desk,
    place_of,
    request_for,
    text_of,
    view_of,
    views,
)
from katas.harness.verdicts import require

pytestmark = pytest.mark.task(1)


def test_initkwargs_become_attributes():
    """Each initkwarg is an attribute of the instance, whatever its value and its default."""
    seen: dict[str, Any] = {}

    def get(self, request):
        names = ("section", "limit", "template", "_draft", "inherited")
        seen.update({name: getattr(self, name) for name in names})
        return HttpResponse()

    parent = desk(views.PlainView, inherited="from the parent")
    child = desk(parent, section="news", limit=10, template=None, _draft=1, get=get)
    defaults: dict[str, Any] = {"section": "news", "limit": 10, "template": None, "_draft": 1}
    defaults["inherited"] = "from the parent"
    first: dict[str, Any] = {"section": "sports", "template": "wide.html"}
    second: dict[str, Any] = {"limit": 0, "_draft": None, "inherited": "from as_view"}
    plain, one, two = view_of(child), view_of(child, **first), view_of(child, **second)
    for view, given in [(one, first), (two, second), (plain, {}), (one, first)]:
        ask(view, request_for())
        require(
            seen == defaults | given,
            asked=f"a view made by as_view({text_of(given)}), beside others of the same class",
            expected=f"in get(): {text_of(defaults | given)}",
            got=f"in get(): {text_of(seen)}",
        )


class Equal:
    """Equal to everything, so that only `is` tells it from others."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 1

    def __repr__(self) -> str:
        return "Equal()"


def test_initkwargs_are_the_very_objects():
    """What the instance has is what as_view() was given: no copy, no method, nothing equal."""

    def newest_first(articles):
        return articles

    handler = Handler()
    members: dict[str, Any] = {"limit": None, "order": staticmethod(sorted), "items": []}
    view_class = desk(views.PlainView, get=handler.method(), **members)
    values: list[Any] = [1, True, 1.0, ["a list"], {}]
    given: list[tuple[str, Any]] = [("limit", value) for value in values]
    given += [("items", []), ("limit", Equal())]
    given += [("order", newest_first), ("order", Handler)]
    made = [(name, value, view_of(view_class, **{name: value})) for name, value in given]
    for name, value, view in made:
        for nth in ("first", "second"):
            ask(view, request_for())
            got = getattr(handler.calls[-1][0], name)
            what = getattr(value, "__name__", repr(value))
            bound = getattr(got, "__self__", None) is not None
            require(
                got is value,
                asked=f"a view made by as_view({name}={what}), beside others; its {nth} request",
                expected=f"in get(): self.{name} is that very object",
                got=f"another object: {'a method, ' * bound}{got!r}".partition(" at 0x")[0],
                note="The class has an empty list, too, and that is another one."
                if name == "items"
                else "",
            )


# Near to a name that is there, declared without a value, or known to instances alone.
UNKNOWN = [
    "sektion",
    "Section",
    "SECTION",
    "section_",
    "_section",
    "__section",
    "secti\u043en",
    "s",
]
UNKNOWN += ["draft", "Desk__draft", "get_section", "title", "author", "initkwargs"]
DECLARED = {"title": str, "section": str, "limit": int}
NOT_THERE = "the class has no such attribute"


def declared(name: str) -> str:
    return f"`{name}: str` declares it, and there is no such attribute"


def test_unknown_initkwargs_are_refused():
    """as_view() raises TypeError for an initkwarg that is no attribute of the class."""
    brick = type("Brick", (), {"shelf": "low", "__annotations__": {"author": str}})
    parent = desk(views.PlainView, brick, inherited=1, __annotations__=DECLARED)
    members = {"section": "news", "limit": None, "_draft": 1, "get": Handler().method()}
    view_class = desk(parent, **members, __annotations__={"author": "str"})
    known: dict[str, Any] = dict.fromkeys(["section", "limit", "inherited", "shelf"], "x")
    require_type_error(parent, {"sektion": "x"}, NOT_THERE)
    require_type_error(parent, {"section": "x"}, declared("section"))
    view_of(view_class, **known)
    require_type_error(parent, {"_draft": "x"}, "only a child of it has such an attribute")
    for name in UNKNOWN:
        reason = declared(name) if name in ("title", "author") else NOT_THERE
        require_type_error(view_class, {name: "x"}, reason)
    for name in UNKNOWN:
        require_type_error(view_class, {**known, name: "x"}, f"no attribute is called {name}")
        require_type_error(view_class, {name: None, **known}, f"no attribute is called {name}")
    for name, value in known.items():
        view_of(view_class, **{name: value})


def test_method_names_are_refused():
    """as_view() raises TypeError for an initkwarg that is the name of an HTTP method."""
    members = {each: Handler().method() for each in ("get", "post", "options")}
    parent = desk(views.PlainView, post=members.pop("post"))
    view_class = desk(parent, section="news", **members)
    view_of(view_class, section="sports")
    for method in METHODS:
        name = method.lower()
        has = hasattr(view_class, name)
        reason = "it would replace a handler" if has else "it would become a handler"
        require_type_error(view_class, {name: "x"}, reason)
        require_type_error(view_class, {"section": "sports", name: None}, reason)


def require_type_error(view_class: Any, given: dict[str, Any], reason: str) -> None:
    got, where = "a view, and no error", ""
    try:
        view_class.as_view(**given)
    except TypeError:
        return
    except Exception as error:
        got, where = f"{type(error).__name__}: {error}", place_of(error)
    require(
        False,
        asked=f"Desk.as_view({text_of(given)})",
        expected=f"TypeError at once: {reason}",
        got=got,
        where=where,
    )
