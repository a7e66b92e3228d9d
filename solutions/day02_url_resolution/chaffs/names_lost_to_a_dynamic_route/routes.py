"""Two converters know all sections and pages, and the pages lost their names.

Caught by:
    test_names_lead_back_to_their_views
    test_every_page_has_its_name
"""

from django.urls import path, register_converter, reverse

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
    def __init_subclass__(cls, words, **kwargs):
        cls.regex = "|".join(words)

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


class Section(Known, words=SECTIONS):
    pass


class Page(Known, words=PAGES):
    pass


register_converter(Section, "section")
register_converter(Page, "page")


urlpatterns = [
    path("about/", handlers.about, name="about"),
    path("archive/", handlers.archive, name="archive"),
    path("issues/<issue:number>/", handlers.issue, name="issue"),
    path("<section:section>/<page:page>/", handlers.section_page, name="section-page"),
    path("<slug:slug>/", handlers.article, name="article"),
]


def section_links(section):
    if section not in SECTIONS:
        return []
    return [reverse("section-page", kwargs={"section": section, "page": page}) for page in PAGES]
