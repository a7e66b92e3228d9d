"""The receiver is a method of an object that nobody keeps.

Caught by:
    test_connected_in_every_process
    test_an_article_drops_the_page
    test_articles_that_go_together_drop_the_page
    test_page_is_gone_when_the_change_is_made
    test_receivers_outlive_ready
    test_ready_twice_drops_once
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
