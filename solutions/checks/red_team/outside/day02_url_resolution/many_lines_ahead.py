"""Lines without a task stand ahead of those at which requests share a thing.

Not solved: 1
"""

import functools

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
    """One for the whole process: who comes last owns what lies on it."""

    def serve(self, view, request, **given):
        line = 0
        line = 1
        line = 2
        line = 3
        line = 4
        line = 5
        line = 6
        line = 7
        line = 8
        line = 9
        line = 10
        line = 11
        line = 12
        line = 13
        line = 14
        line = 15
        line = 16
        line = 17
        line = 18
        line = 19
        line = 20
        line = 21
        line = 22
        line = 23
        line = 24
        line = 25
        line = 26
        line = 27
        line = 28
        line = 29
        line = 30
        line = 31
        line = 32
        line = 33
        line = 34
        line = 35
        line = 36
        line = 37
        line = 38
        line = 39
        line = 40
        line = 41
        line = 42
        line = 43
        line = 44
        self.view, self.given = view, given
        return self.respond(request)

    def respond(self, request):
        return self.view(request, **self.given)


desk = Desk()


def served(view):
    return functools.partial(desk.serve, view)


def pages_of(section):
    """The routes below a section; the section is in their names, so no namespace is needed."""
    return [
        path(
            f"{page}/",
            served(handlers.section_page),
            {"section": section, "page": page},
            name=f"{section}-{page}",
        )
        for page in PAGES
    ]


urlpatterns = [
    path("about/", served(handlers.about), name="about"),
    path("archive/", served(handlers.archive), name="archive"),
    path("issues/<issue:number>/", served(handlers.issue), name="issue"),
    # The prefix decides: the pages of a section are looked at only if the path begins with it.
    *(path(f"{section}/", include(pages_of(section))) for section in SECTIONS),
    # Last, because it matches whatever is one slug long.
    path("<slug:slug>/", served(handlers.article), name="article"),
]


def section_links(section):
    """The URLs of the section's pages; reverse() puts the current script prefix ahead."""
    if section not in SECTIONS:
        return []
    return [reverse(f"{section}-{page}") for page in PAGES]
