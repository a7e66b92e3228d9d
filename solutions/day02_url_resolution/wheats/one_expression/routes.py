"""The newsroom's URLs: one expression finds all pages, and 5,000 more routes only have names."""

import re

from django.urls import NoReverseMatch, path, re_path, register_converter, reverse
from django.urls.resolvers import RoutePattern, URLResolver

from katas.day02_url_resolution import handlers
from katas.day02_url_resolution.catalogue import PAGES, SECTIONS

ISSUES = range(1, 10_000)


class IssueNumber:
    regex = "(?!0000)[0-9]{4}"
    to_python = staticmethod(int)

    @staticmethod
    def to_url(value):
        return f"{ISSUES[ISSUES.index(value)]:04d}"


class ClosedDoor(RoutePattern):
    """Nobody comes in here; names go out."""

    def match(self, path):
        return None


def one_of(slugs):
    return "|".join(map(re.escape, slugs))


register_converter(IssueNumber, "issue")

urlpatterns = (
    re_path(
        rf"\A(?P<section>{one_of(SECTIONS)})/(?P<page>{one_of(PAGES)})/\Z", handlers.section_page
    ),
    path("about/", handlers.about, name="about"),
    path("archive/", handlers.archive, name="archive"),
    path("issues/<issue:number>/", handlers.issue, name="issue"),
    path("<slug:slug>/", handlers.article, name="article"),
    URLResolver(
        ClosedDoor(""),
        [
            path(
                f"{section}/{page}/",
                handlers.section_page,
                {"section": section, "page": page},
                name=f"{section}-{page}",
            )
            for section in SECTIONS
            for page in PAGES
        ],
    ),
)


def section_links(section):
    try:
        return [reverse(f"{section}-{page}") for page in PAGES]
    except NoReverseMatch:
        return []
