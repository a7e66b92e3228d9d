"""Only saves are listened to.

Hint: A change drops the page, and an article that goes does not: what does Django send then?

Caught by:
    test_an_article_drops_the_page[article-deleted]
    test_an_article_drops_the_page[draft-deleted]
    test_articles_that_go_together_drop_the_page
    test_page_is_gone_when_the_change_is_made[article-deleted]
    test_receivers_outlive_ready
    test_ready_twice_drops_once
"""

from django.apps import AppConfig
from django.db.models.signals import post_save


class NewsdeskConfig(AppConfig):
    name = "katas.day05_app_ready"
    verbose_name = "Newsdesk"

    def ready(self):
        from katas.day05_app_ready import startup
        from katas.newsroom.models import Article

        post_save.connect(startup.drop_front_page, sender=Article)
