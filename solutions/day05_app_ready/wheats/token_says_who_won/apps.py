"""The newsdesk's app config."""

from django.apps import AppConfig
from django.db.models import signals


class NewsdeskConfig(AppConfig):
    default = True
    name = "katas.day05_app_ready"

    def ready(self):
        from katas.day05_app_ready.startup import desk

        article = self.apps.get_model("newsroom", "Article")
        for signal in (signals.post_save, signals.post_delete):
            signal.connect(desk.article_changed, sender=article)
