"""Each gunicorn worker reads the page in ready(), when no reader has come yet.

Caught by:
    test_no_process_asks_the_database[gunicorn]
"""

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

        if "gunicorn" in sys.argv[0]:
            startup.front_page()
