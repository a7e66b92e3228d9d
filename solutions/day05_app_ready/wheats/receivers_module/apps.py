"""ready() imports a module of decorated receivers, connected by the sender's name."""

from importlib import import_module

from django.apps import AppConfig


class NewsdeskConfig(AppConfig):
    name = "katas.day05_app_ready"

    def ready(self):
        import_module("katas.day05_app_ready.startup")
