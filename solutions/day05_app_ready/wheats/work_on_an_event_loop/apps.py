"""ready() leaves it to startup to connect its receiver."""

from django.apps import AppConfig


class NewsdeskConfig(AppConfig):
    name = "katas.day05_app_ready"

    def ready(self):
        from . import startup

        startup.connect()
