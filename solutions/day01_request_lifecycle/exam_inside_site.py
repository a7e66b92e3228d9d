"""The site that is examined: its pages do what the examiner says, when it says so."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, re_path

from katas.day01_request_lifecycle import lifecycle

from . import exam_inside_services as services
from .exam_inside_pages import done


def page(request: HttpRequest, **rest: str) -> HttpResponseBase:
    return done(services.page())


async def apage(request: HttpRequest, **rest: str) -> HttpResponseBase:
    return done(await services.apage())


VIEWS = {"page": page, "apage": apage, "partial": partial(page)}
urlpatterns: list[Any] = []


def open_under(hosts: list[str], paths: Mapping[str, str]) -> None:
    """Before the first request. paths: the first part of each view's paths."""
    settings.ALLOWED_HOSTS = hosts
    if hasattr(lifecycle, "dashboard") and "dashboard" not in paths.values():
        urlpatterns.append(path("dashboard/", lifecycle.dashboard))
    urlpatterns.extend(re_path(f"^{paths[name]}/(?P<rest>.*)$", VIEWS[name]) for name in VIEWS)
