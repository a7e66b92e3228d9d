"""The receiver is a function inside ready(), and nobody keeps it.

Hint: Your receiver works until the garbage is collected: who still holds it when ready() has
returned?

Caught by:
    test_receivers_outlive_ready
    test_ready_twice_drops_once
"""

from django.apps import AppConfig
from django.core.cache import cache
from django.db.models.signals import post_delete, post_save


class NewsdeskConfig(AppConfig):
    name = "katas.day05_app_ready"
    verbose_name = "Newsdesk"

    def ready(self):
        from katas.day05_app_ready import startup
        from katas.newsroom.models import Article

        def drop_front_page(sender, **kwargs):
            cache.delete(startup.KEY)

        post_save.connect(drop_front_page, sender=Article)
        post_delete.connect(drop_front_page, sender=Article)
