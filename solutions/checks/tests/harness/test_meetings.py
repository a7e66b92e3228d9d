"""Another call comes at each step of the answer's, and who waits for a lock is no fault."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import FrameType
from typing import Any

import pytest

from katas.harness.run import meetings
from katas.harness.run.meetings import Doorkeeper, Visitor, at_each_step

ANSWER = """
def kept(self, name):
    self.name = name; return self.name

def locked(self, name):
    with self.lock:
        self.name = name
    again = kept(self, name)
    return again

def loop(self, name):
    for number in range(5):
        name
"""
answer: dict[str, Any] = {}
exec(ANSWER, answer)  # noqa: S102


class Desk:
    """What the calls have in common."""

    def __init__(self) -> None:
        self.lock = threading.Lock()


def is_answers(frame: FrameType) -> bool:
    return frame.f_globals is answer


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Visitor, "left", 0.5)


def met(name: str, within: bool = False) -> tuple[str, list[str]]:
    """What the first call gives, and the others."""
    desk, others = Desk(), list[str]()
    call: Callable[[Desk, str], str] = answer[name]
    first = at_each_step(
        lambda: call(desk, "mine"), lambda: others.append(call(desk, "other")), is_answers, within
    )
    return first, others


def test_another_one_comes_within_a_line() -> None:
    """What is changed and read in one line is met there, if that is wanted."""
    assert met("kept") == ("mine", ["other"] * 2)
    first, others = met("kept", within=True)
    assert first == "other"
    assert len(others) > 2


def test_who_waits_for_a_lock_comes_in_later_and_others_after_him() -> None:
    """The first one goes on; the long wait is spent; what comes after the lock is met again."""
    first, others = met("locked", within=True)
    assert first == "other"
    assert set(others) == {"other"}
    assert Visitor.left == 0
    # Before the lock, at its first line, at three lines after it, and at the end.
    assert len(met("locked")[1]) == 6


def test_a_step_is_met_twice() -> None:
    """In a loop, others come at the first two runs of each line, and no more."""
    keeper = Doorkeeper(is_answers, lambda _: None)
    keeper.meet(lambda: answer["loop"](Desk(), "mine"))
    assert keeper.runs.total() == 11
    assert keeper.guests == 4


def test_what_a_pool_does_is_met_there() -> None:
    """Of the first one's threads none runs by while the other one is in; the other one's do."""
    code = """
from concurrent.futures import ThreadPoolExecutor
from katas.harness.run.meetings import at_each_step
from katas.harness.run.tracing import follow_threads
follow_threads()
class Desk:
    def kept(self, name):
        self.name = name
        return self.name
    def pooled(self, name):
        return pool.submit(self.kept, name).result()
desk = Desk()
names = ("kept", "pooled")
with ThreadPoolExecutor(4) as pool:
    for _ in range(20):
        work = [lambda who=who: desk.pooled(who) for who in ("mine", "other")]
        print(at_each_step(*work, lambda frame: frame.f_code.co_name in names))
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "other\n" * 20


def test_who_works_does_not_wait() -> None:
    """Work in a thread takes longer than any patience, and the first one waits for its end."""
    Visitor.left = 0.0

    def work() -> None:
        until = time.thread_time() + 2 * meetings.LOCKED
        while time.thread_time() < until:
            pass

    with ThreadPoolExecutor(1) as pool:
        keeper = Doorkeeper(is_answers, lambda _: pool.submit(work).result())
        keeper.meet(lambda: answer["kept"](Desk(), "mine"))
    assert (keeper.guests, keeper.waits) == (1, 0)


def test_who_comes_to_no_end_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock that nobody gives back keeps the others from their end."""
    monkeypatch.setattr(meetings, "HANGS", 0.1)
    desk = Desk()
    desk.lock.acquire()
    with pytest.raises(meetings.Hangs):
        at_each_step(
            lambda: answer["kept"](desk, "mine"),
            lambda: answer["locked"](desk, "other"),
            is_answers,
        )


def test_an_error_of_the_other_one_is_raised() -> None:
    def other() -> None:
        raise SystemExit(3)

    with pytest.raises(SystemExit):
        at_each_step(lambda: answer["kept"](Desk(), "mine"), other, is_answers)
