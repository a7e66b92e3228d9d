"""Lambdas that are kept, connected by the first ready() only: a flag of the module knows."""

from django.apps import AppConfig
from django.core.cache import cache
from django.db.models.signals import post_delete, post_save

_connected = False


class NewsdeskConfig(AppConfig):
    name = "katas.day05_app_ready"

    def ready(self):
        global _connected
        if _connected:
            return
        _connected = True
        from katas.newsroom.models import Article

        post_save.connect(lambda **kwargs: cache.delete("front-page"), Article, weak=False)
        post_delete.connect(lambda **kwargs: cache.delete("front-page"), Article, weak=False)
