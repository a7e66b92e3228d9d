"""Lambdas, held strongly and known by their dispatch_uid; the cache by delete_many."""

from django.apps import AppConfig, apps
from django.core.cache import caches
from django.db.models import signals


class NewsdeskConfig(AppConfig):
    name = "katas.day05_app_ready"
    default = True

    def ready(self):
        article = apps.get_model("newsroom", "Article")
        for name in ("post_save", "post_delete"):
            getattr(signals, name).connect(
                lambda **kwargs: caches["default"].delete_many(["front-page"]),
                sender=article,
                weak=False,
                dispatch_uid=f"newsdesk-{name}",
            )


class TestStandConfig(NewsdeskConfig):
    default = False
