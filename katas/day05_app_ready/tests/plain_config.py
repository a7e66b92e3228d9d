"""A config that does nothing, to make the tables whatever your apps.py does."""

from django.apps import AppConfig


class PlainConfig(AppConfig):
    name = "katas.day05_app_ready"
