"""Many threads that ask at the same moment."""

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial

from katas.day04_middleware.tests.asking import LAYERS, ask
from katas.day04_middleware.tests.cache_readers import readers_meet
from katas.day04_middleware.tests.driver import Onion
from katas.day04_middleware.tests.premises import some_address
from katas.day04_middleware.tests.trace import Visit

CROWD, CROWD_LIMIT = 24, 10
# In what two requests of one client may differ that are under way at the same moment. No database.
DIFFERENT = ("handlers", "paths", "methods", "addresses")


def crowd(onion: Onion, client: str) -> list[Visit]:
    """CROWD threads ask for one client; whoever reads a cache key waits until all have read it."""
    return all_at_once([partial(ask, onion, client)] * CROWD, readers_meet(CROWD))


def pair(client: str, differ: str) -> list[Visit]:
    """Two threads ask for one client, and what they send differs in one thing, or the handler."""
    one = Onion(LAYERS)
    two = Onion(LAYERS) if differ == "handlers" else one
    asks = []
    for number, onion in enumerate((one, two)):
        asks.append(
            partial(
                ask,
                onion,
                client,
                path=("/health/", "/nowhere/")[number if differ == "paths" else 0],
                method=("GET", "POST")[number if differ == "methods" else 0],
                address=some_address() if differ == "addresses" else one.address,
            )
        )
    return all_at_once(asks, readers_meet(2))


def all_at_once(
    asks: Sequence[Callable[[], Visit]], meeting: AbstractContextManager[None]
) -> list[Visit]:
    """A thread for each of the requests sends it, inside of `meeting`.

    Raises what one of them raised.
    """
    start = threading.Barrier(len(asks))
    visits: list[Visit] = []
    errors: list[BaseException] = []

    def one(send: Callable[[], Visit]) -> None:
        try:
            start.wait(10)
            visits.append(send())
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=one, args=(each,), daemon=True) for each in asks]
    with meeting:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    if errors:
        raise errors[0]
    return visits
