"""Classes made from plans: views with their handlers, and bricks to stack."""

import types
from collections.abc import Callable
from typing import Any

from .exam_inside_errors import error_of, raising
from .exam_inside_values import response_of

MODULE = "katas.day03_class_based_views.towers"
KEPT = ("request", "args", "kwargs")


def shelf(world: Any) -> type:
    """A brick without a dispatch(), which has its part in all else there is."""

    class Shelf:
        def __init_subclass__(cls, section: str = "", **kwargs: Any) -> None:
            super().__init_subclass__(**kwargs)
            world.note("Shelf.__init_subclass__()", cls.__name__, section)

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            # Whether a PlainView's gets any is up to that.
            self.on_the_shelf = sorted(kwargs) if isinstance(self, world.django) else []

        def setup(self, *args: Any, **kwargs: Any) -> None:
            super().setup(*args, **kwargs)  # type: ignore[misc]
            world.note("Shelf.setup()", world.told(args), world.told(kwargs))

    return Shelf


def class_of(world: Any, plan: dict[str, Any]) -> type:
    """plan: name, bases; perhaps named, doc, values, declared, handlers, setup, passes, init,
    waits (where requests at once meet first), keywords."""
    name, members = plan["name"], {"__module__": MODULE, "__doc__": plan.get("doc")}
    if plan.get("declared"):
        members["__annotations__"] = dict.fromkeys(plan["declared"], str)
    for attribute, value in plan.get("values", {}).items():
        found = world.values[value]
        members[attribute] = staticmethod(found) if callable(found) else found
    for method, handler in plan.get("handlers", {}).items():
        members[method] = handler_of(world, f"{name}.{method}()", handler)
    if "setup" in plan:
        members["setup"] = setup_of(world, name, plan["setup"], plan.get("waits") == "setup()")
    if "passes" in plan:
        members["dispatch"] = dispatch_of(world, name, plan)
    if "init" in plan:
        members["__init__"] = init_of(world, name, plan["init"], plan.get("waits") == "__init__()")
    bases = tuple(world.classes[each] for each in plan["bases"])
    keywords = plan.get("keywords", {})
    return types.new_class(
        plan.get("named", name), bases, keywords, lambda body: body.update(members)
    )


def kept(world: Any, view: Any) -> list[object]:
    """What setup() has stored. A sequence and a mapping of any kind will do."""
    found: list[object] = []
    for name, make in zip(KEPT, (lambda request: request, tuple, dict), strict=True):
        value = getattr(view, name, world)
        try:
            found.append(f"no self.{name}" if value is world else world.told(make(value)))
        except (TypeError, ValueError):
            found.append(f"self.{name}: a {type(value).__name__}")
    return found


def handler_of(world: Any, label: str, plan: dict[str, Any]) -> Callable[..., Any]:
    """plan: acts, what is done first; end; within, the end in the midst of itself.

    looks: attributes that are looked at; adds: whether something is appended to self.notes.
    """

    def handler(self: Any, request: Any, /, *args: Any, **kwargs: Any) -> Any:
        given = [world.token("request", request), getattr(request, "method", "no method")]
        instance = world.token("instance", self)
        world.note(label, instance, *given, world.told(args), world.told(kwargs))
        world.note("stored", *kept(world, self))
        if isinstance(self, world.django):
            world.note("an instance of Django's View", label)
        if world.classes["Shelf"] in type(self).__mro__:
            given = getattr(self, "on_the_shelf", "it was not")
            world.note("Shelf.__init__() was called, with", given)
        for name in plan.get("looks", ()):
            world.note(f"self.{name}", world.named(getattr(self, name, world)))
        if "adds" in plan:
            world.note("notes and drafts", len(self.notes), "draft" in vars(self))
            self.notes.append(label)
            self.draft = label
        with world.busy(label) as within:
            if within and "within" in plan:
                return ended(world, plan["within"], None)
            last: Any = None
            for act in plan.get("acts", ()):
                last = done(world, self, request, act)
            if plan.get("acts"):
                world.note("stored", *kept(world, self))
            return ended(world, plan["end"], last)

    return handler


def done(world: Any, view: Any, request: Any, act: list[Any]) -> Any:
    """One thing that a handler does: the error or the response that it gives."""
    kind, *rest = act
    if kind == "reads":
        read = request.read()
        world.note("request.read()", len(read), read[-999:])
    elif kind == "waits":
        world.call("hold", world.here.number)
    elif kind == "looks":
        for name in rest:
            world.note(f"self.{name}", world.named(getattr(view, name, world)))
    elif kind == "calls":
        # `of`: whose super() it is, if it is not the instance's own.
        of, name, args, kwargs = rest
        found: Any = super(world.classes[of], view) if of else view
        return world.came_of(lambda: getattr(found, name)(request, *args, **kwargs))
    else:
        call: Any = view.dispatch
        if kind == "asks":
            call = world.views[rest.pop(0)]
        return world.answered(call, *rest)
    return None


def ended(world: Any, end: list[Any], last: Any) -> Any:
    """A response, or an error raised: of a plan, the same as came in the middle, or one again."""
    kind, *rest = end
    if kind == "as that":
        if isinstance(last, Exception):
            raise last
        return last
    if kind == "raises":
        error = error_of(rest[0])
        world.token("error", error)
        raising(error, *rest[1:])
    if kind == "again":
        return world.responses[rest[0]]
    response = response_of(rest[0])
    world.made(response)
    if len(rest) > 1:
        world.responses[rest[1]] = response
    return response


def setup_of(world: Any, name: str, plan: dict[str, Any], waits: bool) -> Callable[..., Any]:
    """plan: looks; adds, keywords for the one behind; sets, values for attributes; returns."""

    def setup(self: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        given = world.token("instance", self), world.token("request", request)
        world.note(f"{name}.setup()", *given, world.told(args), world.told(kwargs))
        for each in plan["looks"]:
            world.note(f"self.{each}", world.named(getattr(self, each, world)))
        behind = super(world.classes[name], self)
        behind.setup(request, *args, **{**kwargs, **plan["adds"]})  # type: ignore[misc]
        world.note("stored", *kept(world, self))
        if waits:
            world.call("hold", world.here.number)
        for attribute, value in plan["sets"].items():
            setattr(self, attribute, world.values[value])
        return response_of(plan["returns"]) if plan["returns"] else None

    return setup


def init_of(world: Any, name: str, attribute: str, waits: bool) -> Callable[..., None]:
    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        super(world.classes[name], self).__init__(*args, **kwargs)
        setattr(self, attribute, [])
        if waits:
            world.call("hold", world.here.number)

    return init


def dispatch_of(world: Any, name: str, plan: dict[str, Any]) -> Callable[..., Any]:
    """plan: passes, how often it hands on and what; perhaps returns, its own response, and errors,
    in which requests end by their methods."""

    def dispatch(self: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        given = world.token("instance", self), world.token("request", request)
        world.note(f"{name}.dispatch()", *given, world.told(args), world.told(kwargs))
        if request.method in plan.get("errors", {}):
            return ended(world, plan["errors"][request.method], None)
        behind: Any = super(world.classes[name], self)
        last: Any = None
        for each in plan["passes"]:
            if "signs" in each:
                user, signed_in = each["signs"]
                world.users[user].sign(signed_in)
            if "user" in each:
                request.user = world.users[each["user"]]
            for attribute, value in each.get("sets", {}).items():
                setattr(request, attribute, value)
            other = world.requests[each["request"]] if "request" in each else request
            these = each.get("args", args)
            those = each.get("kwargs", kwargs)
            last = behind.dispatch(other, *these, **those)
            world.note(f"{name}.dispatch() is given", *world.brief(last))
        return ended(world, plan["returns"], None) if "returns" in plan else last

    return dispatch
