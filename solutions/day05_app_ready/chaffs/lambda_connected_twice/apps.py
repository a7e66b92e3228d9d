"""A lambda is kept with weak=False, and is another one each time ready() runs.

Hint: When ready() runs twice, the page is dropped twice: by what would connect() know that it
has this receiver already?

Caught by:
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

        for signal in (post_save, post_delete):
            signal.connect(lambda **kwargs: cache.delete(startup.KEY), sender=Article, weak=False)
