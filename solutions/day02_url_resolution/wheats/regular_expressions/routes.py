"""re_path() throughout, a two-way converter table, and class-based views around the handlers."""

import re

from django.urls import NoReverseMatch, include, path, re_path, register_converter, reverse
from django.views import View

from katas.day02_url_resolution import handlers
from katas.day02_url_resolution.catalogue import PAGES, SECTIONS

NUMBERS = {f"{number:04d}": number for number in range(1, 10_000)}
TEXTS = {number: text for text, number in NUMBERS.items()}


class IssueNumber:
    regex = r"[0-9]{4}"

    def to_python(self, value):
        try:
            return NUMBERS[value]
        except KeyError:
            raise ValueError(value) from None

    def to_url(self, value):
        if value not in TEXTS:
            raise NoReverseMatch(f"there is no issue {value}")
        return TEXTS[value]


register_converter(IssueNumber, "four_digits")


class SectionPage(View):
    async def get(self, request, section, page):
        return handlers.section_page(request, section, page)


def pages_of(section):
    view = SectionPage.as_view()
    return [
        re_path(rf"^{re.escape(page)}/$", view, {"page": page}, f"{section}-{page}")
        for page in PAGES
    ]


urlpatterns = [
    re_path(r"^about/$", handlers.about, name="about"),
    re_path(r"^archive/$", handlers.archive, name="archive"),
    path("issues/<four_digits:number>/", handlers.issue, name="issue"),
    re_path(r"^(?P<slug>[-a-zA-Z0-9_]+)/$", handlers.article, name="article"),
]
urlpatterns += [
    re_path(rf"^{re.escape(section)}/", include(pages_of(section)), {"section": section})
    for section in SECTIONS
]


def section_links(section):
    try:
        return [reverse(f"{section}-{page}") for page in PAGES]
    except NoReverseMatch:
        return []
