"""Sections by their first letter, pages by theirs: regular expressions that look ahead."""

from itertools import groupby

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


def initial(word):
    return word[0]


def by_initial(words):
    return [(letter, list(group)) for letter, group in groupby(sorted(words), initial)]


def pages_of(section):
    return [
        re_path(
            f"^(?={letter})",
            include(
                [
                    path(
                        f"{page}/",
                        handlers.section_page,
                        name=f"{section}-{page}",
                        kwargs={"page": page},
                    )
                    for page in pages
                ]
            ),
        )
        for letter, pages in by_initial(PAGES)
    ]


urlpatterns = [
    path("about/", handlers.about, name="about"),
    path("archive/", handlers.archive, name="archive"),
    path("issues/<issue:number>/", handlers.issue, name="issue"),
]
for letter, sections in by_initial(SECTIONS):
    group = [path(f"{each}/", include(pages_of(each)), {"section": each}) for each in sections]
    urlpatterns.append(re_path(f"^(?={letter})", include(group)))
urlpatterns.append(path("<slug:slug>/", handlers.article, name="article"))


def section_links(section):
    if section not in SECTIONS:
        return []
    return [reverse(f"{section}-{page}") for page in PAGES]
