"""A LocMemCache whose entries lie with the examiner: all processes have them in common."""

import pickle
from typing import Any

from asgiref.local import Local
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache

from .exam_inside_line import call, mine

HERE = "django.core.cache.backends.locmem.LocMemCache"
PLAIN = (int, float, bool)


def use_cache(timeout: int, backend: str = f"{__name__}.Cache") -> None:
    """From now on the answer has this one. HERE: its entries lie in this process."""
    cache = {"BACKEND": backend, "TIMEOUT": timeout, "OPTIONS": {"MAX_ENTRIES": 100_000}}
    settings.CACHES = {"default": cache}
    # As django.test.signals does when the setting changes.
    caches._settings = caches.settings = caches.configure_settings(None)
    caches._connections = Local()


class Cache(LocMemCache):
    """Each step is one, as LocMemCache's are. What is no number crosses pickled."""

    def _ask(self, step: str, key: Any, version: Any, *arguments: Any) -> Any:
        name = self.make_and_validate_key(key, version=version)
        return call("cache", mine.lane, step, str(name), *arguments)

    def _packed(self, value: Any) -> Any:
        return value if type(value) in PLAIN else pickle.dumps(value, self.pickle_protocol)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        ends = self.get_backend_timeout(timeout)
        return self._ask("add", key, version, self._packed(value), ends)

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        found, value = self._ask("get", key, version)
        if not found:
            return default
        return pickle.loads(value) if type(value) is bytes else value  # noqa: S301 (its own)

    def set(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None
    ) -> None:
        ends = self.get_backend_timeout(timeout)
        self._ask("set", key, version, self._packed(value), ends)

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        return self._ask("touch", key, version, self.get_backend_timeout(timeout))

    def incr(self, key: Any, delta: Any = 1, version: Any = None) -> Any:
        found, value = self._ask("incr", key, version, delta)
        if not found:
            raise ValueError(f"Key '{key}' not found")
        return value

    def has_key(self, key: Any, version: Any = None) -> Any:
        return self._ask("has_key", key, version)

    def delete(self, key: Any, version: Any = None) -> Any:
        return self._ask("delete", key, version)

    def clear(self) -> None:
        call("cache", mine.lane, "clear", "")
