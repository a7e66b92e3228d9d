"""A cache in the process' memory that remembers which keys were dropped."""

from typing import Any

from django.core.cache.backends.locmem import LocMemCache

# Each key that was deleted in this process, oldest first, behind the LOCATION of its cache; "*" for
# a cache that was cleared.
dropped: list[tuple[str, str]] = []


class RecordingCache(LocMemCache):
    """LocMemCache with a record. delete_many() and adelete() come down to delete()."""

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        super().__init__(name, params)
        self.location = name

    def delete(self, key: str, version: int | None = None) -> Any:
        dropped.append((self.location, key))
        return super().delete(key, version=version)

    def clear(self) -> Any:
        dropped.append((self.location, "*"))
        return super().clear()
