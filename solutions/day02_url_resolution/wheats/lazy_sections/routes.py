"""URL configuration of the newsroom.

Sections are opened lazily, and every view is class-based.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_script_prefix, path, register_converter
from django.urls.resolvers import RoutePattern
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views import View
from django.views.decorators.cache import cache_control

from katas.day02_url_resolution import handlers
from katas.day02_url_resolution.catalogue import PAGES, SECTIONS


class IssueNumberConverter:
    """Converts between ``"0042"`` and ``42``; a form field knows the bounds."""

    regex = "[0-9][0-9][0-9][0-9]"
    field = forms.IntegerField(min_value=1, max_value=9999)

    def clean(self, value: Any) -> int:
        try:
            return self.field.clean(value)
        except ValidationError as error:
            raise ValueError("Not an issue number.") from error

    def to_python(self, value: str) -> int:
        return self.clean(value)

    def to_url(self, value: int) -> str:
        return format(self.clean(value), "04d")


register_converter(IssueNumberConverter, "issue")


@method_decorator(cache_control(public=True, max_age=60), name="dispatch")
class HandlerView(View):
    """Calls one of the given handlers for GET."""

    http_method_names = ["get"]
    handler: Any = None

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.handler(request, **kwargs)


section_page = HandlerView.as_view(handler=handlers.section_page)


class Section:
    """What URLResolver takes for a URLconf: its routes are made when they are first needed."""

    def __init__(self, slug: str) -> None:
        self.slug = slug

    @cached_property
    def urlpatterns(self) -> list[URLPattern]:
        return [self.route(page) for page in PAGES]

    def route(self, page: str) -> URLPattern:
        return path(
            route=f"{page}/",
            view=section_page,
            kwargs={"section": self.slug, "page": page},
            name=f"{self.slug}-{page}",
        )


sections = {slug: URLResolver(RoutePattern(f"{slug}/"), Section(slug)) for slug in SECTIONS}

urlpatterns = [
    *sections.values(),
    path("issues/<issue:number>/", HandlerView.as_view(handler=handlers.issue), name="issue"),
    path("archive/", HandlerView.as_view(handler=handlers.archive), name="archive"),
    path("about/", HandlerView.as_view(handler=handlers.about), name="about"),
    path("<slug:slug>/", HandlerView.as_view(handler=handlers.article), name="article"),
]


def section_links(section: str) -> list[str]:
    """Return the URLs of the section's pages below the current script prefix."""
    resolver = sections.get(section)
    if resolver is None:
        return []
    base = f"{get_script_prefix()}{resolver.pattern}"
    return [base + resolver.reverse(f"{section}-{page}") for page in PAGES]
