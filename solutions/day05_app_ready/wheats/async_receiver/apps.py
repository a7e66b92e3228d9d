"""The receiver is a coroutine function; Django waits for it in save() and delete()."""

from django.apps import AppConfig
from django.core.cache import cache
from django.db.models.signals import post_delete, post_save


async def drop_front_page(sender, **kwargs):
    await cache.adelete("front-page")


class NewsdeskConfig(AppConfig):
    name = "katas.day05_app_ready"

    def ready(self):
        from katas.newsroom.models import Article

        for signal in (post_save, post_delete):
            signal.connect(drop_front_page, sender=Article)
