"""Meant to skip the auto-reloader, the guard skips every process but its child.

Caught by:
    test_connected_in_every_process
    test_an_article_drops_the_page
    test_articles_that_go_together_drop_the_page
    test_page_is_gone_when_the_change_is_made
    test_receivers_outlive_ready
    test_ready_twice_drops_once
"""

import os

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class NewsdeskConfig(AppConfig):
    name = "katas.day05_app_ready"
    verbose_name = "Newsdesk"

    def ready(self):
        if os.environ.get("RUN_MAIN") != "true":
            return

        from katas.day05_app_ready import startup
        from katas.newsroom.models import Article

        post_save.connect(startup.drop_front_page, sender=Article)
        post_delete.connect(startup.drop_front_page, sender=Article)
