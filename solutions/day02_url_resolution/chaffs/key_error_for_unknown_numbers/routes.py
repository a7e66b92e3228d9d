"""The converter looks the number up in a table; what is not there is a KeyError, not a ValueError.

Hint: Your converter refuses a number by ending the whole search: by which exception does Django
know that a pattern merely does not fit?

Caught by:
    test_other_numbers_are_refused[zero]
    test_numbers_out_of_range_do_not_reverse[0]
    test_numbers_out_of_range_do_not_reverse[10000]
"""

from django.urls import include, path, register_converter, reverse

from katas.day02_url_resolution import handlers
from katas.day02_url_resolution.catalogue import PAGES, SECTIONS

ISSUES = {f"{number:04d}": number for number in range(1, 10_000)}
URLS = {number: text for text, number in ISSUES.items()}


class IssueNumber:
    regex = "[0-9]{4}"

    def to_python(self, value):
        return ISSUES[value]

    def to_url(self, value):
        return URLS[value]


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
    *(path(f"{section}/", include(pages_of(section))) for section in SECTIONS),
    path("<slug:slug>/", handlers.article, name="article"),
]


def section_links(section):
    if section not in SECTIONS:
        return []
    return [reverse(f"{section}-{page}") for page in PAGES]
