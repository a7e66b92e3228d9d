"""A PostgreSQL server for as long as a command lasts: DATABASE_URL's, or one of its own."""

import contextlib
import importlib.util
import json
import os
import secrets
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from katas.harness.postgres import databases

SCHEMES = ("postgres://", "postgresql://")
STARTS_WITHIN, ENDS_WITHIN = 60.0, 15.0  # seconds


class NoPostgres(Exception):
    """There is no server to work with. The text says why, in one line, and what to do."""


@contextlib.contextmanager
def provided() -> Iterator[str]:
    """Have this process, and those it starts, work on PostgreSQL until the block ends.

    Gives the server's version. Raises NoPostgres.
    """
    if importlib.util.find_spec("psycopg") is None:
        raise NoPostgres("psycopg is not installed: make setup db=postgres")
    given = os.environ.get("DATABASE_URL", "")
    names = {databases.NAMES: f"katas_{secrets.token_hex(4)}"}
    if given.startswith(SCHEMES):
        names[databases.SERVER] = given
        version = look_at(given)
    before = {name: os.environ.get(name) for name in (databases.NAMES, databases.SERVER)}
    with keeper(names) as url:
        os.environ.update({**names, databases.SERVER: url})
        try:
            yield version if given.startswith(SCHEMES) else look_at(url)
        finally:
            for name, value in before.items():
                os.environ.pop(name)
                if value is not None:
                    os.environ[name] = value


def look_at(url: str) -> str:
    """The version of the server at that address. Raises NoPostgres if it cannot be worked with."""
    import psycopg

    may_create = "SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
    try:
        with databases.connected({databases.SERVER: url}) as connection:
            version = connection.execute("SHOW server_version").fetchone()
            may = connection.execute(may_create).fetchone()
    except psycopg.ProgrammingError:
        # Its text may hold parts of the address, and so of a password.
        raise NoPostgres("DATABASE_URL is no address that PostgreSQL's clients take.") from None
    except psycopg.Error as error:
        why = " ".join(str(error).split())
        raise NoPostgres(f"DATABASE_URL names no server that can be used: {why}") from None
    assert version is not None and may is not None
    if not may[0]:
        raise NoPostgres("DATABASE_URL names a user who may not create databases (CREATEDB).")
    return str(version[0]).split()[0]


@contextlib.contextmanager
def keeper(names: dict[str, str]) -> Iterator[str]:
    """Start the keeper; give the server's URL; end it with the block. Raises NoPostgres."""
    environ = {name: value for name, value in os.environ.items() if name != databases.SERVER}
    process = subprocess.Popen(
        [sys.executable, "-m", "katas.harness.postgres.keeper"],
        env={**environ, **names},
        cwd=Path(__file__).parents[3],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for the command: the keeper ends after it
    )
    assert process.stdin is not None and process.stdout is not None
    url = ""
    try:
        answered = select.select([process.stdout], [], [], STARTS_WITHIN)[0]
        said = json.loads((process.stdout.readline() if answered else b"") or b"{}")
        if "url" not in said:
            raise NoPostgres(said.get("fault", "PostgreSQL's keeper ended without a word."))
        url = said["url"]
        yield url
    finally:
        process.stdin.close()
        process.stdout.close()
        try:
            process.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.returncode < 0 and databases.SERVER not in names:
            shutil.rmtree(folder_of(url), ignore_errors=True)


def folder_of(url: str) -> str:
    """The folder of the keeper's server."""
    return parse_qs(urlsplit(url).query).get("host", [os.devnull])[0]
