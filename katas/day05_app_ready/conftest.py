"""What the tests of several tasks use. Given."""

import pytest

from katas.day05_app_ready.newsdesk import Newsroom, make_database, start


@pytest.fixture(scope="session")
def tables(tmp_path_factory):
    """A database file with all tables and no rows, to be copied."""
    file = tmp_path_factory.mktemp("tables") / "newsroom.sqlite3"
    make_database(file)
    return file


@pytest.fixture
def newsroom(tmp_path, tables):
    """A newsroom of the test's own."""
    return Newsroom(tmp_path, tables)


@pytest.fixture
def empty_newsroom(tmp_path):
    """A newsroom on its first day: the database has no tables yet."""
    return Newsroom(tmp_path, None)


@pytest.fixture(scope="session")
def starts(tmp_path_factory, tables):
    """What came of each kind of start. Each is made once: it is looked at, never changed."""
    found = {}

    def once(kind):
        if kind not in found:
            found[kind] = start(kind, Newsroom(tmp_path_factory.mktemp(kind), tables))
        return found[kind]

    return once
