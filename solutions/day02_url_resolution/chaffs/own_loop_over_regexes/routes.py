"""A resolver of its own leaves Django's patterns alone and loops over 5,000 regular expressions.

Caught by:
    test_few_functions_are_called
    test_three_times_as_fast_as_the_flat_list
"""

import re

from django.urls import Resolver404, ResolverMatch, URLResolver, path, register_converter, reverse
from django.urls.resolvers import RoutePattern

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


def every_page():
    return [
        path(
            f"{section}/{page}/",
            handlers.section_page,
            {"section": section, "page": page},
            name=f"{section}-{page}",
        )
        for section in SECTIONS
        for page in PAGES
    ]


class Searching(URLResolver):
    def __init__(self, routes):
        super().__init__(RoutePattern(""), routes)
        self.entries = [Entry(route) for route in routes]

    def resolve(self, path):
        for entry in self.entries:
            if match := entry.look_at(path):
                return match
        raise Resolver404({"tried": [], "path": path})


class Entry:
    def __init__(self, route):
        self.route = route
        self.regex = re.compile(f"^/{re.escape(str(route.pattern))}$")

    def look_at(self, path):
        path = self.normal(path)
        found = self.regex.search(path)
        return self.match_of(found) if self.is_whole(found, path) else None

    def normal(self, path):
        return "/".join(["", *path.split("/")])

    def is_whole(self, found, path):
        return found is not None and found.end() == len(path)

    def match_of(self, found):
        kwargs = {**self.route.default_args, **found.groupdict()}
        name, route = self.route.name, str(self.route.pattern)
        return ResolverMatch(
            self.route.callback, (), kwargs, name, route=route, extra_kwargs=kwargs
        )


urlpatterns = [
    path("about/", handlers.about, name="about"),
    path("archive/", handlers.archive, name="archive"),
    path("issues/<issue:number>/", handlers.issue, name="issue"),
    Searching(every_page()),
    path("<slug:slug>/", handlers.article, name="article"),
]


def section_links(section):
    if section not in SECTIONS:
        return []
    return [reverse(f"{section}-{page}") for page in PAGES]
