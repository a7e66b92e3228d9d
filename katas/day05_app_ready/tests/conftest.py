"""What the tests of several tasks use."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest

from katas.day05_app_ready.tests import newsroom_database
from katas.day05_app_ready.tests.driver import Newsroom, Starter, make_database
from katas.day05_app_ready.tests.starts import Start, start

SERVED = "test_every_worker_serves_the_page"


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starter]:
    """Starts all processes but gunicorn's."""
    with Starter(tmp_path_factory.mktemp("starter")) as starter:
        yield starter


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory, starter: Starter) -> str:
    """The name of a database with all tables and no rows, to be copied."""
    return make_database(starter, tmp_path_factory.mktemp("tables"))


@pytest.fixture
def newsroom(newsrooms: Callable[[str], Newsroom]) -> Newsroom:
    """A newsroom of the test's own."""
    return newsrooms("")


@pytest.fixture
def newsrooms(tmp_path: Path, starter: Starter, tables: str) -> Iterator[Callable[[str], Newsroom]]:
    """Makes as many as a test needs, each with a name."""
    made = []

    def newsroom(name: str) -> Newsroom:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        made.append(Newsroom(folder, starter, newsroom_database.made(folder, tables)))
        return made[-1]

    yield newsroom
    for each in made:
        newsroom_database.removed(each.database)


@pytest.fixture
def empty_newsroom(tmp_path: Path, starter: Starter) -> Iterator[Newsroom]:
    """A newsroom on its first day: the database has no tables yet."""
    database = newsroom_database.made(tmp_path)
    yield Newsroom(tmp_path, starter, database)
    newsroom_database.removed(database)


@pytest.fixture(scope="session")
def starts(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    starter: Starter,
    tables: str,
) -> Iterator[Callable[[str], Start]]:
    """What came of each kind of start. Each is made once: it is looked at, never changed.

    gunicorn's takes longest and mostly waits: it is on its way while the first tests run.
    """

    @cache
    def once(kind: str) -> Start:
        folder = tmp_path_factory.mktemp(kind)
        return start(kind, Newsroom(folder, starter, newsroom_database.made(folder, tables)))

    with ThreadPoolExecutor(1) as beside:
        names = [item.name for item in request.session.items]
        wanted = SERVED in names or any("[gunicorn]" in name for name in names)
        served = beside.submit(once, "gunicorn") if wanted else None
        yield lambda kind: served.result() if served and kind == "gunicorn" else once(kind)
