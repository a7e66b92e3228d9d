"""Whatever goes wrong with the query in ready(), the warning included, is swallowed.

Hint: The warning is gone and the query is still there: what did the warning want to tell you?

Caught by:
    test_setting_up_asks_the_database_nothing
    test_no_process_asks_the_database
"""

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class NewsdeskConfig(AppConfig):
    name = "katas.day05_app_ready"
    verbose_name = "Newsdesk"

    def ready(self):
        from katas.day05_app_ready import startup
        from katas.newsroom.models import Article

        post_save.connect(startup.drop_front_page, sender=Article)
        post_delete.connect(startup.drop_front_page, sender=Article)

        try:
            startup.front_page()
        except Exception:
            pass
