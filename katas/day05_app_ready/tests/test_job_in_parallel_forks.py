"""Task 4: the job run by processes that were forked from one."""

import time
from typing import Any

import pytest

from katas.day05_app_ready.tests.jobs import GRACE, check_can_be_run, check_ends, fail
from katas.day05_app_ready.tests.processes import PATIENCE, times, value_of
from katas.harness.verdicts import require

pytestmark = pytest.mark.machine

TWO = "run_init_job() in two processes at once that were forked from one that has"
NO_END: dict[str, Any] = {"fault": {"text": "no end", "where": ""}}
INHERITED = """What a process has made before it forks, its children share or have in common:
an open file with its lock, a token, a number."""


@pytest.mark.task(4)
def test_forked_processes_at_once(newsroom):
    """Of two processes that were forked from one, one crunches, whatever that one has done."""
    with newsroom.process() as process:
        process.started()
        run_in_forks(process, newsroom, f"{TWO} set Django up; the warehouse is closed")
        fail(process, newsroom, history=f"{TWO} set Django up, which fails; ")
        asked = f"run_init_job(), which fails; {TWO} run it"
        ends = run_in_forks(process, newsroom, asked)
        if None in ends:
            # What does not survive a fork is not judged, a pool of threads for example. With it,
            # the job was killed.
            return
        check_can_be_run(process, newsroom, f"{asked}, too, and fails; run_init_job() once more")
        asked = f"run_init_job(); {TWO} run it"
        ends = run_in_forks(process, newsroom, asked, count=0)
        require(
            all(end in (None, {"value": False}) for end in ends),
            asked=asked,
            expected="False from both",
            got=" and ".join(str(value_of(end, asked)) for end in ends if end),
        )


def run_in_forks(process, newsroom, asked, count=1) -> list:
    """Run the job in a fork, which is held while it crunches, and beside it in another.

    count: 0 if none is to crunch; else all fail. Gives the ends, None for a fork without one.
    """
    before = len(newsroom.crunched)
    newsroom.hold_crunching()
    if count:
        newsroom.close_warehouse()
    process.begin("run_in_forks", count=2)
    said = process.reply(PATIENCE) or NO_END
    until = time.monotonic() + PATIENCE
    while said.get("ended") == 0 and len(newsroom.crunched) == before and time.monotonic() < until:
        said = process.reply(0.01) or said
    process.begin("another")
    # Until the other has come to its end, or waits.
    while "ended" in said and (len(said["children"]) < 2 or said["ended"] < 2 - count):
        if (reply := process.reply_unless_asleep(GRACE, said["children"])) is None:
            break
        said = reply
    crunched = len(newsroom.crunched) - before
    newsroom.let_crunching_end()
    process.begin("go on")
    while "ended" in said:
        said = process.reply(PATIENCE) or NO_END
    ends = value_of(said, asked)
    require(
        crunched == count or (None in ends and crunched < count),
        asked=asked,
        expected="one of them crunches at a time" if count else "none of them crunches",
        got=f"crunch_front_page() was called {times(crunched)}",
        note=INHERITED if crunched > count else "",
    )
    if count and None not in ends:
        check_ends(ends, len(newsroom.crunched) - before, asked)
    return ends
