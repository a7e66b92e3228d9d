"""The newsdesk's settings, with a database and caches that lie with the examiner."""

import os

from katas.day05_app_ready.settings import *  # noqa: F403
from katas.day05_app_ready.settings import DATABASES

DEBUG = os.environ.get("KATAS_DEBUG") == "1"
DATABASES["default"]["ENGINE"] = "guest.served_database"
_CACHE = f"{__package__}.exam_inside_cache.ServedCache"
_OURS = {"BACKEND": _CACHE, "LOCATION": "ours"}
_THEIRS = {"BACKEND": _CACHE, "LOCATION": "theirs", "KEY_PREFIX": "theirs", "VERSION": "2"}
CACHES = {"default": _OURS, "theirs": _THEIRS}
# The same two, the other way round.
CACHES_REPLACED = {"default": _THEIRS, "theirs": _OURS}
