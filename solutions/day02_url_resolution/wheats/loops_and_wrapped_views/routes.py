"""Patterns appended in loops, every view wrapped, the issue's zero refused by its regex."""

from functools import wraps

from django.urls import include, path, register_converter, reverse

from katas.day02_url_resolution import handlers
from katas.day02_url_resolution.catalogue import PAGES, SECTIONS


class IssueNumber:
    regex = "(?!0000)[0-9]{4}"

    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return str(value).zfill(4)


register_converter(IssueNumber, "issue")


def logged(view):
    @wraps(view)
    def wrapper(request, *args, **kwargs):
        return view(request, *args, **kwargs)

    return wrapper


def pages_of(section):
    patterns = []
    for page in PAGES:
        kwargs = dict(section=section, page=page)
        name = "-".join([section, page])
        patterns.append(path(page + "/", logged(handlers.section_page), kwargs, name))
    return patterns


urlpatterns = []
for fixed in (handlers.about, handlers.archive):
    urlpatterns.append(path(f"{fixed.__name__}/", logged(fixed), name=fixed.__name__))
issues = [path("<issue:number>/", logged(handlers.issue), name="issue")]
urlpatterns.append(path("issues/", include(issues)))
for section in SECTIONS:
    urlpatterns.append(path(section + "/", include(pages_of(section))))
urlpatterns.append(path("<slug:slug>/", logged(handlers.article), name="article"))


def section_links(section):
    if section not in SECTIONS:
        return []
    return [reverse(f"{section}-{page}") for page in PAGES]
