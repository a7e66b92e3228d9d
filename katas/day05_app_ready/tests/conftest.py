"""What the tests of several tasks use."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from katas.day05_app_ready.tests.driver import Newsroom, Starter, make_database
from katas.day05_app_ready.tests.starts import Start, start


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starter]:
    """Starts all processes but gunicorn's."""
    with Starter(tmp_path_factory.mktemp("starter")) as starter:
        yield starter


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory, starter: Starter) -> Path:
    """A database file with all tables and no rows, to be copied."""
    file = tmp_path_factory.mktemp("tables") / "newsroom.sqlite3"
    make_database(starter, file)
    return file


@pytest.fixture
def newsroom(tmp_path: Path, starter: Starter, tables: Path) -> Newsroom:
    """A newsroom of the test's own."""
    return Newsroom(tmp_path, starter, tables)


@pytest.fixture
def empty_newsroom(tmp_path: Path, starter: Starter) -> Newsroom:
    """A newsroom on its first day: the database has no tables yet."""
    return Newsroom(tmp_path, starter, None)


@pytest.fixture(scope="session")
def starts(
    tmp_path_factory: pytest.TempPathFactory, starter: Starter, tables: Path
) -> Callable[[str], Start]:
    """What came of each kind of start. Each is made once: it is looked at, never changed."""
    found: dict[str, Start] = {}

    def once(kind: str) -> Start:
        if kind not in found:
            found[kind] = start(kind, Newsroom(tmp_path_factory.mktemp(kind), starter, tables))
        return found[kind]

    return once
