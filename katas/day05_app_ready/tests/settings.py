"""The newsdesk's settings, with a cache that remembers and what a test wants to be otherwise."""

import os

from katas.day05_app_ready.settings import *  # noqa: F403
from katas.harness.settings import INSTALLED_APPS as OTHERS

DEBUG = os.environ.get("KATAS_DEBUG") == "1"
INSTALLED_APPS = [*OTHERS, os.environ.get("KATAS_APP", "katas.day05_app_ready")]
# Local to each process, like the newsdesk's own.
_OURS = {"BACKEND": "katas.day05_app_ready.tests.recording_cache.RecordingCache"}
_THEIRS = {**_OURS, "LOCATION": "theirs", "KEY_PREFIX": "theirs", "VERSION": "2"}
CACHES = {"default": _OURS, "theirs": _THEIRS}
# The same two, the other way round: what a test may make of CACHES for a while.
CACHES_REPLACED = {"default": _THEIRS, "theirs": _OURS}
