"""Many threads that ask at the same moment, for one client."""

import threading

from katas.day04_middleware.tests.cache_readers import readers_meet
from katas.day04_middleware.tests.driver import Onion, Visit

CROWD, CROWD_LIMIT = 24, 10


def crowd(onion: Onion, client: str) -> list[Visit]:
    """CROWD threads send one request each; whoever reads a cache key waits until all have read it.

    The onion's layer BADGE takes the client's name from a header; /health/ runs no query.
    Raises what one of them raised.
    """
    start = threading.Barrier(CROWD)
    visits: list[Visit] = []
    errors: list[BaseException] = []

    def one() -> None:
        try:
            start.wait(10)
            visits.append(onion.visit("/health/", {"X-Badge": client}))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=one, daemon=True) for _ in range(CROWD)]
    with readers_meet(CROWD):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    if errors:
        raise errors[0]
    return visits
