"""A dictionary of paths that is made on first use, and links that are kept: both under a lock."""

from threading import Lock

from django.urls import (
    Resolver404,
    URLResolver,
    get_script_prefix,
    path,
    register_converter,
    reverse,
)
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


class Table(URLResolver):
    """Routes without parameters: the path is the key."""

    def __init__(self, routes):
        super().__init__(RoutePattern(""), routes)
        self.lock = Lock()
        self.by_path = None

    def routes_by_path(self):
        with self.lock:
            if self.by_path is None:
                self.by_path = {}
                for route in self.url_patterns:
                    self.by_path[str(route.pattern)] = route
            return self.by_path

    def resolve(self, path):
        by_path = self.routes_by_path()
        if path not in by_path:
            raise Resolver404({"tried": [], "path": path})
        return by_path[path].resolve(path)


urlpatterns = [
    Table(
        [
            path("about/", handlers.about, name="about"),
            path("archive/", handlers.archive, name="archive"),
            *every_page(),
        ]
    ),
    path("issues/<issue:number>/", handlers.issue, name="issue"),
    path("<slug:slug>/", handlers.article, name="article"),
]


class Menus:
    """The links of the sections, kept for as long as the script prefix is the same."""

    def __init__(self):
        self.lock = Lock()
        self.prefix = None
        self.links = {}

    def of(self, section):
        with self.lock:
            if self.prefix != get_script_prefix():
                self.prefix = get_script_prefix()
                self.links = {}
            if section not in self.links:
                self.links[section] = [reverse(f"{section}-{page}") for page in PAGES]
            return list(self.links[section])


menus = Menus()


def section_links(section):
    return menus.of(section) if section in SECTIONS else []
