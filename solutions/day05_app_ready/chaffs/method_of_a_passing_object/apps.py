"""The receiver is a method of an object that nobody keeps.

Caught by:
    test_receivers_outlive_ready
"""

from django.apps import AppConfig
from django.core.cache import cache
from django.db.models.signals import post_delete, post_save


class Dropper:
    def __init__(self, key):
        self.key = key

    def drop(self, sender, **kwargs):
        cache.delete(self.key)


class NewsdeskConfig(AppConfig):
    name = "katas.day05_app_ready"
    verbose_name = "Newsdesk"

    def ready(self):
        from katas.day05_app_ready import startup
        from katas.newsroom.models import Article

        dropper = Dropper(startup.KEY)
        post_save.connect(dropper.drop, sender=Article)
        post_delete.connect(dropper.drop, sender=Article)
