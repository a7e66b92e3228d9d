"""The front page's URL. Given."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from katas.day05_app_ready import startup


def front_page(request: HttpRequest) -> HttpResponse:
    """Whatever the newsroom has for a front page."""
    return HttpResponse(startup.front_page(), content_type="text/plain; charset=utf-8")


urlpatterns = [path("", front_page)]
