"""The page is looked up once under runserver, in the process that watches the files.

Caught by:
    test_no_process_asks_the_database[noreload]
"""

import os
import sys

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

        # runserver starts two processes. Once is enough.
        if "runserver" in sys.argv and os.environ.get("RUN_MAIN") != "true":
            startup.front_page()
