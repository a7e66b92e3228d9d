"""Task 4: a job that fails while others wait for it, and one that comes then."""

import time

import pytest

from katas.day05_app_ready.tests.jobs import (
    AGAIN,
    GRACE,
    YEAR,
    begin,
    begin_crunching,
    check_can_be_run,
    check_ends,
    check_error,
    check_page,
    raising,
    settled,
)
from katas.day05_app_ready.tests.processes import PATIENCE, value_of
from katas.harness.verdicts import require

pytestmark = pytest.mark.machine

THREADS = 3
OTHERS = "run_init_job() in two others, one of them in another working directory"
HANDED_ON = """Who waited goes on with what the first one has given back. A lock file that is
removed keeps nobody apart who has it open, and who makes it anew."""
NO_END = {"fault": {"text": f"no end within {PATIENCE:.0f} s", "where": ""}}


@pytest.mark.task(4)
def test_failure_while_another_thread_waits(newsroom):
    """A thread that waits for a job that then fails comes to its end, and makes no other error."""
    asked = f"run_init_job() in {THREADS} threads of one process at once, which fails"
    with newsroom.process() as process:
        process.started()
        newsroom.close_warehouse()
        # Until one of them is held, and the others wait or have come to their end.
        reply = begin(process, newsroom, "run_in_threads", count=THREADS)
        if reply is None or "ended" in reply:
            reply = settled(process, THREADS - 1)
        until = time.monotonic() + PATIENCE
        while not newsroom.crunched and "ended" in reply and time.monotonic() < until:
            reply = process.reply(0.01) or reply
        if not newsroom.crunched:
            fault = reply.get("fault", {"text": "it was not called"})
            value_of({"value": "", **reply, "fault": fault}, asked)
        check_one_crunches(
            newsroom,
            f"run_init_job() in {THREADS} threads of one process at once; one of them crunches",
        )
        newsroom.let_end(newsroom.crunched[0])
        reply = settled(process, THREADS)
        crunched = len(newsroom.crunched)
        newsroom.let_crunching_end()
        while "ended" in reply:
            reply = process.reply(PATIENCE) or {"value": [{"value": "no end"}]}
        ends = value_of(reply, asked)
        require(
            crunched <= 2,
            asked=f"{asked} in the first of them; those who waited go on",
            expected="one of them crunches at a time",
            got="two crunch at the same time",
            note="Of those who wait, one may take over.",
        )
        check_ends(ends, len(newsroom.crunched), asked)
        check_can_be_run(process, newsroom, f"{asked}; then once more")


@pytest.mark.task(4)
def test_failure_while_another_process_waits(newsroom):
    """Processes that wait for a job that then fails make no other error of it.

    One of them takes over, or a year later, the job is done after all. Beside it the one that
    failed comes again.
    """
    # Then comes today: the clocks of all who look at the time agree when the job is done.
    newsroom.let_time_pass(-YEAR)
    (newsroom.folder / "home").mkdir()
    with (
        newsroom.process() as first,
        newsroom.process() as second,
        newsroom.process(cwd="home") as third,
    ):
        # First the one elsewhere: what another directory hides from it tells nothing of the other.
        waiters = [each.started() for each in (third, second)]
        first.started()
        newsroom.close_warehouse()
        begin_crunching(first, newsroom)
        ends = dict.fromkeys(waiters)
        lost = begin_to_wait(ends, newsroom)
        asked = f"run_init_job() in one process; while it crunches, {OTHERS}"
        check_one_crunches(newsroom, asked, lost)
        newsroom.let_end(newsroom.crunched[0])
        check_error(first.reply(PATIENCE) or {}, raising("WarehouseError"))
        newsroom.open_warehouse()
        asked = f"run_init_job() in one process, which fails; meanwhile, {OTHERS}"
        settle_waiters(ends, newsroom, asked)
        if len(newsroom.crunched) == 1:
            newsroom.let_time_pass(0)
            asked += "; a year later, run_init_job() in one of these"
            ends = {second: begin(second, newsroom, "run_init_job")}
            newcomer = "the first one"
        else:
            asked += ", one of which tries for itself"
            newcomer = "the first one again"
        if len(newsroom.crunched) == 2:
            asked += f", and while it crunches, run_init_job() in {newcomer}"
            first.begin("run_init_job")
            ends[first] = first.reply_unless_asleep(GRACE)
        check_done_by_one(ends, newsroom, asked)


def begin_to_wait(ends, newsroom) -> bool:
    """Begin one after the other. One of them returned False before anybody else crunched."""
    lost, until = False, time.monotonic() + GRACE
    for each in ends:
        each.begin("run_init_job")
        end = ends[each] = each.reply_unless_asleep(until - time.monotonic())
        lost |= end == {"value": False} and len(newsroom.crunched) == 1
    return lost


def check_one_crunches(newsroom, asked, lost=False) -> None:
    """Nobody else has begun while the first one crunches. lost: one has returned False by now."""
    require(
        len(newsroom.crunched) == 1,
        asked=asked,
        expected="one of them crunches at a time",
        got="one of them returned False, then another one crunched"
        if lost
        else "another one crunches at the same time",
        note="Whoever loses leaves the winner's claim where it is."
        if lost
        else "Nothing kept the others from it until the first had come to its end.",
    )


def settle_waiters(ends, newsroom, asked) -> None:
    """Wait until those who waited have come to their end, or one of them crunches."""
    until = time.monotonic() + PATIENCE
    while None in ends.values() and len(newsroom.crunched) == 1 and time.monotonic() < until:
        look(ends, 0.01)
    see_who_waits(ends)
    for end in filter(None, ends.values()):
        fault = end.get("fault", {})
        require(
            end.get("value") is False,
            asked=asked,
            expected="False, or an attempt of its own",
            got=fault.get("text", f"it returned {end.get('value')!r}"),
            where=fault.get("where", ""),
            note="When the first process gives its claim back, nothing is left to wait for.",
        )


def see_who_waits(ends) -> None:
    """Take what those say who do not wait. All together have one time: a lock waits for 15 s."""
    until = time.monotonic() + GRACE
    for each in [each for each, end in ends.items() if end is None]:
        ends[each] = each.reply_unless_asleep(until - time.monotonic())


def look(ends, seconds) -> None:
    """Take what those without an end say within that time."""
    for each in [each for each, end in ends.items() if end is None]:
        ends[each] = each.reply(seconds)


def check_done_by_one(ends, newsroom, asked) -> None:
    """The job that failed is done by one of them, and not by another at the same time."""
    crunched = len(newsroom.crunched) - 1
    newsroom.let_crunching_end()
    require(
        crunched < 2,
        asked=asked,
        expected="one of them crunches",
        got="both crunch",
        note=HANDED_ON
        if "for itself" in asked
        else "A claim that is new is no dead one, however old the one before it was.",
    )
    look(ends, PATIENCE)
    values = [value_of(end or NO_END, asked) for end in ends.values()]
    require(
        True in values,
        asked=asked,
        expected="True: this time the work was done",
        got=", ".join(sorted(map(repr, values))),
        note=AGAIN,
    )
    require(
        values.count(False) == len(values) - 1,
        asked=asked,
        expected="True from the one that crunched, False from the others",
        got=", ".join(sorted(map(repr, values))),
    )
    check_page(next(iter(ends)), newsroom.crunched[-1], f"{asked}; front_page()")
