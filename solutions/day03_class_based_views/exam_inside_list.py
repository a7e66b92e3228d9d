"""Requests to ArticleList, to one view of it or another: alone, at once, or one within another."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.core.signals import request_finished
from django.db import close_old_connections, connection, connections
from django.http import HttpRequest
from django.utils import timezone

from katas.harness.run.meetings import at_each_step

from .exam_inside_lines import Book
from .exam_inside_users import Asked, user_of
from .exam_inside_values import request_of

# Headers that a client sends back when it asks again.
KNOWN_BY = ("ETag", "Last-Modified")


class Desk:
    """The views of ArticleList, who comes to them, and what is logged while they answer."""

    def __init__(self, agent: Any) -> None:
        self.call: Callable[..., Any] = agent.call
        found = agent.module("views").ArticleList
        self.views = [found.as_view(), agent.module("urls").urlpatterns[0].callback]
        self.lines: list[list[Any]] = []
        self.book = Book(lambda line: self.lines.append(list(line.told)))
        self._people: dict[str, tuple[Any, dict[str, Any]]] = {}
        # Responses are closed here, and connections are not.
        request_finished.disconnect(close_old_connections)

    def note(self, *event: Any) -> None:
        """What users tell that they are asked: nothing that is told here."""

    def request(self, plan: dict[str, Any], user: Any = None) -> HttpRequest:
        """The person's own user and session, the same at each visit; or another user."""
        who = plan["who"]
        if who["name"] not in self._people:
            kind = "null" if who["kind"] == "nobody" else who["kind"]
            made = user_of(self, kind, who["signed_in"], who["fields"])
            self._people[who["name"]] = made, dict(who["session"])
        known, session = self._people[who["name"]]
        found = {**plan, "user": None if who["kind"] == "nobody" else "one"}
        request = request_of(found, known if user is None else user)
        request.session = session  # type: ignore[assignment]
        return request

    def asked(self, plan: dict[str, Any], user: Any = None) -> dict[str, Any]:
        """plan: a request's, with view, who (a person), zone."""
        request = self.request(plan, user)
        with timezone.override(ZoneInfo(plan["zone"])):
            try:
                response = self.views[plan["view"]](request)
                told = {"status": response.status_code, "body": b"".join(response)}
                for name in (*KNOWN_BY, "Content-Type", "Allow", "WWW-Authenticate"):
                    told[name] = response.get(name)
                told["others"] = f"{response.items()} {response.cookies} {response.reason_phrase}"
                response.close()
            except Exception as error:
                told = {"raised": type(error).__name__, "says": str(error)[:200]}
        return told


desks: list[Desk] = []


def desk_of(agent: Any) -> Desk:
    if not desks:
        desks.append(Desk(agent))
    return desks[0]


def article_list(agent: Any, plan: dict[str, Any]) -> dict[str, Any]:
    """What one request is answered, and what is logged until its response is closed."""
    desk = desk_of(agent)
    desk.lines.clear()
    with desk.book.open():
        told = desk.asked(plan)
    return {**told, "lines": list(desk.lines)}


def article_list_within(
    agent: Any, plan: dict[str, Any], inner: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """What a request is answered, and before it those that came in its midst, in the same thread:
    where its user is looked up, and before its statements."""
    desk, told, left = desk_of(agent), [], list(inner)
    within: list[bool] = []

    def meanwhile() -> bool:
        if left and not within:
            within.append(True)
            told.append(desk.asked(left.pop(0)))
            within.clear()
        return True

    def before(execute: Callable[..., Any], *arguments: Any) -> Any:
        meanwhile()
        return execute(*arguments)

    with connection.execute_wrapper(before):
        outer = desk.asked(plan, Asked(meanwhile))
    return [*told, outer]


def article_list_meanwhile(
    agent: Any, plan: dict[str, Any], other: dict[str, Any]
) -> list[dict[str, Any]]:
    """What a request is answered, and all different answers to another that comes before each of
    its lines."""
    desk = desk_of(agent)
    others: list[dict[str, Any]] = []

    def comes() -> None:
        told = desk.asked(other)
        if told not in others:
            others.append(told)

    ask = partial(desk.asked, plan)
    first = at_each_step(ask, comes, agent.strange, within=True, at_last=connections.close_all)
    return [first, *others]


def article_lists_at_once(agent: Any, plans: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What requests are answered that come at the same time, each in a thread of its own."""
    desk = desk_of(agent)
    told: list[dict[str, Any]] = [{} for _ in plans]

    def one(number: int) -> None:
        try:
            told[number] = desk.asked(plans[number])
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=one, args=(each,), daemon=True) for each in range(len(plans))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(40)
    return told
