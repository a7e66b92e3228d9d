"""Whether what somebody is told hangs on the keys, in whatever writing they may stand there."""

from collections.abc import Callable

Keys = dict[str, str]
LONG = 2_000  # letters of a key, of which no writing makes few
ROOM = 200  # bytes by which answers may differ that are never the same
TRIES = 3


def hangs_on_keys(told: Callable[[Keys], str], keys: Keys, others: Keys) -> bool:
    """Whether it is another answer with the others, and the same one before and afterwards.

    What is told by chance or by the clock may differ; it must not be much longer.
    """
    for _ in range(TRIES):
        before, between, after = told(keys), told(others), told(keys)
        if len(between) > max(len(before), len(after)) + ROOM:
            return True
        if before == after:
            return between != before
    return False
