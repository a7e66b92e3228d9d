"""Task 2: the receivers are there, once, in each process and after whatever has happened to it."""

import pytest

from katas.day05_app_ready.tests.drops import (
    check_dropped_once,
    check_others,
    check_two,
    check_two_and_others,
)
from katas.day05_app_ready.tests.processes import check_started, value_of
from katas.day05_app_ready.tests.starts import COMMAND_LINES

pytestmark = pytest.mark.machine

WEAK = """Signals hold their receivers weakly: somebody else has to keep them alive.
DEBUG=True hides it, because Django then keeps what it has inspected."""

LISTENED = "That a signal has listeners does not tell whose they are."


@pytest.mark.task(2)
@pytest.mark.parametrize("kind", COMMAND_LINES)
def test_connected_in_every_process(kind, starts):
    """Whatever command line a process has, an article drops the front page in it."""
    start = starts(kind)
    check_started(start.fault, start.asked)
    asked = f"{start.asked}; article changed"
    check_dropped_once(value_of(start.article, asked), asked)


@pytest.mark.task(2)
def test_receivers_outlive_ready(newsroom):
    """With DEBUG=False, and after a garbage collection, the receivers are still there."""
    with newsroom.process() as process:
        process.ask("collect_garbage", "gc.collect()")
        asked = "start a process with DEBUG=False; gc.collect()"
        check_two_and_others(process, asked, WEAK)


@pytest.mark.task(2)
def test_connected_when_startup_was_imported_early(newsroom):
    """Where startup was imported before Django was set up, an article drops the page as ever."""
    with newsroom.process(how="import", debug=True) as process:
        process.ask("set_up", "import startup; then django.setup()")
        check_two_and_others(process, "import startup; then django.setup()")


@pytest.mark.task(2)
def test_ready_twice_drops_once(newsroom):
    """When ready() has run twice, an article still drops the front page exactly once."""
    with newsroom.process(debug=True, listened=True) as process:
        check_two(process, "start a process in which others listen to articles, too", LISTENED)
        for count in ("a second time", "a third time"):
            process.ask("ready_again", f"ready(), {count}")
            note = "Signals know a receiver by its identity, or by its dispatch_uid."
            check_two(process, f"call ready() {count}", note)
        check_others(process, f"call ready() {count}")


@pytest.mark.task(2)
def test_ready_of_a_new_config_drops_once(newsroom):
    """When ready() has run on another config object, an article still drops the page once."""
    override = "override_settings(INSTALLED_APPS=...), so that ready() of a new config runs"
    with newsroom.process(debug=True) as process:
        process.ask("new_config", override)
        note = "Another config has other methods. A dispatch_uid would be the same."
        check_two(process, override, note)
        process.ask("old_config", f"{override}; its end")
        check_two_and_others(process, f"{override}; its end", old=True)


@pytest.mark.task(2)
def test_connected_in_a_worker_that_was_forked(newsroom):
    """In a worker that was forked after django.setup(), an article drops the page as ever."""
    asked = "start gunicorn --preload with DEBUG=True: django.setup(), then fork a worker"
    with newsroom.process(["gunicorn"], how="preload", debug=True) as process:
        process.started()
        check_two(process, asked)
