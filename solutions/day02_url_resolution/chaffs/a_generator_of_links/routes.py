"""The links are a generator, made when somebody loops over it.

Caught by:
    test_links_of_every_section
    test_links_are_plain_strings
    test_links_follow_the_script_prefix
    test_unknown_sections_have_no_links
    test_the_script_prefix_is_left_alone
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
    return (reverse(f"{section}-{page}") for page in PAGES if section in SECTIONS)
