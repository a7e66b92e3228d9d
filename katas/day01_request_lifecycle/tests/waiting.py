"""The site's URLs with more pages that wait: one at /dashboard/, and one that answers anything.

To a layer, the dashboard is a page like any other.
"""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path

from katas.day01_request_lifecycle import pages, urls
from katas.day01_request_lifecycle.tests.responses import makers


def slow_as(request: HttpRequest) -> HttpResponseBase:
    """A page that waits, and then answers as ?answer= asks for."""
    pages.slow(request)
    found: HttpResponseBase = makers()[request.GET["answer"]](lambda what: None)
    return found


urlpatterns = [
    path("dashboard/", pages.aslow),
    path("as/", slow_as),
    *urls.urlpatterns,
]
