"""The newsroom's app config."""

from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    name = "katas.newsroom"
    default_auto_field = "django.db.models.BigAutoField"
