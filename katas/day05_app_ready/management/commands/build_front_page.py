"""manage.py build_front_page: what a deployment runs once, before it starts the servers. Given."""

from typing import Any

from django.core.management.base import BaseCommand

from katas.day05_app_ready import startup


class Command(BaseCommand):
    help = "Crunch the first front page, unless that was done already."

    def handle(self, *args: Any, **options: Any) -> None:
        done = startup.run_init_job()
        self.stdout.write("The front page is built." if done else "It was built already.")
