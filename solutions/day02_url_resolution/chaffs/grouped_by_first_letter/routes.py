"""Grouped by the first letter only, and some letters have six sections.

Hint: Some paths still go by far too many patterns: try one that does not exist, one that nobody
has asked for yet, and each section.

Caught by:
    test_few_patterns_are_tried
    test_few_functions_are_called
"""

from django.urls import include, path, re_path, register_converter, reverse

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


def pages_under(letter):
    return [
        re_path(
            f"^{section}/{page}/$",
            handlers.section_page,
            {"section": section, "page": page},
            name=f"{section}-{page}",
        )
        for section in SECTIONS
        if section.startswith(letter)
        for page in PAGES
    ]


LETTERS = sorted({section[0] for section in SECTIONS})


urlpatterns = [
    path("about/", handlers.about, name="about"),
    path("archive/", handlers.archive, name="archive"),
    path("issues/<issue:number>/", handlers.issue, name="issue"),
    *[re_path(f"^(?={letter})", include(pages_under(letter))) for letter in LETTERS],
    path("<slug:slug>/", handlers.article, name="article"),
]


def section_links(section):
    if section not in SECTIONS:
        return []
    return [reverse(f"{section}-{page}") for page in PAGES]
