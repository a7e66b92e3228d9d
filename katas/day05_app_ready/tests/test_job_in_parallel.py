"""Task 4: the job run by several at the same time."""

import time
from contextlib import ExitStack

import pytest

from katas.day05_app_ready.tests.jobs import (
    GRACE,
    begin_crunching,
    check_page,
    settled,
)
from katas.day05_app_ready.tests.processes import PATIENCE, times, value_of
from katas.day05_app_ready.warehouse import HELD_SECONDS
from katas.harness.verdicts import Figure, require

pytestmark = pytest.mark.machine

THREADS = 8
MINUTES = 6  # that crunching may take
LONG = MINUTES * 60 - HELD_SECONDS  # with what the warehouse really holds, no more than that
PATIENT = (
    "Whoever waits does not do the work as well, by whatever he counts the time: it is under way."
)


@pytest.mark.task(4)
@pytest.mark.parametrize("where", ["process", "thread"])
def test_no_page_while_it_is_crunched(where, newsroom):
    """While the job is running for the first time, there is no page yet."""
    asked = f"run_init_job() in one {where}; while it crunches, front_page() in another"
    with newsroom.process() as process, ExitStack() as others:
        reader, deed = process.started(), "run_beside_a_reader"
        if where == "process":
            reader = others.enter_context(newsroom.process()).started()
            deed = "run_init_job"
        begin_crunching(process, newsroom, deed)
        reader.begin("front_page")
        early = reader.reply_unless_asleep(GRACE)
        newsroom.let_crunching_end()
        # Who waits for the job to end has its page.
        allowed = [""] if early is not None else ["", newsroom.crunched[-1]]
        got = value_of(early, asked) if early is not None else reader.end(asked)
        process.end("run_init_job()")
    require(
        got in allowed,
        asked=asked,
        expected=repr(""),
        got=repr(got),
        note="Whatever marks the job as begun is not a page.",
    )


@pytest.mark.task(4)
def test_two_processes_at_once(newsroom):
    """While one process crunches, another that runs the job does not crunch as well."""
    with newsroom.process() as first, newsroom.process(apart=True) as second:
        first.started(), second.started()
        before = len(newsroom.crunched)
        begin_crunching(first, newsroom)
        second.begin("run_init_job")
        until = time.monotonic() + GRACE
        early, long = None, False
        while early is None and len(newsroom.crunched) == before + 1 and time.monotonic() < until:
            early = second.reply(0.02)
        asked = "run_init_job() in one process; while it crunches, run_init_job() in another"
        again = None
        if early is not None and value_of(early, asked) is False:
            # Whoever lost may have taken the winner's claim away, or take it for a dead one.
            newsroom.let_time_pass(LONG)
            asked += f", and there again {MINUTES} minutes later"
            second.begin("run_init_job")
            early, again = second.reply_unless_asleep(GRACE), early
        elif early is None and len(newsroom.crunched) == before + 1:
            long = True
            newsroom.let_time_pass(LONG)
            asked += f", which waits for {MINUTES} minutes"
            if (early := second.reply_unless_asleep(GRACE)) and "fault" in early:
                # How long somebody waits is not judged, nor how he says that it was too long.
                early = {"value": False}
        newsroom.let_crunching_end()
        theirs = early or second.reply(PATIENCE) or {}
        ours = first.reply(PATIENCE) or {}
        crunched = len(newsroom.crunched) - before
        require(
            crunched == 1,
            asked=asked,
            expected="one of them crunches",
            got="both crunched",
            note="The second lost at first, and then won: the winner's claim has to stay, "
            "whoever loses and however long the work takes."
            if again
            else PATIENT
            if long
            else "Nothing kept the second from it until the first had come to its end.",
        )
        ours, theirs = value_of(ours, asked), value_of(theirs, asked)
        require(
            ours is True and theirs is False,
            asked=asked,
            expected="True from the first, False from the second",
            got=f"{ours!r} from the first, {theirs!r} from the second",
        )
        check_page(second, newsroom.crunched[-1], f"{asked}; when both are through, front_page()")


@pytest.mark.task(4)
def test_eight_threads_at_once(newsroom):
    """Of eight threads of one process that run the job at once, one crunches."""
    asked = f"run_init_job() in {THREADS} threads of one process at once"
    with newsroom.process() as process:
        process.started()
        before = len(newsroom.crunched)
        newsroom.hold_crunching()
        process.begin("run_in_threads", count=THREADS)
        reply = settled(process, THREADS - 1)
        long = reply["ended"] < THREADS - 1 and len(newsroom.crunched) == before + 1
        if long:
            newsroom.let_time_pass(LONG)
            asked += f"; those who wait, wait for {MINUTES} minutes"
            reply = settled(process, THREADS - 1)
        newsroom.let_crunching_end()
        while "ended" in reply:
            reply = process.reply(PATIENCE) or {"fault": {"text": "no end", "where": ""}}
        replies = value_of(reply, asked)
        crunched = len(newsroom.crunched) - before
        require(
            crunched == 1,
            asked=asked,
            expected="one of them crunches",
            got=f"crunch_front_page() was called {times(crunched)}",
            note=PATIENT
            if long
            else "A process may have many threads, and a lock between processes may not see them.",
            figures=[Figure("crunched", "", crunched, allowed=1)],
        )
        # How somebody says that he waited for too long is not judged.
        ends = [False if long and "fault" in each else value_of(each, asked) for each in replies]
        require(
            sorted(map(repr, ends)) == ["False"] * (THREADS - 1) + ["True"],
            asked=asked,
            expected=f"True from one, False from {THREADS - 1}",
            got=", ".join(map(repr, ends)),
        )
