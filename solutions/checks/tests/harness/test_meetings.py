"""Another call comes at each step of the answer's, and who waits for a lock is no fault."""

import dis
import functools
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import CodeType, FrameType
from typing import Any

import pytest

from katas.harness.run import meetings, tracing, visitor
from katas.harness.run.meetings import Doorkeeper, at_each_step
from katas.harness.run.visitor import Visitor

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
MANY_WAYS = """
import contextlib
box = [0]
def numbers(count):
    for number in range(count):
        got = yield number
        box.append(got)
def outer(thing):
    shared = thing
    def inner(other):
        nonlocal shared
        shared = other; last = shared
        with contextlib.nullcontext(box) as held:
            for each in held[:2]: last = each if held else other
        while last is not None and len(held) < 4:
            held.append(last)
        try:
            {}[other]
        except KeyError as error:
            held[0] = error.args and not held
        finally:
            last = f"{held}{other!r}"
        return [each for each in numbers(3) if each], {**{"a": 1}}, last, *held
    return inner(thing) and shared
def run():
    global kept
    kept = box; del kept[1:]
    run.done = outer(1)
    with contextlib.suppress(TypeError):
        first, *rest = outer(run.done)
    return outer(3)
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


def test_another_one_comes_while_one_naps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who naps keeps nobody from what follows; three at most wait at the same time."""
    monkeypatch.setattr(meetings, "SHARE", 1)
    most, inside = 0, 0

    def nap() -> None:
        nonlocal most, inside
        inside += 1
        most = max(most, inside)
        time.sleep(1.5)
        inside -= 1

    Visitor.left = 0.0
    at_each_step(lambda: answer["kept"](Desk(), "mine"), nap, is_answers, within=True)
    assert most == 3


def test_of_many_steps_draws_say_where_another_one_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    """As soon as a meeting has shown how many there are: all have the same chance."""
    monkeypatch.setattr(meetings, "MOST", 4)
    monkeypatch.setattr(meetings, "most_steps", 0)
    calls, met = [*["kept", "locked"] * 2, "the end"], set[str]()
    now = ""

    def first() -> None:
        nonlocal now
        for number, now in enumerate(calls):
            now += str(number)
            answer[calls[number]](Desk(), "mine") if number < 4 else None

    at_each_step(first, lambda: met.add(now), is_answers, within=True)
    assert "locked3" not in met and "the end4" in met
    for _ in range(30):
        at_each_step(first, lambda: met.add(now), is_answers, within=True)
    assert "locked3" in met


def test_there_is_a_step_behind_each_instruction_that_others_may_notice() -> None:
    """However code goes on: loops that end, errors, cells, iteration, what comes out of `with`."""
    last: dict[FrameType, int] = {}
    missed: set[tuple[str, str, int]] = set()
    seen: set[str] = set()

    @functools.cache
    def names(code: CodeType) -> dict[int, str]:
        return {each.offset: each.opname for each in dis.get_instructions(code)}

    def trace(frame: FrameType, event: str, _: object) -> Any:
        code = frame.f_code
        if code.co_filename != "many_ways":
            return None
        tracing.follow_instructions(frame, trace)
        if event == "opcode":
            name, here = names(code).get(last.get(frame, -1), ""), frame.f_lasti
            is_part = names(code).get(here) == "EXTENDED_ARG"
            if name and tracing.is_shared(name) and here not in tracing.steps(code) and not is_part:
                missed.add((code.co_name, name, here))
            last[frame] = here
            seen.add(name)
        return trace

    there: dict[str, Any] = {}
    exec(compile(MANY_WAYS, "many_ways", "exec"), there)  # noqa: S102
    with tracing.tracing(trace, by_instruction=True):
        there["run"]()
    assert missed == set()
    assert {"STORE_DEREF", "FOR_ITER", "STORE_ATTR", "GET_ITER"} < seen


def test_who_works_does_not_wait() -> None:
    """Work in a thread takes longer than any patience, and the first one waits for its end."""
    Visitor.left = 0.0

    def work() -> None:
        until = time.thread_time() + 2 * visitor.LOCKED
        while time.thread_time() < until:
            pass

    with ThreadPoolExecutor(1) as pool:
        keeper = Doorkeeper(is_answers, lambda _: pool.submit(work).result())
        keeper.meet(lambda: answer["kept"](Desk(), "mine"))
    assert (keeper.guests, keeper.waits) == (1, 0)


def test_who_comes_to_no_end_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock that nobody gives back keeps the others from their end."""
    monkeypatch.setattr(visitor, "HANGS", 0.1)
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
