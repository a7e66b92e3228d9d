"""Links kept for each section and prefix, and handed out as copies; issues by a closed regex."""

from functools import lru_cache

from django.urls import get_script_prefix, include, path, register_converter, reverse

from katas.day02_url_resolution import handlers
from katas.day02_url_resolution.catalogue import PAGES, SECTIONS


class IssueNumber:
    regex = "000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3}"
    to_python = staticmethod(int)
    to_url = staticmethod("{:04}".format)


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
    return list(links_below(get_script_prefix(), section)) if section in SECTIONS else []


@lru_cache(maxsize=1_000)
def links_below(prefix, section):
    return tuple(reverse(f"{section}-{page}") for page in PAGES)
