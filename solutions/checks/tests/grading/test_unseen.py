"""What no trace function would see of an answer is told; what any right answer does is not."""

import subprocess
import sys

import pytest

from katas.harness.answers import KATAS

# Prints what was told, once all threads have ended.
TRIED = """
import _thread, asyncio, sys, threading, time
from concurrent.futures import ThreadPoolExecutor
from katas.harness.run import tracing
from solutions.grading.guest import unseen

def step(*arguments):
    return None

class OfItsOwn(threading.Thread):
    def start(self):
        _thread.start_new_thread(self._bootstrap, ())

    def _bootstrap_inner(self):
        pass

told = []
tracing.follow_threads()
unseen.listen(told.append)
{code}
time.sleep(0.05)
while threading.active_count() > 1:
    time.sleep(0.01)
print(*sorted({{*told}}))
"""
START = "_thread.start_new_thread"
JOINABLE = START if sys.version_info < (3, 13) else "_thread.start_joinable_thread"


def told(code: str) -> str:
    command = [sys.executable, "-c", TRIED.format(code=code)]
    return subprocess.check_output(command, cwd=KATAS.parent, text=True, timeout=60).strip()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("_thread.start_new_thread(step, ())", START),
        ("_thread.start_new(step, ())", START),
        ("threading.Timer(0.01, _thread.start_new_thread, (step, ())).start()", START),
        ("OfItsOwn().start()", START),
        ("threading.settrace(step)\nthreading.Thread(target=step).start()", JOINABLE),
        ("sys.settrace(step)", "sys.settrace"),
        ("threading.Timer(0.01, sys.settrace, (None,)).start()", "sys.settrace"),
        ("sys.setprofile(step)", "sys.setprofile"),
        ("sys.addaudithook(step)", "sys.addaudithook"),
    ],
)
def test_told(code: str, expected: str) -> None:
    """However far from the answer's own frames it is done."""
    assert expected in told(code).split()


@pytest.mark.parametrize(
    "code",
    [
        "threading.Thread(target=step).start()",
        "with tracing.tracing(step): threading.Thread(target=step).start()",
        "with ThreadPoolExecutor() as pool: pool.submit(step).result()",
        "asyncio.run(asyncio.to_thread(step))",
        "threading.Timer(0.01, step).start()",
    ],
)
def test_not_told(code: str) -> None:
    """Threads, pools, and what the meetings do themselves."""
    assert told(code) == ""
