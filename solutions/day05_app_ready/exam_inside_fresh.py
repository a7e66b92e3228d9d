"""Django as it is before anybody has set it up, in a process where it was."""

import sys
import threading
from collections import defaultdict

from asgiref.local import Local
from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends import locmem
from django.core.checks.registry import registry
from django.core.management import get_commands
from django.db import connections, router
from django.db.models import signals
from django.template import engines
from django.urls import clear_url_caches, set_urlconf
from django.utils.functional import empty

# Modules that hold models, or read the settings while they are loaded: they are loaded anew.
LOADED_ANEW = (
    "django.contrib",
    "katas.newsroom",
    "katas.harness.settings",
    "katas.day05_app_ready",
)


def forget() -> None:
    connections.close_all()
    for handler in (connections, caches):
        vars(handler).pop("settings", None)
        handler._settings = None
        handler._connections = Local(handler.thread_critical)
    vars(connections).pop("databases", None)
    vars(router).pop("databases", None)
    vars(router).pop("routers", None)
    vars(engines).pop("templates", None)
    engines._engines.clear()
    for kept in (locmem._caches, locmem._expire_info, locmem._locks):
        kept.clear()
    set_urlconf(None)
    clear_url_caches()
    get_commands.cache_clear()
    forget_apps()
    settings._wrapped = empty
    for checks in (registry.registered_checks, registry.deployment_checks):
        checks -= {check for check in checks if check.__module__.startswith(LOADED_ANEW)}
    for signal in (signals.pre_migrate, signals.post_migrate):
        signal.receivers.clear()
        signal.sender_receivers_cache.clear()
    for name in [name for name in sys.modules if name.startswith(LOADED_ANEW)]:
        del sys.modules[name]


def forget_apps() -> None:
    apps.all_models.clear()
    apps.app_configs = {}
    apps.stored_app_configs = []
    apps.apps_ready = apps.models_ready = apps.ready = apps.loading = False
    apps.ready_event = threading.Event()
    apps._pending_operations = defaultdict(list)
    apps.get_models.cache_clear()
    apps.get_swappable_settings_name.cache_clear()
