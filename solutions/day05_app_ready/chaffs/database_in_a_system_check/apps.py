"""A system check registered in ready() looks for the page in the database.

Caught by:
    test_no_process_asks_the_database[check]
"""

from django.apps import AppConfig
from django.core import checks
from django.db import OperationalError
from django.db.models.signals import post_delete, post_save


def check_front_page(app_configs, **kwargs):
    from katas.day05_app_ready import startup

    try:
        missing = not startup.front_page()
    except OperationalError:
        missing = True
    hint = "Run manage.py build_front_page."
    return [checks.Info("There is no front page yet.", hint=hint)] if missing else []


class NewsdeskConfig(AppConfig):
    name = "katas.day05_app_ready"
    verbose_name = "Newsdesk"

    def ready(self):
        from katas.day05_app_ready import startup
        from katas.newsroom.models import Article

        post_save.connect(startup.drop_front_page, sender=Article)
        post_delete.connect(startup.drop_front_page, sender=Article)

        checks.register(check_front_page)
