"""The newsroom's URLs: the articles, the printed issues, and a hundred pages in each section."""

from django.urls import include, path, register_converter

from katas.day02_url_resolution import handlers
from katas.day02_url_resolution.catalogue import PAGES, SECTIONS


class IssueNumber:
    """The number of a printed issue."""

    regex = r"\d+"

    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return str(value)


register_converter(IssueNumber, "issue")


def section_routes(section):
    """A section's pages, and the namespace that keeps their names apart from other sections'."""
    routes = [
        path(
            f"{section}/{page}/",
            handlers.section_page,
            {"section": section, "page": page},
            name=f"{section}-{page}",
        )
        for page in PAGES
    ]
    return routes, section


urlpatterns = [
    # Articles are what people read most.
    path("<slug:slug>/", handlers.article, name="article"),
    path("about/", handlers.about, name="about"),
    path("archive/", handlers.archive, name="archive"),
    path("issues/<issue:number>/", handlers.issue, name="issue"),
    # Grouped: one include for each section instead of 5,000 routes in one list.
    *(path("", include(section_routes(section))) for section in SECTIONS),
]


def section_links(section):
    """The URLs of the section's pages, for its menu."""
    return [f"/{section}/{page}/" for page in sorted(PAGES)]
