"""The site's URLs. Given. A view that your answer does not have yet is left out."""

from django.urls import path

from katas.day01_request_lifecycle import lifecycle, pages

urlpatterns = [
    path("", pages.front),
    path("async/", pages.afront),
    path("withdrawn/", pages.missing),
    path("editors/", pages.forbidden),
    path("nonsense/", pages.refused),
    path("broken/", pages.broken),
    path("stamped/", pages.stamped),
    path("moved/", pages.moved),
    path("answering/", pages.answering),
    path("ticker/", pages.ticker),
    path("aticker/", pages.aticker),
    path("rendered/", pages.rendered),
    path("slow/", pages.slow),
    path("aslow/", pages.aslow),
    path("blocking/", pages.blocking),
    path("slow-and-broken/", pages.slow_and_broken),
    path("gauges/", pages.gauges),
]
if hasattr(lifecycle, "dashboard"):
    urlpatterns.append(path("dashboard/", lifecycle.dashboard))
