"""The caches of the processes in the sandbox: they lie here."""

import threading
from typing import Any


class Caches:
    """What each process has in its caches. dropped: process, cache and key of each delete."""

    def __init__(self) -> None:
        self.kept: dict[tuple[int, str], dict[str, Any]] = {}
        self.dropped: list[tuple[int, str, str]] = []
        self._lock = threading.RLock()

    def of(self, pid: int, name: str = "ours") -> dict[str, Any]:
        return self.kept.setdefault((pid, name), {})

    def serve(self, pid: int, name: str, what: str, key: str, *others: Any) -> Any:
        with self._lock:
            cache = self.of(pid, name)
            if what == "get":
                return [key in cache, cache.get(key)]
            if what == "delete":
                self.dropped.append((pid, name, key))
                return cache.pop(key, None) is not None
            if what == "clear":
                self.dropped.append((pid, name, "*"))
                return cache.clear()
            there, (value, over) = key in cache, others
            if what == "touch" and there:
                value = cache[key]
            if (what == "add" and there) or (what == "touch" and not there):
                return False
            cache.pop(key, None)
            if not over:
                cache[key] = value
            return True

    def fork(self, pid: int, child: int) -> None:
        for (owner, name), cache in list(self.kept.items()):
            if owner == pid:
                self.kept[child, name] = dict(cache)
