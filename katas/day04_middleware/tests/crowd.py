"""Many threads that ask at the same moment."""

import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager

from katas.day04_middleware.tests.cache_readers import readers_meet
from katas.day04_middleware.tests.driver import Onion
from katas.day04_middleware.tests.trace import Visit

CROWD, CROWD_LIMIT = 24, 10


def crowd(onion: Onion, client: str) -> list[Visit]:
    """CROWD threads ask for one client; whoever reads a cache key waits until all have read it."""
    return all_at_once(onion, [client] * CROWD, readers_meet(CROWD))


def all_at_once(
    onion: Onion, clients: Sequence[str], meeting: AbstractContextManager[None]
) -> list[Visit]:
    """A thread for each of the clients sends one request, inside of `meeting`.

    /health/ runs no query. Raises what one of them raised.
    """
    start = threading.Barrier(len(clients))
    visits: list[Visit] = []
    errors: list[BaseException] = []

    def one(client: str) -> None:
        try:
            start.wait(10)
            visits.append(onion.visit("/health/", {"X-Badge": client}))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=one, args=(each,), daemon=True) for each in clients]
    with meeting:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    if errors:
        raise errors[0]
    return visits
