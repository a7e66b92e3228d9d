"""A missing table is caught in ready(); the query is made all the same.

Hint: Every process that starts asks the database, even one that only checks: which line under
ready() makes a query?

Caught by:
    test_setting_up_asks_the_database_nothing
    test_no_process_asks_the_database
    test_no_runtime_warning
"""

from django.apps import AppConfig
from django.db import OperationalError
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
        except OperationalError:
            pass
