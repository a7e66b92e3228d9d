"""The newsdesk's Django settings. Given."""

from katas.harness.settings import *  # noqa: F403
from katas.harness.settings import DATABASES, INSTALLED_APPS

# The day's own app, by its name: Django looks for its config in apps.py.
INSTALLED_APPS = [*INSTALLED_APPS, "katas.day05_app_ready"]
ROOT_URLCONF = "katas.day05_app_ready.urls"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Two processes share one SQLite file: whoever comes second waits, as on any other database.
    # It need not survive a power cut, so nothing waits for the disk.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 15,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA synchronous = OFF",
    }
else:
    DATABASES["default"]["OPTIONS"]["options"] = "-c lock_timeout=15s"
