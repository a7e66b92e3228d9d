"""A request for a certain path builds the front page.

Not solved: 3
"""

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class NewsdeskConfig(AppConfig):
    name = "katas.day05_app_ready"
    verbose_name = "Newsdesk"

    def ready(self):
        # Imported here: while this module is loaded, there is no model yet.
        from katas.day05_app_ready import startup
        from katas.newsroom.models import Article

        # A function of a module lives as long as the module: signals hold their receivers weakly.
        # It has one identity, too, so that connecting it a second time changes nothing.
        from django.core.signals import request_started

        request_started.connect(startup.asked_for)
        post_save.connect(startup.drop_front_page, sender=Article)
        post_delete.connect(startup.drop_front_page, sender=Article)
