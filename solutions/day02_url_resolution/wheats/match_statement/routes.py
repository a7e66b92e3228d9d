"""The newsroom's URLs: Django reverses them from a flat list, a match statement resolves them."""

import re

from django.template import Context, Engine
from django.urls import Resolver404, ResolverMatch, path, register_converter
from django.urls.resolvers import RoutePattern, URLResolver

from katas.day02_url_resolution import handlers
from katas.day02_url_resolution.catalogue import PAGES, SECTIONS

KNOWN_SECTIONS, KNOWN_PAGES = frozenset(SECTIONS), frozenset(PAGES)
is_slug = re.compile("[-a-zA-Z0-9_]+").fullmatch


def is_issue(text):
    return len(text) == 4 and text.isascii() and text.isdecimal() and text != "0000"


class IssueNumber:
    regex = "[0-9]{4}"

    def to_python(self, value):
        if is_issue(value):
            return int(value)
        raise ValueError(value)

    def to_url(self, value):
        text = f"{value:0>4}"
        if is_issue(text):
            return text
        raise ValueError(value)


register_converter(IssueNumber, "issue")


class Switchboard(URLResolver):
    def resolve(self, path):
        view, name, kwargs = self.connect(str(path))
        return ResolverMatch(
            view, (), kwargs, name, route=str(path), captured_kwargs=kwargs, extra_kwargs={}
        )

    def connect(self, path):
        match path.split("/", 3):
            case ["about", ""]:
                return handlers.about, "about", {}
            case ["archive", ""]:
                return handlers.archive, "archive", {}
            case [slug, ""] if is_slug(slug):
                return handlers.article, "article", {"slug": slug}
            case ["issues", number, ""] if is_issue(number):
                return handlers.issue, "issue", {"number": int(number)}
            case [section, page, ""] if section in KNOWN_SECTIONS and page in KNOWN_PAGES:
                kwargs = {"section": section, "page": page}
                return handlers.section_page, f"{section}-{page}", kwargs
            case _:
                raise Resolver404({"path": path, "tried": []})


def flat():
    yield path("about/", handlers.about, name="about")
    yield path("archive/", handlers.archive, name="archive")
    yield path("issues/<issue:number>/", handlers.issue, name="issue")
    for section in SECTIONS:
        for page in PAGES:
            kwargs = {"section": section, "page": page}
            name = f"{section}-{page}"
            yield path(f"{section}/{page}/", handlers.section_page, kwargs, name=name)
    yield path("<slug:slug>/", handlers.article, name="article")


urlpatterns = [Switchboard(RoutePattern(""), list(flat()))]

MENU = Engine().from_string(
    "{% for page in pages %}{% with name=section|add:'-'|add:page %}{% url name %}{% endwith %}"
    " {% endfor %}"
)


def section_links(section):
    pages = PAGES if section in SECTIONS else ()
    menu = MENU.render(Context({"section": section, "pages": pages}, autoescape=False))
    return menu.split()
