"""Requests of readers in a process of the newsroom, and what Django says of them."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.views import debug

from katas.day05_app_ready.tests.readers import SENDERS, Visit, environ, scope


def request(agent: Any, sender: str, visits: list[Visit]) -> None:
    """Requests, one after the other, each from its start to its close. sender: of SENDERS."""
    # Django's page for developers takes longer than all else.
    debug.technical_404_response = nothing_there
    SENDERS[sender](visits)


def announced(agent: Any, visits: list[Visit]) -> None:
    """What Django says to who listens when a request starts and ends, whoever sends it."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.handlers.asgi import ASGIHandler
    from django.core.handlers.wsgi import WSGIHandler
    from django.core.signals import request_finished, request_started
    from django.test.client import AsyncClientHandler, ClientHandler

    for visit in visits:
        for sender in (WSGIHandler, StaticFilesHandler, ClientHandler):
            request_started.send(sender=sender, environ=environ(*visit))
            request_finished.send(sender=sender)
        for sender in (ASGIHandler, AsyncClientHandler):
            request_started.send(sender=sender, scope=scope(*visit))
            request_finished.send(sender=sender)


def nothing_there(request: HttpRequest, exception: Http404) -> HttpResponse:
    return HttpResponseNotFound()


DEEDS: tuple[Callable[..., Any], ...] = (request, announced)
