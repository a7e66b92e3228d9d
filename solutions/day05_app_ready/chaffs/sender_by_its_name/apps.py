"""The receiver lets through every model that is called Article, in whatever app.

Caught by:
    test_other_models_drop_nothing[Article-of-another-app-created]
"""

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class NewsdeskConfig(AppConfig):
    name = "katas.day05_app_ready"
    verbose_name = "Newsdesk"

    def ready(self):
        from katas.day05_app_ready import startup

        post_save.connect(startup.drop_front_page)
        post_delete.connect(startup.drop_front_page)
