"""A partial is kept on the config, and is another one each time ready() runs.

Hint: When ready() runs twice, the page is dropped twice: by what would connect() know that it
has this receiver already?

Caught by:
    test_ready_twice_drops_once
"""

from functools import partial

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class NewsdeskConfig(AppConfig):
    name = "katas.day05_app_ready"
    verbose_name = "Newsdesk"

    def ready(self):
        from katas.day05_app_ready import startup
        from katas.newsroom.models import Article

        drop = partial(startup.drop_front_page, key=startup.KEY)
        post_save.connect(drop, sender=Article, weak=False)
        post_delete.connect(drop, sender=Article, weak=False)
