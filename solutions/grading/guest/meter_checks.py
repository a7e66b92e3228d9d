"""The meters and clocks, tried on known work: what they count must be what there was.

A second count is taken where there is one that no Python code is part of: SQLite's own trace.
"""

import random
import sys
import time
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from katas.harness.meters import database as database_module
from katas.harness.meters import memory
from katas.harness.meters.database import watching
from katas.harness.meters.instances import building

chance = random.SystemRandom()
CLOCKS = {
    "time.monotonic": time.CLOCK_MONOTONIC,
    "time.perf_counter": time.CLOCK_MONOTONIC,
    "time.time": time.CLOCK_REALTIME,
    "time.process_time": time.CLOCK_PROCESS_CPUTIME_ID,
}
ROUNDING = 1e-6  # seconds, of a float
TRIES = 3  # the clock of the day may be set back between two looks
KEPT = 2_000_000  # bytes
system_time = time.clock_gettime


def disagreeing(day: str, between: bool) -> Iterator[str]:
    """What a meter says that is not so.

    day: the day's package, for the meters that it uses. between: a fixture that outlives a test may
    be watching the database.
    """
    yield from clocks()
    if not (database_module._one_at_a_time.locked() and between):
        yield from database()
    yield from instances()
    if uses_memory(day):
        yield from kept()


def clocks() -> Iterator[str]:
    for name, number in CLOCKS.items():
        for _ in range(TRIES):
            before = system_time(number)
            told = getattr(time, name.partition(".")[2])()
            if before - ROUNDING <= told <= system_time(number) + ROUNDING:
                break
        else:
            yield f"{name}() is not the system's time"


def database() -> Iterator[str]:
    """Queries and rows by the meter, by SQLite, and as they were made."""
    base: Any = type(connections["default"])
    connection: BaseDatabaseWrapper = base(
        {**connections["default"].settings_dict, "NAME": ":memory:"}, alias="tripwires"
    )
    # Only this one: pytest-django keeps tests without a database from the others.
    connection.ensure_connection = lambda: None
    connection.connect()
    traced: list[str] = []
    connection.connection.set_trace_callback(traced.append)
    made = chance.randrange(2, 7)
    rows = 0
    with watching() as ledger:
        for _ in range(made):
            rows += (more := chance.randrange(1, 9))
            with connection.cursor() as cursor:
                cursor.execute(" UNION ALL ".join(["SELECT %s"] * more), list(range(more)))
                cursor.fetchall()
    connection.connection.close()
    if not len(ledger.queries) == len(traced) == made:
        yield f"{made} queries were counted as {len(ledger.queries)}, by SQLite as {len(traced)}"
    elif ledger.rows() != rows:
        yield f"{rows} rows were counted as {ledger.rows()}"


def instances() -> Iterator[str]:
    made, tag = chance.randrange(2, 30), apps.get_model("newsroom", "Tag")
    with building() as built:
        for _ in range(made):
            tag()
    if built.total != made:
        yield f"{made} instances were counted as {built.total}"


def uses_memory(day: str) -> bool:
    used = [memory.peak, memory.slope]
    modules = [module for name, module in list(sys.modules.items()) if name.startswith(f"{day}.")]
    return any(each is value for m in modules for value in vars(m).values() for each in used)


def kept() -> Iterator[str]:
    """What is kept must be seen, what is dropped must not."""
    size = 10_000 + chance.randrange(1000)
    count = KEPT // size
    held = memory.peak(lambda: [bytes(size) for _ in range(count)], []).bytes
    dropped = memory.peak(lambda: [len(bytes(size)) for _ in range(count)], []).bytes
    if held < size * count:
        yield f"{size * count:,} bytes that were kept were measured as {held:,}"
    if dropped > size * count / 2:
        yield f"memory of {size:,} bytes at a time was measured as {dropped:,}"
