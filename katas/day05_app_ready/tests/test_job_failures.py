"""Task 4: a job that fails."""

from contextlib import ExitStack

import pytest

from katas.day05_app_ready.tests.jobs import (
    AGAIN,
    GRACE,
    YEAR,
    begin,
    begin_crunching,
    check_can_be_run,
    check_error,
    check_page,
    fail,
    raising,
)
from katas.day05_app_ready.tests.processes import PATIENCE, value_of
from katas.day05_app_ready.tests.raised import ERRORS, WAREHOUSE
from katas.harness.verdicts import require

pytestmark = pytest.mark.machine

# Who runs the job again after a failure: what was done, in words, and the deed.
AGAIN_IN = {
    "": "run_init_job",
    "in another thread, ": "run_in_a_thread",
    "in another process, ": "run_init_job",
}


@pytest.mark.task(4)
def test_error_is_passed_on(newsroom):
    """When crunching fails, run_init_job() raises the very error."""
    with newsroom.process() as process:
        process.started()
        check_error(fail(process, newsroom), raising("WarehouseError"))


@pytest.mark.task(4)
@pytest.mark.parametrize("where", ["the same process", "another process"], ids=["same", "other"])
def test_failed_job_can_be_run_again(where, newsroom):
    """A job that failed has no page and is not done: it can be run again, and has its page then."""
    failed = f"run_init_job(), which fails; in {where}, "
    with newsroom.process() as first, ExitStack() as others:
        process = first.started()
        if where == "another process":
            process = others.enter_context(newsroom.process()).started()
        fail(first, newsroom)
        check_page(process, "", f"{failed}front_page()", "A job that failed has not run.")
        check_can_be_run(process, newsroom, f"{failed}run_init_job() again")


@pytest.mark.task(4)
def test_job_can_fail_twice(newsroom):
    """A job that failed twice, and for another reason each time, can be run once more."""
    with newsroom.process() as process:
        process.started()
        fail(process, newsroom)
        fail(process, newsroom, "OSError", "run_init_job(), which fails by WarehouseError; ")
        asked = "run_init_job(), which fails by WarehouseError, then by OSError; then once more"
        check_can_be_run(process, newsroom, asked)


@pytest.mark.task(4)
def test_every_error_is_the_warehouses_own(newsroom):
    """An error that the answer expects from somewhere else is passed on like any other."""
    check_errors(newsroom, ERRORS)


@pytest.mark.task(4)
def test_failure_while_another_thread_waits(newsroom):
    """A thread that waits for a job that then fails comes to its end, and makes no other error."""
    asked = "run_init_job() in two threads of one process at once, which fails"
    with newsroom.process() as process:
        process.started()
        newsroom.close_warehouse()
        # Until one of them is held, and the other waits or has come to its end.
        reply = begin(process, newsroom, "run_in_threads", count=2)
        reply = reply or process.reply_unless_asleep(GRACE) or {"ended": 0}
        newsroom.let_crunching_end()
        while "ended" in reply:
            reply = process.reply(PATIENCE) or {"value": [{"value": "no end"}]}
        ends = value_of(reply, asked)
        kinds = [each["fault"]["kinds"][0] if "fault" in each else each["value"] for each in ends]
        require(
            WAREHOUSE in kinds and all(kind in (False, WAREHOUSE) for kind in kinds),
            asked=asked,
            expected="WarehouseError, and False or another WarehouseError",
            got=", ".join(map(str, kinds)),
            note="Who waits has to be woken when the work fails, too.",
        )
        check_can_be_run(process, newsroom, f"{asked}; then once more")


def check_errors(newsroom, errors) -> None:
    """Each of them is passed on, in each place, and is followed by the next one's attempt."""
    history = ""
    with newsroom.process() as first, newsroom.process() as second:
        first.started(), second.started()
        for error in errors:
            for where, deed in AGAIN_IN.items():
                process = second if "process" in where else first
                asked = f"{history}{where}"
                reply = fail(process, newsroom, error, asked, deed)
                check_error(reply, raising(error, asked), error)
                history = f"{where}run_init_job(), which fails by {error}; "
                check_page(process, "", f"{history}front_page()", "A job that failed has not run.")
        check_can_be_run(first, newsroom, f"{history}in the first one, run_init_job() once more")


@pytest.mark.task(4)
def test_failure_while_another_process_waits(newsroom):
    """A process that waits for a job that then fails makes no other error of it.

    A year later, the job is done after all, by one of the two again.
    """
    # Then comes today: the clocks of all who look at the time agree when the job is done.
    newsroom.let_time_pass(-YEAR)
    with newsroom.process() as first, newsroom.process() as second:
        first.started(), second.started()
        newsroom.close_warehouse()
        begin_crunching(first, newsroom)
        second.begin("run_init_job")
        early = second.reply_unless_asleep(GRACE)
        newsroom.let_crunching_end()
        check_error(first.reply(PATIENCE), raising("WarehouseError"))
        theirs = early or second.reply(PATIENCE) or {}
        fault = theirs.get("fault") or {"kinds": ["WarehouseError"]}
        asked = "run_init_job() in one process, which fails; meanwhile, run_init_job() in another"
        require(
            "WarehouseError" in fault["kinds"] and theirs.get("value") is not True,
            asked=asked,
            expected="False, or WarehouseError from an attempt of its own",
            got=fault.get("text", f"it returned {theirs.get('value')!r}"),
            where=fault.get("where", ""),
            note="When the first process gives its claim back, nothing is left to wait for.",
        )
        newsroom.let_time_pass(0)
        check_done_by_one(second, first, newsroom, f"{asked}; a year later, ")


def check_done_by_one(first, second, newsroom, history) -> None:
    """The job that failed long ago is done by the first, and not by the second at the same time."""
    newsroom.open_warehouse()
    before = len(newsroom.crunched)
    asked = f"{history}run_init_job() in the other"
    reply = begin(first, newsroom, "run_init_job")
    early = None
    if reply is None:
        asked += ", and while it crunches, run_init_job() in the first one"
        second.begin("run_init_job")
        early = second.reply_unless_asleep(GRACE)
    crunched = len(newsroom.crunched) - before
    newsroom.let_crunching_end()
    require(
        crunched < 2,
        asked=asked,
        expected="one of them crunches",
        got="both crunch",
        note="A claim that is new is no dead one, however old the one before it was.",
    )
    value = value_of(reply, asked) if reply else first.end(asked)
    require(
        value is True,
        asked=asked,
        expected="True: this time the work was done",
        got=value,
        note=AGAIN,
    )
    if crunched:
        theirs = value_of(early, asked) if early else second.end(asked)
        require(theirs is False, asked=asked, expected="False from the second of them", got=theirs)
    check_page(first, newsroom.crunched[-1], f"{asked}; front_page()")
