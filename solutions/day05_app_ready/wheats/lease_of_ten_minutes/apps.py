"""The newsdesk's app config."""

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
