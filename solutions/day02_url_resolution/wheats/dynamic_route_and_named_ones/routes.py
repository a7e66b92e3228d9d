"""Converters that know sections and pages resolve in one step; named routes stand behind."""

from django.urls import include, path, register_converter, reverse

from katas.day02_url_resolution import handlers
from katas.day02_url_resolution.catalogue import PAGES, SECTIONS


class IssueNumber:
    regex = "[0-9]{4}"

    def to_python(self, value):
        return self.checked(int(value))

    def to_url(self, value):
        return f"{self.checked(value):04d}"

    def checked(self, number):
        if not 1 <= number <= 9999:
            raise ValueError(f"there is no issue {number}")
        return number


register_converter(IssueNumber, "issue")


class Known:
    """A word of a given set; any other is refused."""

    regex = "[-a-z]+"
    words = frozenset()

    def to_python(self, value):
        if value not in self.words:
            raise ValueError(value)
        return value

    def to_url(self, value):
        return self.to_python(value)


class Section(Known):
    words = frozenset(SECTIONS)


class Page(Known):
    words = frozenset(PAGES)


register_converter(Section, "section")
register_converter(Page, "page")


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
    path("<section:section>/<page:page>/", handlers.section_page),
    *(path(f"{section}/", include(pages_of(section))) for section in SECTIONS),
    path("<slug:slug>/", handlers.article, name="article"),
]


def section_links(section):
    if section not in SECTIONS:
        return []
    return [reverse(f"{section}-{page}") for page in PAGES]
