"""Whatever is not started by manage.py is taken for the one server that builds the page.

Caught by:
    test_nothing_is_crunched[setup]
    test_nothing_is_crunched[gunicorn]
    test_setting_up_asks_the_database_nothing
    test_no_process_asks_the_database[gunicorn]
    test_every_worker_serves_the_page
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

        if not sys.argv[0].endswith("manage.py"):
            startup.run_init_job()
