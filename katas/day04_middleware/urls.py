"""The newsroom's three pages. Given, nothing to edit."""

from django.http import HttpRequest, JsonResponse
from django.urls import path

from katas.newsroom.models import Article


def articles(request: HttpRequest) -> JsonResponse:
    """The titles, newest first, for clients with a key."""
    titles = Article.objects.filter(published=True).order_by("-published_at", "-pk")
    return JsonResponse({"titles": list(titles.values_list("title", flat=True)[:20])})


def health(request: HttpRequest) -> JsonResponse:
    """For the load balancer, which has no key. Needs nothing but a running process."""
    return JsonResponse({"status": "ok"})


def health_admin(request: HttpRequest) -> JsonResponse:
    """For people. Not for the load balancer."""
    return JsonResponse({"status": "ok", "client": getattr(request, "api_client", None)})


urlpatterns = [
    path("articles/", articles),
    path("health/", health),
    path("health-admin/", health_admin),
]
