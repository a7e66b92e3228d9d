"""Task 4: a job that fails."""

from contextlib import ExitStack

import pytest

from katas.day05_app_ready.tests.jobs import (
    check_can_be_run,
    check_error,
    check_page,
    fail,
    raising,
)
from katas.day05_app_ready.tests.raised import ERRORS

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
