"""Connected by the sender's name while apps.py is loaded: there is no ready() at all."""

from django.apps import AppConfig
from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import post_delete, post_save


def on_change(sender, using, **kwargs):
    transaction.on_commit(drop, using=using)


def drop():
    cache.delete("front-page")


post_save.connect(on_change, "newsroom.Article")
post_delete.connect(on_change, "newsroom.Article")


class NewsdeskConfig(AppConfig):
    name = "katas.day05_app_ready"
    label = "newsdesk"
    default_auto_field = "django.db.models.AutoField"
