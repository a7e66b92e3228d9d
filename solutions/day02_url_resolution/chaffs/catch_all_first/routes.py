"""The article's slug stands first and takes /about/ and /archive/ as well.

Hint: Fixed pages are taken for articles: when two patterns fit a path, which of them does
Django use?

Caught by:
    test_fixed_pages_are_no_articles[about]
    test_fixed_pages_are_no_articles[archive]
    test_django_serves_the_urls
    test_names_lead_back_to_their_views
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
    path("<slug:slug>/", handlers.article, name="article"),
    path("about/", handlers.about, name="about"),
    path("archive/", handlers.archive, name="archive"),
    path("issues/<issue:number>/", handlers.issue, name="issue"),
    *(path(f"{section}/", include(pages_of(section))) for section in SECTIONS),
]


def section_links(section):
    if section not in SECTIONS:
        return []
    return [reverse(f"{section}-{page}") for page in PAGES]
