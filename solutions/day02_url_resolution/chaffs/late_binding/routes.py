"""A lambda per page, made in a loop: all of them see the loop's last page.

Hint: The paths are right, and a view is not told the right section and page: compare what it is
given with what stands in the path.

Caught by:
    test_django_serves_the_urls
    test_names_lead_back_to_their_views
    test_every_page_has_its_view
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
    routes = []
    for page in PAGES:
        view = lambda request: handlers.section_page(request, section, page)  # noqa: E731
        routes.append(path(f"{page}/", view, name=f"{section}-{page}"))
    return routes


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
