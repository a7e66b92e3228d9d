"""The examiner itself, tried in the sandbox by an exam that knows what has to come."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from urllib.parse import parse_qsl

import pytest
from django.db import OperationalError

from katas.harness import days
from solutions.checks.support.examiner_trials import INSIDE, OUTSIDE
from solutions.checks.support.tiny_cohort import Graded
from solutions.checks.support.tiny_project import DAY, RIGHT
from solutions.grading.examiner import Contradicted, away
from solutions.grading.examiner.exam import alike, first_difference
from solutions.grading.examiner.examination import why_it_broke
from solutions.grading.examiner.examiners import Examiners
from solutions.grading.examiner.literals import COMPUTED, literal
from solutions.grading.examiner.memory import descendants
from solutions.grading.examiner.names import NEAR_HOSTS, as_headers, names, of_everybody
from solutions.grading.examiner.said import visitors
from solutions.grading.guest import wire


def test_trials_agree(tmp_path: Path, sandboxed: None) -> None:
    """Values, database, processes, memory, services, servers: each as the questions know it."""
    project = Graded(tmp_path)
    (project.root / "solutions" / DAY / "exam.py").write_text(OUTSIDE)
    (project.root / "solutions" / DAY / "exam_inside.py").write_text(INSIDE)
    project.hand_in("amara", RIGHT)
    output = project.grade("--jobs", "1")
    assert "Not asked from outside here" not in output, output
    (row,) = project.rows().values()
    assert row["total"] == "100", output
    assert not (project.out / ".work").exists()


def test_examiner_that_was_ended_is_started_anew(tmp_path: Path) -> None:
    """Whatever ends it, the memory's killer say, the next examination finds one."""
    day = days.present()[0]
    with Examiners([day], tmp_path) as examiners:
        for pid in descendants(os.getpid()):
            if b"solutions.grading.examiner" in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGKILL)
                os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        desk, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with desk, theirs, os.fdopen(examiners.begin(day, [], "1", desk, tmp_path), "rb") as found:
            os.set_blocking(found.fileno(), True)
            theirs.send(b"ready")
            assert json.loads(found.readline()) == {"event": "end"}


@pytest.mark.parametrize(
    "data",
    [
        {"x": 1},
        {"int": "zz"},
        {"bytes": "!"},
        {"datetime": 5},
        {"dict": [[[], 1]]},
        {},
        {"tuple": 5},
    ],
)
def test_what_is_no_value_is_refused(data: object) -> None:
    """Only the wire's own forms are read."""
    with pytest.raises(ValueError):
        wire.value_of(data)


def test_alike_takes_types_into_account() -> None:
    """True is not 1, a tuple is no list, the order of a dict counts."""
    assert alike([1, {"a": (2.0, None)}], [1, {"a": (2.0, None)}])
    for one, other in [(True, 1), ((1,), [1]), (1, 1.0), ({"a": 1, "b": 2}, {"b": 2, "a": 1})]:
        assert not alike(one, other)


def test_finding_shows_the_first_difference() -> None:
    """Of two long lists only what differs first."""
    assert first_difference([1, [2, 3]], [1, [2, 4]]) == (": [1][1]", 3, 4)
    assert first_difference([1, 2], [1]) == (": how many", 2, 1)
    assert first_difference("a", "b") == ("", "a", "b")


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("LIST = ['a', 'b']\nprint(sorted(LIST))", ["a", "b"]),
        ("LIST: tuple = ('a',)", ("a",)),
        ("LIST = ['a']\nLIST.append('b')", COMPUTED),
        ("LIST = ['a']\nLIST[0] = 'b'", COMPUTED),
        ("LIST = ['a']\nLIST += ['b']", COMPUTED),
        ("LIST = ['a']\nfrom somewhere import *", COMPUTED),
        ("if True:\n    LIST = ['a']", COMPUTED),
        ("LIST = [NAME]", COMPUTED),
        ("LIST = (", COMPUTED),
    ],
)
def test_constants_are_read_where_they_are_written_out(
    tmp_path: Path, source: str, found: object
) -> None:
    (tmp_path / "answer.py").write_text(source)
    assert literal(tmp_path / "answer.py", "LIST") == found


def test_names_are_what_a_source_goes_by(tmp_path: Path) -> None:
    """Texts of all kinds and the words in them; docstrings last."""
    source = '''"""Of the door."""
def gate(request, **more):
    if f"{request}x-feed2=" in b"HTTP_DESK_PASS" or dict(token=1):
        return "\\n"
'''
    (tmp_path / "answer.py").write_text(source)
    found = names([tmp_path / "answer.py", tmp_path / "not_there.py"])
    assert {*found[:2]} == {"HTTP_DESK_PASS", "x-feed2="}
    assert {"x-feed2", "feed", "HTTP", "DESK", "PASS", "token", "gate"} < {*found}
    assert found[-1] == "door" and "\n" not in found
    assert as_headers(["HTTP_DESK_PASS", "Desk-Pass", "x_feed", "Host", "no header"]) == [
        "DESK-PASS",
        "X-FEED",
    ]


def test_headers_of_everybody_say_each_name() -> None:
    """What Host, Content-Type and their like say: each text, and near hosts; a host has ports."""
    said = [header for _, sent in of_everybody(["office.newsroom", "é"]) for header in sent]
    hosts = [value for name, value in said if name == "Host"]
    assert {"office.newsroom", "office.newsroom:8000", "localhost:8000"} < {*hosts}
    assert ("Content-Type", "office.newsroom") in said and ("Range", "office.newsroom") in said
    assert {*NEAR_HOSTS} < {*hosts} and all(value.isascii() for _, value in said)


def test_visitors_say_each_name_with_each_value() -> None:
    """As a parameter, a cookie, a header; as a whole query; and in headers of everybody."""
    known = ["format", "csv", "only=markets", "é"]
    came = [*visitors(Random(1), known)]
    said = {pair for each in came for pair in parse_qsl(each.query, keep_blank_values=True)}
    assert {("format", "csv"), ("csv", "format"), ("é", "csv")} < said
    assert "only=markets" in {each.query for each in came}
    headers = {pair for each in came for pair in each.headers}
    assert {("FORMAT", "csv"), ("Host", "csv"), ("Host", "localhost"), ("Range", "csv")} < headers
    assert any(name == "Cookie" and "format=csv" in value.split("; ") for name, value in headers)


@pytest.mark.parametrize("processes", [True, False])
def test_what_a_process_may_begin(processes: bool) -> None:
    """Threads; processes unless these are forbidden as well; no other program."""
    code = f"""
import os, threading
from solutions.grading.guest import system_calls
forbidden = system_calls.refuse(programs=True, processes={processes})
thread = threading.Thread(target=print, args=["a thread"])
thread.start()
thread.join()
try:
    if not os.fork():
        os._exit(0)
    print("a process")
except PermissionError:
    print("no process")
try:
    os.execv("/bin/true", ["true"])
except PermissionError:
    print("no program", forbidden)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    process = "no process" if processes else "a process"
    assert ran.stdout == f"a thread\n{process}\nno program True\n"


def test_what_belongs_to_no_process_is_refused_to_make_and_to_use() -> None:
    """Also what was made before; programs are not, unless that is asked for."""
    code = """
import ctypes, errno, os, subprocess
from solutions.grading.guest import system_calls
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.argtypes = [ctypes.c_long] * 4
machine = system_calls.MACHINES[os.uname().machine]
made = libc.msgget(0, 0o1600)
assert made >= 0 and libc.msgsnd(made, bytes([1]) + bytes(7) + b"some", 4, 0o4000) == 0
assert system_calls.refuse()
for number in machine.nobodys:
    assert libc.syscall(number, -1, 0, 0) == -1
    assert ctypes.get_errno() == errno.EPERM, number
assert libc.msgrcv(made, bytes(16), 4, 0, 0o4000) == -1
print(subprocess.run(["true"]).returncode)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.stdout == "0\n", ran.stderr


def test_descriptors_of_a_thread_of_its_own_count() -> None:
    """It shares none with the others, and so they stand in no list of the process'."""
    code = """
import ctypes, os, threading
def keep():
    ctypes.CDLL(None).unshare(0x400)
    os.write(os.pipe()[1], bytes(50_000))
    print(flush=True)
    threading.Event().wait()
threading.Thread(target=keep, daemon=True).start()
input()
"""
    with waiting_after_a_line(code) as process:
        assert away.kept_by_kernel(process.pid) == 50_000


def test_descriptors_that_are_sent_and_not_taken_out_are_contradicted() -> None:
    code = """
import os, socket
line = socket.socketpair()
socket.send_fds(line[0], [b"."], [0])
print(flush=True)
input()
"""
    with waiting_after_a_line(code) as process, pytest.raises(Contradicted):
        away.kept_by_kernel(process.pid)


@contextlib.contextmanager
def waiting_after_a_line(code: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that has written a line and reads one."""
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin and process.stdout
        process.stdout.readline()
        yield process
        process.stdin.close()


def test_memory_that_is_mapped_only_counts() -> None:
    """Of no descriptor, not looked at, and so in none of the process' own figures."""
    code = """
import ctypes, os
file = os.memfd_create("some")
os.write(file, bytes(2**22))
libc = ctypes.CDLL(None)
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
libc.mmap(None, 2**22, 1, 1, file, 0)
os.close(file)
print(flush=True)
input()
"""
    with waiting_after_a_line(code) as process:
        assert away.kept_by_kernel(process.pid) == 2**22


def test_what_an_answer_locks_is_no_fault_of_ours() -> None:
    """A statement that it leaves open keeps the examiner from writing; other errors are ours."""
    assert "left open" in why_it_broke(OperationalError("database is locked"))
    assert "left open" in why_it_broke(OperationalError("database table is locked: a"))
    assert why_it_broke(OperationalError("no such table: a")) == why_it_broke(KeyError("a")) == ""
    assert why_it_broke(EOFError()) == "EOFError"
