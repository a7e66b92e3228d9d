"""Steps that are played: classes and requests are made, views asked; what happens is told.

Who plays them needs no expected value: what is told are plain data, in the order of what happened.
"""

import contextlib
import inspect
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.test import override_settings

from katas.day03_class_based_views.tests.midst import of_djangos_view
from katas.harness.run.meetings import at_each_step

from . import exam_inside_told as telling
from .exam_inside_classes import class_of, kept
from .exam_inside_let_go import let_go
from .exam_inside_lines import message
from .exam_inside_users import Account, user_of
from .exam_inside_values import request_of
from .exam_inside_world import OWN, World

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE")


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


def contents(request: Any) -> list[dict[str, Any]]:
    """What META, COOKIES and a user that is no lazy one consist of."""
    user = vars(request).get("user")
    found = [request.META, request.COOKIES]
    found += [vars(user)] if type(user) in (SimpleNamespace, Account) else []
    return [dict(each) for each in found]


class Player(World):
    """Plays steps, each by the method that has its name."""

    def play(self, steps: list[list[Any]]) -> list[list[Any]]:
        """What happened at each step."""
        told = []
        with self.book.open():
            for name, *rest in steps:
                self.here.trace, self.here.records = [], []
                getattr(self, f"do_{name}")(*rest)
                told.append(self.here.trace)
            del self.here.trace
        if self.elsewhere:
            told.append(self.elsewhere)
        return told

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
        except TypeError:
            self.note("error", "TypeError")
            return
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
        self.token("request", self.requests[name])

    def do_serve(
        self, view: str, request: str, args: list[Any], kwargs: dict[str, Any], then: list[str]
    ) -> None:
        """then: what is done and told afterwards."""
        if view not in self.views:
            self.note("there is no such view")
            return
        came = self.requests[request]
        before = {n: v for n, v in vars(came).items() if n[0] != "_"} if "request" in then else {}
        session, inside = dict(before.get("session") or {}), contents(came) if before else []
        with override_settings(DEBUG=True) if "debug" in then else contextlib.nullcontext():
            outcome = self.answered(self.views[view], request, args, kwargs)
        if self.is_made(outcome) and "bare" not in then:
            self.note("it carries", telling.carried(outcome), self.exchanged(outcome))
        if "request" in then:
            changed = [name for name in before if vars(came).get(name) is not before[name]]
            changed += ["session"] * (dict(getattr(came, "session", {})) != session)
            changed += ["the inside of its META, COOKIES or user"] * (inside != contents(came))
            self.note("changed on the request", changed, getattr(came, "passed", 0))
        if "line" in then:
            came.method, came.path, came.path_info = "CHANGED", "/changed/", "/changed/"
            if self.is_made(outcome):
                outcome.status_code = 599
            for record in self.here.records:
                self.note("afterwards the line is", message(record))

    def do_look_back(self, attributes: list[str]) -> None:
        """What instances have on them, long after their requests; each is looked at once."""
        for kind, number, instance in self.not_yet("instance"):
            values = [self.named(getattr(instance, name, self)) for name in attributes]
            self.note("afterwards", kind, number, values, *kept(self, instance))

    def do_let_go(self, view_class: str, attribute: str, requests: list[bool]) -> None:
        """Requests to one view; nobody holds an instance, and all that is told is on it already."""
        let_go(self, self.classes[view_class], attribute, requests)

    def do_serve_while_handling(self, *serve: Any) -> None:
        """Ask from inside an `except`; of an error only which it is is told."""
        try:
            raise KeyError("another error")
        except KeyError:
            self.do_serve(*serve)

    def do_serve_meanwhile(self, *serves: Any) -> None:
        """Serve, and before each line of the answer's on the way another one, the last; of that,
        all that went differently."""
        *serve, other = serves
        found: list[list[Any]] = []

        def comes() -> None:
            self.here.trace, self.here.records = [], []
            self.here.thread = " in the midst"
            # Several may wait at the same time.
            self.here.table = f" {threading.get_ident()}."
            self.forget(f"{self.here.thread}{self.here.table}")
            self.do_serve(*other)
            if self.here.trace not in found:
                found.append(self.here.trace)

        at_each_step(lambda: self.do_serve(*serve), comes, self.mine, within=True)
        self.forget(" in the midst")
        self.note("in the midst")
        for event in (event for each in found for event in each):
            self.note(*event)

    def do_borrowed(self, view_class: str) -> None:
        """Which functions of Django's View make a view of the class, and answer a GET."""
        request = request_of({"method": "GET", "path": "/"}, None)
        self.note(*of_djangos_view(lambda: self.classes[view_class].as_view()(request)))

    def do_at_once(self, serves: list[list[Any]]) -> None:
        """Serve each in a thread of its own; what each gave, one after the other."""
        told: list[list[Any]] = [[] for _ in serves]

        def one(number: int, serve: list[Any]) -> None:
            self.here.trace, self.here.records = told[number], []
            self.here.number, self.here.thread = number, f" of request {number}"
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
        self.note("instances of more than one", self.shared(len(serves)))
