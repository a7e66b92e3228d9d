"""How long an answer may take, and the clock that says so."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from katas.harness import days
from solutions.grading.limits import MOST, measured
from solutions.grading.sandbox.fair_clock import FairClock

SPIN = "while True: pass"
CROWD = f"import os\nfor _ in range(5):\n    os.fork()\n{SPIN}"
SLEEP = "import time; time.sleep(60)"


@pytest.mark.parametrize("took", [0.5, 5, 20, 29])
def test_a_hostile_answer_costs_a_minute_and_a_half(took: float) -> None:
    """Whatever it does: tests, a second try and examiner have one sum; a right one has room."""
    for day in days.present():
        found = measured(day, took / 2, took / 6, took / 2)
        assert 3 * took <= found.day <= MOST
        assert found.tests >= 3 * took / 2
        assert found.test >= min(3 * took / 6, 3 * day.time_limit)


def test_slow_machines_are_slow_for_everybody() -> None:
    """Where the reference takes long, so may an answer."""
    assert measured(days.present()[0], 60, 20, 40).day == 300


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="no schedstat here")
@pytest.mark.parametrize(
    ("code", "others", "agrees"),
    [
        (SLEEP, 0, lambda share, ran: share > 0.9),
        (SLEEP, 3, lambda share, ran: share > 0.9),
        (SPIN, 4, lambda share, ran: 0.1 <= share <= 0.6),
        (CROWD, 0, lambda share, ran: share >= 0.9 * min(1, ran)),
    ],
    ids=["asleep", "asleep beside hogs", "one of five on a core", "waits for itself"],
)
def test_who_waits_for_a_core_has_more_time(
    code: str, others: int, agrees: Callable[[float, float], bool]
) -> None:
    """The clock goes slower beside hogs for who computes; who sleeps, or crowds, gains nothing."""
    core = {min(os.sched_getaffinity(0))}

    def start(code: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-S", "-c", code],
            start_new_session=True,
            preexec_fn=lambda: os.sched_setaffinity(0, core),
        )

    processes = [start(each) for each in [code, *[SPIN] * others]]
    try:
        time.sleep(0.5)
        clock = FairClock(processes[0].pid)
        clock.tick()
        before, first, used = time.monotonic(), clock.seconds, clock.ran
        for _ in range(4):
            time.sleep(0.5)
            clock.tick()
        passed = time.monotonic() - before
        assert agrees((clock.seconds - first) / passed, (clock.ran - used) / passed)
    finally:
        for process in processes:
            os.killpg(process.pid, 9)
            process.wait()
