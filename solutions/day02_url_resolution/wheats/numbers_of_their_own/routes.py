"""The number of an issue is an int of a class of its own, printed as on the cover."""

from django.urls import URLResolver, path, register_converter, reverse
from django.urls.resolvers import RoutePattern

from katas.day02_url_resolution import handlers
from katas.day02_url_resolution.catalogue import PAGES, SECTIONS


class Number(int):
    """A number that is written as on the cover."""

    def __str__(self):
        return f"{int(self):04d}"


class IssueNumber:
    regex = "(?!0000)[0-9]{4}"

    def to_python(self, value):
        return Number(value)

    def to_url(self, value):
        return str(Number(value))


register_converter(IssueNumber, "issue")


def pages_of(section):
    return [
        path(
            f"{page}/",
            handlers.section_page,
            {"section": section, "page": page},
            name=f"{section}-{page}",
        )
        for page in PAGES
    ]


urlpatterns = [
    path("about/", handlers.about, name="about"),
    path("archive/", handlers.archive, name="archive"),
    path("issues/<issue:number>/", handlers.issue, name="issue"),
    *(URLResolver(RoutePattern(f"{section}/"), pages_of(section)) for section in SECTIONS),
    path("<slug:slug>/", handlers.article, name="article"),
]


def section_links(section):
    if section not in SECTIONS:
        return []
    return [reverse(f"{section}-{page}") for page in PAGES]
