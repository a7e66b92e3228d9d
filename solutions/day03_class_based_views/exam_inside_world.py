"""Steps that are played: classes and requests are made, views asked; what happens is told.

Who plays them needs no expected value: what is told are plain data, in the order of what happened.
"""

import contextlib
import inspect
import logging
import threading
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from django.http.response import HttpResponseBase
from django.test import override_settings
from django.views import View

from katas.day03_class_based_views.bricks import CountingMixin

from . import exam_inside_told as telling
from .exam_inside_classes import class_of, shelf
from .exam_inside_values import request_of, user_of

LOGGER = "katas.day03"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE")
OWN = ("PlainView", "AuthenticationMixin", "LoggingMixin")


class Equal:
    """Equal to everything, so that only `is` tells it from others."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 1


VALUES: dict[str, Callable[[], Any]] = {
    "list": list,
    "dict": dict,
    "equal": Equal,
    "function": lambda: lambda articles: articles,
    "class": lambda: type("Order", (), {}),
    "none": lambda: None,
}


class World:
    """module: the answer's; call: how a service of the examiner's is called."""

    def __init__(self, module: ModuleType, call: Callable[..., Any]) -> None:
        self.call, self.django = call, View
        self.classes: dict[str, Any] = {name: getattr(module, name) for name in OWN}
        self.classes |= {"View": View, "CountingMixin": CountingMixin}
        self.classes["Shelf"] = shelf(self)
        self.views: dict[str, Any] = {}
        self.requests: dict[str, Any] = {}
        self.users: dict[str, Any] = {}
        self.values: dict[str, Any] = {}
        self.responses: dict[str, Any] = {}
        self._met: dict[str, list[Any]] = {}
        self._here = threading.local()
        self._elsewhere: list[tuple[Any, ...]] = []
        self._lock = threading.RLock()

    def play(self, steps: list[list[Any]]) -> list[list[Any]]:
        """What happened at each step."""
        logger, told = logging.getLogger(LOGGER), []
        logger.setLevel(1)
        logger.disabled = False
        logger.addFilter(self._take)
        try:
            for name, *rest in steps:
                self._here.trace, self._here.records = [], []
                getattr(self, f"do_{name}")(*rest)
                told.append(self._here.trace)
        finally:
            logger.removeFilter(self._take)
            del self._here.trace
        if self._elsewhere:
            told.append(self._elsewhere)
        return told

    def _take(self, record: logging.LogRecord) -> bool:
        self.note("line", record.levelname, message(record))
        getattr(self._here, "records", []).append(record)
        return False

    def note(self, *event: Any) -> None:
        getattr(self._here, "trace", self._elsewhere).append(event)

    def token(self, kind: str, thing: Any) -> tuple[str, str, int]:
        """A number for an object; `is` tells it from others, and it is kept."""
        if kind in (
            "response",
            "error",
        ):  # in a thread numbered by themselves: they come in any order
            kind += getattr(self._here, "thread", "")
        with self._lock:
            met = self._met.setdefault(kind, [])
            for number, each in enumerate(met):
                if each is thing:
                    return "#", kind, number
            met.append(thing)
            return "#", kind, len(met) - 1

    def named(self, thing: Any) -> object:
        """The name of a value, or of what kind another object is."""
        found = [name for name, value in self.values.items() if value is thing]
        return found[0] if found else f"another: a {type(thing).__name__}"

    def told(self, value: Any) -> Any:
        """Arguments as plain values; mappings in the order of their names."""
        if isinstance(value, tuple):
            return [self.told(each) for each in value]
        if isinstance(value, dict):
            return [[name, self.told(value[name])] for name in sorted(value)]
        known = type(value) in telling.PLAIN
        return value if known else self.token("request", value)

    def made(self, response: Any) -> None:
        """Remember a response that a handler has made."""
        self.token("response", response)
        self._met.setdefault("made", []).append(response)

    def _is_made(self, response: Any) -> bool:
        return any(each is response for each in self._met.get("made", []))

    @contextlib.contextmanager
    def busy(self, label: str) -> Iterator[bool]:
        """Whether this thread is in the midst of it already."""
        within: set[str] = vars(self._here).setdefault("within", set())
        before = label in within
        within.add(label)
        try:
            yield before
        finally:
            if not before:
                within.discard(label)

    def brief(self, response: Any) -> list[Any]:
        """Which response it is; more of one that nobody has made in a handler."""
        if not isinstance(response, HttpResponseBase):
            return [f"no response, but a {type(response).__name__}"]
        found = [self.token("response", response)]
        return [*found, *([] if self._is_made(response) else telling.refusal(response))]

    def answered(self, call: Any, request: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Call a view or a dispatch(): its response or its error, noted."""
        try:
            response = call(self.requests[request], *args, **kwargs)
        except Exception as error:
            self.note("error", self.token("error", error), *telling.error_told(error))
            return error
        self.note("response", *self.brief(response))
        return response

    def do_value(self, name: str, kind: str, value: Any = None) -> None:
        value = float(str(value)) if type(value) is float else value  # one of its own
        self.values[name] = VALUES[kind]() if kind in VALUES else value

    def do_class(self, plan: dict[str, Any]) -> None:
        try:
            self.classes[plan["name"]] = class_of(self, plan)
        except Exception as error:
            self.note("error", type(error).__name__)

    def do_view(self, name: str, view_class: str, given: dict[str, str], why: str = "") -> None:
        """given: the names of the values of initkwargs."""
        of = self.classes[view_class]
        try:
            view = of.as_view(**{each: self.values[value] for each, value in given.items()})
        except Exception as error:
            self.note("error", type(error).__name__)
            return
        self.views[name] = view
        found = getattr(view, "view_class", self)
        known = [each for each, known in self.classes.items() if known is found]
        name, doc = (getattr(view, each, "no such attribute") for each in ("__name__", "__doc__"))
        doc = doc == of.__doc__ if view_class in OWN else doc
        told = [inspect.isfunction(view), name, doc, known] if why else []
        self.note("a view", *told)

    def do_names(self, view_class: str) -> None:
        """Names of the class's attributes, in upper case, as methods of requests."""
        found = {name.upper() for name in dir(self.classes[view_class])} - {*METHODS}
        self.note(*sorted(found))

    def do_user(self, name: str, kind: str, signed_in: bool, fields: dict[str, Any]) -> None:
        self.users[name] = user_of(self, kind, signed_in, fields)

    def do_sign(self, name: str, signed_in: bool) -> None:
        self.users[name].sign(signed_in)

    def do_request(self, name: str, plan: dict[str, Any]) -> None:
        self.requests[name] = request_of(plan, self.users.get(plan.get("user") or ""))

    def do_serve(
        self, view: str, request: str, args: list[Any], kwargs: dict[str, Any], then: list[str]
    ) -> None:
        """then: what is done and told afterwards."""
        if view not in self.views:
            self.note("there is no such view")
            return
        came = self.requests[request]
        before = {n: v for n, v in vars(came).items() if n[0] != "_"} if "request" in then else {}
        session = dict(before.get("session") or {})
        with override_settings(DEBUG=True) if "debug" in then else contextlib.nullcontext():
            outcome = self.answered(self.views[view], request, args, kwargs)
        if self._is_made(outcome):
            self.note("it carries", telling.carried(outcome))
        if "request" in then:
            changed = [name for name in before if vars(came).get(name) is not before[name]]
            changed += ["session"] * (dict(getattr(came, "session", {})) != session)
            self.note("changed on the request", changed, getattr(came, "passed", 0))
        if "line" in then:
            came.method, came.path, came.path_info = "CHANGED", "/changed/", "/changed/"
            if isinstance(outcome, HttpResponseBase):
                outcome.status_code = 599
            for record in self._here.records:
                self.note("afterwards the line is", message(record))

    def do_serve_while_handling(self, *serve: Any) -> None:
        """Ask from inside an `except`; of an error only which it is is told."""
        try:
            raise KeyError("another error")
        except KeyError:
            self.do_serve(*serve)

    def do_at_once(self, serves: list[list[Any]]) -> None:
        """Serve each in a thread of its own; what each gave, one after the other."""
        told: list[list[Any]] = [[] for _ in serves]

        def one(number: int, serve: list[Any]) -> None:
            self._here.trace, self._here.records = told[number], []
            self._here.thread = f" of request {number}"
            self.call("begin", number)
            self.do_serve(*serve)
            self.call("end", number)

        threads = [
            threading.Thread(target=one, args=(number, serve), daemon=True)
            for number, serve in enumerate(serves)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(40)
        for number, each in enumerate(told):
            self.note("at once", number)
            for event in each:
                self.note(*event)


def message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception as error:
        return f"cannot be written: {type(error).__name__}"
