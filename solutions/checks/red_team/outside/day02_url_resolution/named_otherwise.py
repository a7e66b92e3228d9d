"""What one request asks for is kept on a view that all share, by code that bears another name.

Not solved: 1
"""

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


class Page:
    def __init__(self, view):
        self.view = view

    def __call__(self, request, **given):
        self.given = given
        self.note()
        return self.view(request, **self.given)

    def note(self):
        self.last = sorted(self.given)


Page.__call__.__code__ = Page.__call__.__code__.replace(co_filename="page")
Page.note.__code__ = Page.note.__code__.replace(co_filename="page")
section_page, issue, article = (
    Page(handlers.section_page),
    Page(handlers.issue),
    Page(handlers.article),
)


def pages_of(section):
    return [
        path(f"{page}/", section_page, {"section": section, "page": page}, name=f"{section}-{page}")
        for page in PAGES
    ]


urlpatterns = [
    path("about/", handlers.about, name="about"),
    path("archive/", handlers.archive, name="archive"),
    path("issues/<issue:number>/", issue, name="issue"),
    *(path(f"{section}/", include(pages_of(section))) for section in SECTIONS),
    path("<slug:slug>/", article, name="article"),
]


def section_links(section):
    if section not in SECTIONS:
        return []
    return [reverse(f"{section}-{page}") for page in PAGES]
