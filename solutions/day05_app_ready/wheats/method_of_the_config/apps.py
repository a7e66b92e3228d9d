"""The receiver is a method of the config, and has a name: another config has other methods."""

from django.apps import AppConfig
from django.core.cache import cache
from django.db.models.signals import post_delete, post_save


class NewsdeskConfig(AppConfig):
    name = "katas.day05_app_ready"
    key = "front-page"

    def ready(self):
        from katas.newsroom.models import Article

        post_save.connect(self.drop, sender=Article, dispatch_uid=self.key)
        post_delete.connect(self.drop, sender=Article, dispatch_uid=self.key)

    def drop(self, **kwargs):
        cache.delete(self.key)
