"""The auto-reloader's RUN_MAIN is taken for the sign of the one process that counts.

Caught by:
    test_nothing_is_crunched[runserver]
    test_no_process_asks_the_database[runserver]
"""

import os

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

        if os.environ.get("RUN_MAIN") == "true":
            startup.run_init_job()
