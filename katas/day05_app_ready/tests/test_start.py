"""Tasks 1 and 3: what a process does when it starts."""

import pytest

from katas.day05_app_ready.tests.driver import SETTINGS
from katas.day05_app_ready.tests.processes import check_started, times
from katas.day05_app_ready.tests.readers import SENDERS
from katas.day05_app_ready.tests.starts import KINDS
from katas.harness.verdicts import Figure, require

pytestmark = pytest.mark.machine

CONFIG = "katas.day05_app_ready.apps.NewsdeskConfig"

# Task 1: a clean start ---------------------------------------------------------------------------


@pytest.mark.task(1)
def test_django_uses_your_config(starts):
    """For the entry katas.day05_app_ready, Django uses the config NewsdeskConfig of apps.py."""
    start = starts("setup")
    check_started(start.fault, start.asked)
    require(
        start.config == CONFIG,
        asked='INSTALLED_APPS = [..., "katas.day05_app_ready"]; ' + start.asked,
        expected=f"Django uses {CONFIG}",
        got=f"Django uses {start.config or 'no config of that name'}",
        note="Among several configs in apps.py, Django takes the one with default = True."
        if start.config.startswith("django.")
        else "",
    )


@pytest.mark.task(1)
def test_setting_up_asks_the_database_nothing(starts):
    """django.setup() runs no SQL."""
    check_no_sql(starts("setup"))


@pytest.mark.task(1)
def test_no_runtime_warning(empty_newsroom):
    """On a database without tables, manage.py check succeeds and emits no RuntimeWarning."""
    fault = empty_newsroom.command("check", strict=True) or {}
    require(
        not fault,
        asked="python -W error::RuntimeWarning manage.py check, before the first migrate",
        expected="it succeeds",
        got=fault.get("text"),
        where=fault.get("where", ""),
    )


@pytest.mark.task(1)
def test_startup_can_be_imported_early(newsroom):
    """Importing startup before Django is set up is harmless, and it works afterwards."""
    early = "import startup, before Django is set up"
    bare = f"{early} or knows any settings"
    with (
        newsroom.process(how="import") as process,
        # Django takes an empty name for none.
        newsroom.process(how="import", settings="") as other,
    ):
        for each, asked in ((process, early), (other, bare)):
            check_harmless(each.start(), asked)
            each.ask("set_up", f"{asked}; then call django.setup()", settings=SETTINGS)
            each.ask("front_page", f"{asked}; django.setup(); front_page()")
            each.ask("run_init_job", f"{asked}; django.setup(); run_init_job()")


def check_harmless(seen, asked) -> None:
    """The import did nothing but import."""
    check_started(seen["fault"], asked, expected="no error")
    done = [*seen["sql"], *((f"a thread: {name}", place) for name, place in seen["threads"])]
    done += [(f"a process: {name}", place) for name, place in seen["processes"]]
    done += [("a call of crunch_front_page()", place) for place in seen["crunches"]]
    require(
        not done,
        asked=asked,
        expected="no SQL, no thread, no process, nothing crunched",
        got="\n".join(what for what, _ in done),
        where=done[0][1] if done else "",
    )


# Task 3: light in every process ------------------------------------------------------------------


@pytest.mark.task(3)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_crunched(kind, starts):
    """A process that starts does not crunch."""
    start = starts(kind)
    check_started(start.fault, start.asked)
    places = [*start.crunches, *(place for _, place in start.processes)]
    require(
        start.crunched == 0,
        asked=start.asked,
        expected="crunch_front_page() is not called",
        got=f"it was called {times(start.crunched)}",
        note="ready() runs in every process: every worker, every command, every shell.",
        where=next(filter(None, places), ""),
        figures=[Figure("crunched", "", start.crunched, allowed=0)],
    )


@pytest.mark.task(3)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "setup"])
def test_no_process_asks_the_database(kind, starts):
    """A process that starts runs no SQL, whatever kind of process it is."""
    check_no_sql(starts(kind))


@pytest.mark.task(3)
@pytest.mark.parametrize("kind", KINDS)
def test_no_thread_is_started(kind, starts):
    """A process that starts has no thread but its own, and starts no other process."""
    start = starts(kind)
    check_started(start.fault, start.asked)
    births = [f"thread {name}" for name, _ in start.threads]
    births += [f"process, by {event}" for event, _ in start.processes]
    require(
        not births,
        asked=start.asked,
        expected="no thread and no other process is started",
        got=f"{len(births)} started: " + ", ".join(births),
        note="That does not make work lighter: each process now does it, a little later.",
        where=next((place for _, place in [*start.threads, *start.processes] if place), ""),
    )


@pytest.mark.task(3)
def test_a_migration_does_not_crunch(empty_newsroom):
    """The first migrate makes the tables, and does not crunch."""
    asked = "run manage.py migrate on an empty database"
    argv = ["manage.py", "migrate", "--run-syncdb", "--verbosity=0"]
    with empty_newsroom.process(argv, how="command") as process:
        seen = process.start()
    fault = seen["fault"] or {}
    require(
        not fault,
        asked=asked,
        expected="it succeeds",
        got=fault.get("text"),
        where=fault.get("where", ""),
    )
    place = next(iter(seen["crunches"]), "")
    check_only_the_job_crunches(len(empty_newsroom.crunched), asked, place)


@pytest.mark.task(3)
def test_a_request_does_not_crunch(newsroom):
    """No request crunches, whoever sends it: not the first one, not one that finds nothing."""
    with newsroom.process() as process:
        process.started()
        for sender in SENDERS:
            before = len(newsroom.crunched)
            by_whom = "" if sender == "WSGIHandler" else f", by Django's {sender}"
            asked = f"GET /, GET /nowhere, GET / in one process{by_whom}"
            for path in ("/", "/nowhere", "/"):
                process.ask("request", f"GET {path}{by_whom}", path=path, sender=sender)
            process.ask("wait_for_threads", "")
            place = process.ask("crunched_at", "")
            commands = process.ask("command_run_at", "")
            check_only_the_job_crunches(len(newsroom.crunched) - before, asked, place)
            require(
                not commands,
                asked=asked,
                expected="nothing is started that crunches",
                got=f"manage.py build_front_page was started {times(len(commands))}",
                note="Crunched in a process of its own, it is crunched all the same, once for each"
                " reader.",
                where=next(iter(commands), ""),
            )


def check_only_the_job_crunches(crunched, asked, place) -> None:
    """Nothing was crunched. place: the answer's line that did."""
    require(
        crunched == 0,
        asked=asked,
        expected="crunch_front_page() is not called",
        got=f"it was called {times(crunched)}",
        note="Only run_init_job() crunches, when it is called by who wants the page built.",
        where=place,
    )


def check_no_sql(start) -> None:
    """No statement while the process started."""
    if not start.sql:
        check_started(start.fault, start.asked)
    require(
        not start.sql,
        asked=start.asked,
        expected="no SQL",
        got=f"SQL, the first of it:\n{start.sql[0][0]}" if start.sql else "",
        where=next((place for _, place in start.sql if place), ""),
        figures=[Figure("statements", "", len(start.sql), allowed=0)],
    )
