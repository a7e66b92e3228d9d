"""Where the pages are."""

from django.urls import path

from katas.harness.dojo import views

urlpatterns = [
    path("", views.home, name="home"),
    path("day/<int:number>/", views.day, name="day"),
    path("day/<int:number>/stream/", views.stream, name="stream"),
    path("day/<int:number>/flame-graph/", views.flame_graph, name="flame-graph"),
    path("day/<int:number>/<slug:action>/", views.act, name="act"),
    path("static/<str:name>", views.static, name="static"),
]
handler404 = "katas.harness.dojo.views.not_found"
