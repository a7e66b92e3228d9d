"""Django settings for every day; a day that needs more has a module that imports this one."""

import os
from typing import Any

from katas.harness import days

SECRET_KEY = "katas: nothing is kept secret here"  # noqa: S105 (it signs nothing)
DEBUG = False
ALLOWED_HOSTS = ["*"]
USE_TZ = True
TIME_ZONE = "UTC"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "katas.newsroom",
    *days.apps(),
]
# Their tables are made from the models at once: replaying their migrations costs every run time.
MIGRATION_MODULES = {"auth": None, "contenttypes": None}
MIDDLEWARE = os.environ.get("KATAS_MIDDLEWARE", "").split()
ROOT_URLCONF = os.environ.get("KATAS_URLCONF", "katas.harness.urls")


def database() -> dict[str, Any]:
    """SQLite in memory, or the PostgreSQL server that a command has provided.

    Server processes started by a test get the file, or the name, of the database that it filled.
    """
    name = os.environ.get("KATAS_DATABASE")
    if not (server := os.environ.get("KATAS_POSTGRES")):
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": name or ":memory:"}
    from psycopg.conninfo import conninfo_to_dict

    given = conninfo_to_dict(server)
    known = {key: given.pop(key, "") for key in ("user", "password", "host", "port")}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{key.upper(): str(value or "") for key, value in known.items()},
        "NAME": name or given.pop("dbname", "postgres"),
        "OPTIONS": {
            # Whoever waits for a lock that nobody lets go is told so.
            "options": "-c lock_timeout=5s",
            **{key: value for key, value in given.items() if key != "dbname"},
        },
        "TEST": {"NAME": os.environ["KATAS_DATABASES"] + "_test"},
    }


DATABASES: dict[str, dict[str, Any]] = {"default": database()}
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        # Far more than a test needs: at 300, the default, entries are dropped at random.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGGING_CONFIG = None
