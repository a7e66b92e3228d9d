"""The newsroom's service map and its three sources of news. Given, nothing to edit.

Every call is counted here, whoever makes it and however the function was imported. Each source
exists twice: as a coroutine, and as a function that blocks its thread for just as long.
"""

import asyncio
import copy
import os
import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

# Seconds that each source, and the loading of the map, take.
SECONDS = float(os.environ.get("KATAS_SERVICE_SECONDS", "0.1"))
SET_UP_SECONDS = float(os.environ.get("KATAS_SET_UP_SECONDS", "0.01"))
STEP = 0.005


class Gauges:
    """What was called since the last reset.

    set_ups: loadings of the service map. calls, now, peak: of each source, how often it was called,
    how many calls are in flight, and the most that ever were. together: the most sources that were
    in flight at one moment. blocking: calls of the twins that block. given: the values handed out.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.set_ups = 0
        self.together = 0
        self.calls: Counter[str] = Counter()
        self.now: Counter[str] = Counter()
        self.peak: Counter[str] = Counter()
        self.blocking: Counter[str] = Counter()
        self.given: dict[str, list[object]] = defaultdict(list)
        self.finished: list[str] = []

    @property
    def most(self) -> int:
        """The most calls of one source that were in flight at one moment."""
        return max(self.peak.values(), default=0)

    @contextmanager
    def flight(self, source: str) -> Iterator[None]:
        """One call of a source."""
        with self.lock:
            self.calls[source] += 1
            self.now[source] += 1
            self.peak[source] = max(self.peak[source], self.now[source])
            self.together = max(self.together, sum(count > 0 for count in self.now.values()))
        try:
            yield
        finally:
            with self.lock:
                self.now[source] -= 1
                self.finished.append(source)


gauges = Gauges()
region = os.environ.get("KATAS_REGION", "eu-north-1")
# While it is set, a source answers when `hold(source)` is true, and not after SECONDS.
hold: Callable[[str], bool] | None = None
# While it is set, a source answers with `news(source)`, and not with news of its own.
news: Callable[[str], object] | None = None


def reset(
    new_region: str = "",
    new_hold: Callable[[str], bool] | None = None,
    new_news: Callable[[str], object] | None = None,
) -> Gauges:
    """Begin to count anew."""
    global gauges, region, hold, news
    gauges, hold, news = Gauges(), new_hold, new_news
    region = new_region or region
    return gauges


def load_service_map() -> dict[str, object]:
    """Where this process runs and whom it may ask: {"region": str, "hosts": {...}}. Costly."""
    with gauges.lock:
        gauges.set_ups += 1
        here = region
    time.sleep(SET_UP_SECONDS)
    return {"region": here, "hosts": {"headlines": "10.0.0.7", "markets": "10.0.0.9"}}


async def fetch_headlines() -> list[str]:
    """The headlines of the moment."""
    return await _fetch("headlines", _headlines)


async def fetch_weather() -> dict[Any, object]:
    """The weather at the moment."""
    return await _fetch("weather", _weather)


async def fetch_markets() -> dict[Any, object]:
    """The markets at the moment."""
    return await _fetch("markets", _markets)


def fetch_headlines_blocking() -> list[str]:
    """fetch_headlines, but the thread stands still meanwhile."""
    return _fetch_blocking("headlines", _headlines)


def fetch_weather_blocking() -> dict[Any, object]:
    """fetch_weather, but the thread stands still meanwhile."""
    return _fetch_blocking("weather", _weather)


def fetch_markets_blocking() -> dict[Any, object]:
    """fetch_markets, but the thread stands still meanwhile."""
    return _fetch_blocking("markets", _markets)


async def _fetch(source: str, make: Callable[[], object]) -> Any:
    counted, waits = gauges, hold
    with counted.flight(source):
        if waits is None:
            await asyncio.sleep(SECONDS)
        else:
            while not waits(source):
                await asyncio.sleep(STEP)
        return _given(counted, source, make)


def _fetch_blocking(source: str, make: Callable[[], object]) -> Any:
    counted, waits = gauges, hold
    counted.blocking[source] += 1
    with counted.flight(source):
        if waits is None:
            time.sleep(SECONDS)
        elif not _on_a_loop():
            # On a loop's own thread nobody could ever let it go.
            while not waits(source):
                time.sleep(STEP)
        return _given(counted, source, make)


def _given(counted: Gauges, source: str, make: Callable[[], object]) -> object:
    value = make() if news is None else news(source)
    # A copy: what is done to the value afterwards is no longer what the source said.
    counted.given[source].append(copy.deepcopy(value))
    return value


def _on_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _headlines() -> list[str]:
    # In an order that is not the alphabet's: the newest comes first.
    return sorted((f"Bulletin {each}" for each in random.sample(range(10**9), 3)), reverse=True)


def _weather() -> dict[str, object]:
    return {"celsius": random.randrange(-20, 35), "station": random.randrange(10**9)}


def _markets() -> dict[str, object]:
    return {"index": random.randrange(10**9), "change": random.randrange(-500, 500) / 100}
