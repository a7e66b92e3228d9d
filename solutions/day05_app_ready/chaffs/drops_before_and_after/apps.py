"""To be sure, the page is dropped before the write and after it.

Caught by:
    test_an_article_drops_the_page
    test_articles_that_go_together_drop_the_page
    test_connected_in_every_process
    test_receivers_outlive_ready
    test_ready_twice_drops_once
"""

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save


class NewsdeskConfig(AppConfig):
    name = "katas.day05_app_ready"
    verbose_name = "Newsdesk"

    def ready(self):
        from katas.day05_app_ready import startup
        from katas.newsroom.models import Article

        for signal in (pre_save, post_save, pre_delete, post_delete):
            signal.connect(startup.drop_front_page, sender=Article)
