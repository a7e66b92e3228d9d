"""Where the tower stands. Given."""

from django.urls import path

from katas.day03_class_based_views import views

urlpatterns = [
    path("articles/", views.ArticleList.as_view(), name="articles"),
]
