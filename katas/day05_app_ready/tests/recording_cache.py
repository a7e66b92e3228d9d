"""A cache in the process' memory that remembers which keys were dropped."""

from typing import Any

from django.core.cache.backends.locmem import LocMemCache

# Each key that was deleted in this process, oldest first; "*" for a cache that was cleared.
dropped: list[str] = []


class RecordingCache(LocMemCache):
    """LocMemCache with a record. delete_many() and adelete() come down to delete()."""

    def delete(self, key: str, version: int | None = None) -> Any:
        dropped.append(key)
        return super().delete(key, version=version)

    def clear(self) -> Any:
        dropped.append("*")
        return super().clear()
