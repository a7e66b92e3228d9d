"""A cache of Django's that lies with the examiner. Each process has its own there."""

import os
import pickle
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from guest import door


class ServedCache(BaseCache):
    """All that is done to it is asked of the examiner, each by itself."""

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._name = name

    def _ask(self, what: str, key: str, version: int | None, *others: Any) -> Any:
        key = self.make_and_validate_key(key, version=version)
        return door.here().call("cache", os.getpid(), self._name, what, key, *others)

    def _kept(self, value: Any, timeout: Any) -> tuple[Any, bool]:
        seconds = self.default_timeout if timeout == DEFAULT_TIMEOUT else timeout
        over = seconds is not None and seconds <= 0
        return value if type(value) is str else pickle.dumps(value), over

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        return bool(self._ask("add", key, version, *self._kept(value, timeout)))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        found, value = self._ask("get", key, version)
        if not found:
            return default
        return pickle.loads(value) if type(value) is bytes else value  # noqa: S301 (its own)

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        self._ask("set", key, version, *self._kept(value, timeout))

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._ask("touch", key, version, *self._kept("", timeout)))

    def delete(self, key: str, version: int | None = None) -> bool:
        return bool(self._ask("delete", key, version))

    def has_key(self, key: str, version: int | None = None) -> bool:
        return bool(self._ask("get", key, version)[0])

    def clear(self) -> None:
        door.here().call("cache", os.getpid(), self._name, "clear", "")
