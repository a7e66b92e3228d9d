"""The page is dropped before the row is written, and can come back meanwhile.

Hint: The page is dropped a moment too early: who can bring it back before the change is in the
table?

Caught by:
    test_page_is_gone_when_the_change_is_made
"""

from django.apps import AppConfig
from django.db.models.signals import pre_delete, pre_save


class NewsdeskConfig(AppConfig):
    name = "katas.day05_app_ready"
    verbose_name = "Newsdesk"

    def ready(self):
        from katas.day05_app_ready import startup
        from katas.newsroom.models import Article

        pre_save.connect(startup.drop_front_page, sender=Article)
        pre_delete.connect(startup.drop_front_page, sender=Article)
