"""Requests to ArticleList, to one view or another of it, alone or at once."""

import logging
import threading
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connections
from django.utils import timezone

from .exam_inside_values import request_of, user_of

LOGGER = "katas.day03"


class Desk(logging.Handler):
    """The views of ArticleList, and what is logged while they answer."""

    def __init__(self, agent: Any) -> None:
        super().__init__()
        self.call: Callable[..., Any] = agent.call
        found = agent.module("views").ArticleList
        self.views = [found.as_view(), agent.module("urls").urlpatterns[0].callback]
        self.lines: list[list[Any]] = []
        logger = logging.getLogger(LOGGER)
        logger.setLevel(1)
        logger.disabled = False
        logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Records of the logger, and of those below it."""
        self.lines.append([record.name, record.levelno, record.getMessage()])

    def note(self, *event: Any) -> None:
        """What users tell that they are asked: nothing that is told here."""

    def asked(self, plan: dict[str, Any]) -> dict[str, Any]:
        """plan: a request's, with view, who (kind, signed in, fields), zone."""
        user = user_of(self, *plan["who"]) if plan["who"] else None
        request = request_of({**plan, "user": plan["who"] and "one"}, user)
        with timezone.override(ZoneInfo(plan["zone"])):
            try:
                response = self.views[plan["view"]](request)
                told = {"status": response.status_code, "body": b"".join(response)}
                for name in ("Content-Type", "Allow", "WWW-Authenticate"):
                    told[name] = response.get(name)
            except Exception as error:
                told = {"raised": type(error).__name__, "says": str(error)[:200]}
        return told


desks: list[Desk] = []


def article_list(agent: Any, plan: dict[str, Any]) -> dict[str, Any]:
    """What one request is answered, and what is logged."""
    if not desks:
        desks.append(Desk(agent))
    desks[0].lines.clear()
    return {**desks[0].asked(plan), "lines": list(desks[0].lines)}


def article_lists_at_once(agent: Any, plans: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What requests are answered that come at the same time, each in a thread of its own."""
    if not desks:
        desks.append(Desk(agent))
    told: list[dict[str, Any]] = [{} for _ in plans]

    def one(number: int) -> None:
        try:
            told[number] = desks[0].asked(plans[number])
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
