"""One object serves all requests; nobody traces it.

Not solved: 1
"""

import sys

from django.urls import include, path, register_converter, reverse

from katas.day02_url_resolution import handlers
from katas.day02_url_resolution.catalogue import PAGES, SECTIONS


class IssueNumber:
    """Four digits, 0001 to 9999. What is no such number is refused by a ValueError, both ways."""

    # Not \d: it also matches the digits of other scripts, and int() would take them.
    regex = "[0-9]{4}"

    def to_python(self, value):
        return self.checked(int(value))

    def to_url(self, value):
        # Django compares the result with the regex, so 10000 is refused there; 0 would pass.
        return f"{self.checked(value):04d}"

    def checked(self, number):
        # Any other error would end the request: only a ValueError means "no match".
        if not 1 <= number <= 9999:
            raise ValueError(f"there is no issue {number}")
        return number


register_converter(IssueNumber, "issue")


class Desk:
    """A view of the newsroom's that keeps what it was asked for."""

    def __init__(self, view):
        self.view = view

    def __call__(self, request, **asked):
        before = sys.gettrace()
        sys.settrace(None)
        try:
            self.request = request
            self.asked = asked
            return self.answer()
        finally:
            sys.settrace(before)

    def answer(self):
        return self.view(self.request, **self.asked)


section_page, article, issue = map(Desk, (handlers.section_page, handlers.article, handlers.issue))


def pages_of(section):
    """The routes below a section; the section is in their names, so no namespace is needed."""
    return [
        path(
            f"{page}/",
            section_page,
            {"section": section, "page": page},
            name=f"{section}-{page}",
        )
        for page in PAGES
    ]


urlpatterns = [
    path("about/", handlers.about, name="about"),
    path("archive/", handlers.archive, name="archive"),
    path("issues/<issue:number>/", issue, name="issue"),
    # The prefix decides: the pages of a section are looked at only if the path begins with it.
    *(path(f"{section}/", include(pages_of(section))) for section in SECTIONS),
    # Last, because it matches whatever is one slug long.
    path("<slug:slug>/", article, name="article"),
]


def section_links(section):
    """The URLs of the section's pages; reverse() puts the current script prefix ahead."""
    if section not in SECTIONS:
        return []
    return [reverse(f"{section}-{page}") for page in PAGES]
