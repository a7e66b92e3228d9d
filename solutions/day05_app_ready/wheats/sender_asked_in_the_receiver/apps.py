"""One receiver for all senders that asks who it was."""

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class NewsdeskConfig(AppConfig):
    name = "katas.day05_app_ready"

    def ready(self):
        from .startup import article_changed

        post_save.connect(article_changed)
        post_delete.connect(article_changed)
