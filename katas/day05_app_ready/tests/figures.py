"""What `make compare day=5` measures of an answer."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from katas.day05_app_ready.tests import newsroom_database
from katas.day05_app_ready.tests.driver import Newsroom, Starter, make_database
from katas.day05_app_ready.tests.processes import PATIENCE
from katas.day05_app_ready.tests.starts import start
from katas.harness.verdicts import Figure

WAIT = 1.0  # seconds given to a second process that may wait for the first


@contextmanager
def newsrooms() -> Iterator[Callable[[], Newsroom]]:
    """Makes newsrooms, each with tables of its own."""
    with TemporaryDirectory(prefix="katas-day05-") as text, Starter(Path(text)) as starter:
        folder = Path(text)
        tables = make_database(starter, folder)

        def another() -> Newsroom:
            room = folder / f"newsroom-{len(list(folder.iterdir()))}"
            room.mkdir()
            return Newsroom(room, starter, newsroom_database.made(room, tables))

        yield another


def once() -> list[Figure]:
    """Counts, which a second look would not change."""
    with newsrooms() as another:
        setup, servers = start("setup", another()), start("gunicorn", another())
        crunched, dropped = both_at_once(another()), drops(another())
    return [
        Figure("SQL statements of a start", "", len(setup.sql)),
        Figure("crunches, three workers start", "", servers.crunched),
        Figure("crunches, two jobs at once", "", crunched),
        Figure("drops, ten saves, DEBUG=False", "", dropped),
    ]


def both_at_once(room: Newsroom) -> int:
    """How often two processes crunch that run the job at the same time."""
    with room.process() as first, room.process() as second:
        first.started(), second.started()
        before = len(room.crunched)
        room.hold_crunching()
        first.begin("run_init_job")
        until = time.monotonic() + PATIENCE
        while len(room.crunched) == before and time.monotonic() < until:
            time.sleep(0.01)
        second.begin("run_init_job")
        second.reply(WAIT)
        room.let_crunching_end()
        first.reply(PATIENCE)
        return len(room.crunched) - before


def drops(room: Newsroom) -> int:
    """How often ten saves of articles drop the page."""
    with room.process() as process:
        process.ask("collect_garbage", "")
        changes = [
            process.ask("change", "", what="article created", title="Ten") for _ in range(10)
        ]
    return sum(change["drops"] for change in changes)


def each_round() -> list[Figure]:
    """One round of what the clock tells."""
    with newsrooms() as another:
        room = another()
        started = time.perf_counter()
        with room.process(["python"]) as process:
            process.start()
            seconds = time.perf_counter() - started
    return [Figure("django.setup(), ms", "", seconds * 1_000)]
