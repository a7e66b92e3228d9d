"""Task 4: a job that fails."""

from contextlib import ExitStack

import pytest

from katas.day05_app_ready.tests.jobs import (
    GRACE,
    begin_crunching,
    check_can_be_run,
    check_error,
    check_page,
    fail,
    raising,
)
from katas.day05_app_ready.tests.processes import PATIENCE
from katas.harness.verdicts import require

pytestmark = pytest.mark.machine

OS_ERROR = "builtins:OSError"
# Errors that an answer may know from somewhere else: who catches them round the work, too, takes
# the warehouse's for its own. No TimeoutError: asyncio makes a copy of it (asyncio/futures.py,
# _convert_future_exc).
FAMILIAR = [
    OS_ERROR,
    "django.db:IntegrityError",
    "katas.day05_app_ready.models:JobRun.DoesNotExist",
    "django.db:OperationalError",
    "builtins:FileExistsError",
    "builtins:BlockingIOError",
    "builtins:ValueError",
]


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
        fail(process, newsroom, OS_ERROR, "run_init_job(), which fails by WarehouseError; ")
        asked = "run_init_job(), which fails by WarehouseError, then by OSError; then once more"
        check_can_be_run(process, newsroom, asked)


@pytest.mark.task(4)
def test_every_error_is_the_warehouses_own(newsroom):
    """An error that the answer expects from somewhere else is passed on like any other."""
    history = ""
    with newsroom.process() as process:
        process.started()
        for error in FAMILIAR:
            check_error(fail(process, newsroom, error, history), raising(error, history), error)
            history = f"run_init_job(), which fails by {error.rpartition(':')[2]}; "
        check_can_be_run(process, newsroom, f"{history}run_init_job() once more")


@pytest.mark.task(4)
def test_failure_while_another_process_waits(newsroom):
    """A process that waits for a job that then fails makes no other error of it."""
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
        check_can_be_run(second, newsroom, f"{asked}; then there once more")
