"""Task 4: the job that is done once ever, and its result."""

import time

import pytest

from katas.day05_app_ready.tests.processes import PATIENCE, check_started, times, value_of
from katas.harness.verdicts import Figure, require
from katas.newsroom.factories import random_title

# A loser that waits is given this long to show that it does not crunch as well.
GRACE = 4.0
AGAIN = "Whatever marks the job as begun has to go when the work fails."

pytestmark = pytest.mark.machine


def run(process, asked="run_init_job()") -> object:
    """run_init_job() in the process."""
    return process.ask("run_init_job", asked)


FIRST = "run_init_job() for the first time"


def build(process, newsroom, asked=FIRST) -> str:
    """Run the job for the first time, and give the page that was crunched."""
    process.started()
    crunched = len(newsroom.crunched)
    value = run(process)
    pages = newsroom.crunched
    require(
        value is True and len(pages) == crunched + 1,
        asked=asked,
        expected="True, and crunch_front_page() called once",
        got=f"{value!r}, and crunch_front_page() called {times(len(pages) - crunched)}",
        note=f"Before that, the start of a process had called it {times(crunched)}."
        if crunched
        else "",
    )
    return pages[-1]


def check_page(process, page, asked, note="") -> None:
    """front_page() gives the page."""
    got = process.ask("front_page", asked)
    require(
        got == page,
        asked=asked,
        expected=repr(page),
        got=repr(got),
        note=note,
    )


def check_crunched(newsroom, before, count, asked, note="") -> None:
    """The number of crunches in all processes, but for those `before`."""
    found = len(newsroom.crunched) - before
    require(
        found == count,
        asked=asked,
        expected=f"crunch_front_page() called {times(count)} in all",
        got=f"called {times(found)}",
        note=note,
        figures=[Figure("crunched", "", found, allowed=count)],
    )


@pytest.mark.task(4)
def test_job_runs_once(newsroom):
    """The first run_init_job() does the work and returns True, a second one returns False."""
    with newsroom.process() as process:
        process.started()
        before = len(newsroom.crunched)
        build(process, newsroom)
        again = run(process)
    require(
        again is False,
        asked="run_init_job(), then run_init_job() again in the same process",
        expected="False: it was done already",
        got=again,
    )
    check_crunched(newsroom, before, 1, "run_init_job() twice in one process")


@pytest.mark.task(4)
def test_another_process_knows(newsroom):
    """A process that starts after the job was done does not do it again."""
    with newsroom.process() as first, newsroom.process() as second:
        first.started(), second.started()
        before = len(newsroom.crunched)
        build(first, newsroom)
        again = run(second)
    crunched = len(newsroom.crunched) - before
    require(
        again is False and crunched == 1,
        asked="run_init_job() in one process, then in another",
        expected="False from the second, and nothing crunched again",
        got=f"{again!r}, and crunch_front_page() called {times(crunched)} in all",
        note="Variables and this cache belong to one process. The database belongs to all.",
    )


def begin_crunching(process, newsroom) -> None:
    """Run the job for the first time, as far as into the crunching, which is held there."""
    before = len(newsroom.crunched)
    newsroom.hold_crunching()
    process.begin("run_init_job")
    until = time.monotonic() + PATIENCE
    while len(newsroom.crunched) == before and time.monotonic() < until:
        if (reply := process.reply(0.01)) is not None:
            value = value_of(reply, FIRST)
            require(
                False,
                asked=FIRST,
                expected="it calls crunch_front_page()",
                got=f"it returned {value!r} without",
            )


@pytest.mark.task(4)
def test_two_processes_at_once(newsroom):
    """While one process crunches, another that runs the job does not crunch as well."""
    with newsroom.process() as first, newsroom.process() as second:
        first.started(), second.started()
        before = len(newsroom.crunched)
        begin_crunching(first, newsroom)
        second.begin("run_init_job")
        until = time.monotonic() + GRACE
        early = None
        while early is None and len(newsroom.crunched) == before + 1 and time.monotonic() < until:
            early = second.reply(0.02)
        newsroom.let_crunching_end()
        asked = "run_init_job() in one process; while it crunches, run_init_job() in another"
        theirs = value_of(early, asked) if early is not None else second.end(asked)
        ours = first.end(asked)
        crunched = len(newsroom.crunched) - before
        require(
            crunched == 1,
            asked=asked,
            expected="one of them crunches",
            got="both crunched",
            note="Nothing told the second that the first was at it already.",
        )
        require(
            ours is True and theirs is False,
            asked=asked,
            expected="True from the first, False from the second",
            got=f"{ours!r} from the first, {theirs!r} from the second",
        )
        asked = "front_page() in the second process, when both are through"
        check_page(second, newsroom.crunched[-1], asked)


# Where the first process is stopped while the second runs the whole job.
STOPS = {
    1: "before its first write",
    2: "after its first write, and before its second",
    3: "after its second write, and before its third",
}


@pytest.mark.task(4)
def test_overtaken_before_its_first_write(newsroom):
    """A process that is overtaken between looking and writing neither crunches nor fails."""
    check_overtaken(newsroom, 1)


@pytest.mark.task(4)
@pytest.mark.parametrize("write", [2, 3], ids=["second", "third"])
def test_overtaken_before_a_later_write(write, newsroom):
    """A process that is overtaken between two writes neither crunches again nor fails."""
    check_overtaken(newsroom, write)


@pytest.mark.task(4)
@pytest.mark.parametrize("write", [1, 2], ids=["first", "second"])
def test_overtaken_after_a_failure(write, newsroom):
    """When the job failed and two processes try again at once, one of them crunches."""
    check_overtaken(newsroom, write, failed=True)


def check_overtaken(newsroom, write, failed=False) -> None:
    """Two processes run the job, the second as a whole while the first is stopped.

    failed: the job was run before that, and failed.
    """
    with newsroom.process() as first, newsroom.process() as second:
        first.started(), second.started()
        asked = f"run_init_job(); {STOPS[write]}, another process runs the whole job"
        if failed:
            asked = f"run_init_job(), which fails; {asked}"
            fail(second, newsroom)
            newsroom.open_warehouse()
        before = len(newsroom.crunched)
        first.begin("run_init_job", pause=write)
        reply = first.reply(PATIENCE) or {"value": "nothing"}
        paused = "paused" in reply
        early = None
        if paused:
            second.begin("run_init_job")
            # A right answer may hold a lock that is not the database's: then the second waits.
            early = second.reply_unless_asleep(GRACE)
            first.begin("go on")
            ours = first.end(asked)
        else:
            ours = value_of(reply, asked)
            second.begin("run_init_job")
        theirs = value_of(early, asked) if early is not None else second.end(asked)
    crunched = len(newsroom.crunched) - before
    require(
        crunched == 1 and {repr(ours), repr(theirs)} == {"True", "False"},
        asked=asked,
        expected="one of them crunches and returns True, the other returns False",
        got=f"{ours!r} and {theirs!r}, and crunch_front_page() called {times(crunched)} in all",
        note="What was true when it was looked up need not be true when it is written.",
    )


@pytest.mark.task(4)
@pytest.mark.parametrize("error", ["WarehouseError", "OSError"])
def test_error_is_passed_on(error, newsroom):
    """When crunching fails, run_init_job() raises the same error."""
    with newsroom.process() as process:
        process.started()
        check_error(fail(process, newsroom, error), error)


@pytest.mark.task(4)
@pytest.mark.parametrize("where", ["the same process", "another process"], ids=["same", "other"])
def test_failed_job_can_be_run_again(where, newsroom):
    """A job that failed is not done: it can be run again, and then its page is there."""
    with newsroom.process() as first, newsroom.process() as second:
        first.started(), second.started()
        fail(first, newsroom)
        process = first if where == "the same process" else second
        check_can_be_run(process, newsroom, f"run_init_job(), which fails; then again, in {where}")


@pytest.mark.task(4)
def test_job_can_fail_twice(newsroom):
    """A job that failed twice, and for another reason each time, can be run once more."""
    with newsroom.process() as process:
        process.started()
        fail(process, newsroom)
        fail(process, newsroom, "OSError")
        asked = "run_init_job(), which fails by WarehouseError, then by OSError; then once more"
        check_can_be_run(process, newsroom, asked)


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
        check_error(first.reply(PATIENCE))
        theirs = early or second.reply(PATIENCE) or {}
        fault = theirs.get("fault") or {"kinds": ["WarehouseError"]}
        require(
            "WarehouseError" in fault["kinds"] and theirs.get("value") is not True,
            asked="run_init_job() in one process, which fails; meanwhile, in another",
            expected="False, or WarehouseError from an attempt of its own",
            got=fault.get("text", f"it returned {theirs.get('value')!r}"),
            where=fault.get("where", ""),
            note="When the first process gives its claim back, nothing is left to wait for.",
        )
        check_can_be_run(second, newsroom, "the same; then run_init_job() once more")


def fail(process, newsroom, error="WarehouseError") -> dict:
    """Run the job while the warehouse is closed. Gives what the process said."""
    newsroom.close_warehouse(error)
    before = len(newsroom.crunched)
    process.begin("run_init_job")
    reply = process.reply(PATIENCE) or {}
    if "missing" in reply:
        value_of(reply, "run_init_job()")
    asked = f"run_init_job() while crunch_front_page() raises {error}"
    check_crunched(newsroom, before, 1, asked, AGAIN if before else "")
    return reply


def check_error(reply, error="WarehouseError") -> None:
    """The process said that run_init_job() raised the error."""
    fault = reply.get("fault") or {"kinds": [], "text": f"it returned {reply.get('value')!r}"}
    require(
        error in fault["kinds"],
        asked=f"run_init_job() while crunch_front_page() raises {error}",
        expected=f"{error}, passed on to the caller",
        got=fault["text"],
        where=fault.get("where", ""),
    )


def check_can_be_run(process, newsroom, asked) -> None:
    """The warehouse is open again, the job does its work, and its page is there."""
    newsroom.open_warehouse()
    value = run(process, asked)
    require(
        value is True,
        asked=asked,
        expected="True: this time the work was done",
        got=value,
        note=AGAIN,
    )
    check_page(process, newsroom.crunched[-1], f"{asked}; front_page()")


@pytest.mark.task(4)
def test_other_jobs_do_not_count(newsroom):
    """A job of another team in the same table, done or begun, is neither this job nor its page."""
    letters = f"{random_title()}: 4,217 letters sent"
    with newsroom.process() as process:
        name = f"send-{random_title().lower().replace(' ', '-')}"
        process.ask("add_job", "note another job", name=name, result=letters)
        check_page(process, "", "note another team's job as finished; front_page()")
        process.ask("add_job", "note another job", name=f"{name}-again")
        page = build(process, newsroom, f"{FIRST}, with a job of another team done, another begun")
        check_page(process, page, "run_init_job() beside another team's jobs; front_page()")


@pytest.mark.task(4)
def test_no_page_before_the_job(newsroom):
    """Before the job ever ran, front_page() is an empty text and crunches nothing."""
    with newsroom.process() as process:
        process.started()
        before = len(newsroom.crunched)
        check_page(process, "", "front_page(), before the job ever ran")
    check_crunched(newsroom, before, 0, "front_page(), before the job ever ran")


@pytest.mark.task(4)
def test_no_page_while_it_is_crunched(newsroom):
    """While the job is running for the first time, there is no page yet."""
    asked = "run_init_job() in one process; while it crunches, front_page() in another"
    with newsroom.process() as process, newsroom.process() as reader:
        process.started(), reader.started()
        begin_crunching(process, newsroom)
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
def test_empty_page_is_not_remembered(newsroom):
    """A reader who was too early does not hide the page from those who come later."""
    with newsroom.process() as process, newsroom.process() as other:
        process.started(), other.started()
        process.ask("front_page", "front_page(), before the job ever ran")
        page = build(other, newsroom)
        check_page(
            process,
            page,
            "front_page() in one process; run_init_job() in another; front_page() again",
            "An empty page in the cache looks like a page.",
        )


@pytest.mark.task(4)
def test_page_is_read_from_the_database(newsroom):
    """When the key was dropped, and in another process, front_page() is what the job stored."""
    with newsroom.process() as process, newsroom.process() as other:
        process.started(), other.started()
        page = build(process, newsroom)
        before = len(newsroom.crunched)
        check_page(other, page, "run_init_job(); front_page() in another process")
        process.ask("drop_cache", 'cache.delete("front-page")')
        check_page(process, page, 'run_init_job(); cache.delete("front-page"); front_page()')
    check_crunched(newsroom, before, 0, "front_page() in two processes after run_init_job()")


@pytest.mark.task(4)
def test_cache_comes_first(newsroom):
    """A page that is in the cache is the front page."""
    fresh = random_title()
    with newsroom.process() as process:
        page = build(process, newsroom)
        asked = "run_init_job(); front_page()"
        check_page(process, page, asked)
        process.ask("set_cache", "cache.set", page=fresh)
        check_page(process, fresh, f'{asked}; cache.set("front-page", {fresh!r}); front_page()')


@pytest.mark.task(4)
def test_every_worker_serves_the_page(starts):
    """When manage.py build_front_page has run, every gunicorn worker serves the page it stored."""
    start = starts("gunicorn")
    check_started(start.fault, start.asked)
    asked = f"{start.asked}; run manage.py build_front_page; GET / {len(start.pages)} times"
    fault = start.build_fault or {}
    require(
        not fault,
        asked=asked,
        expected="build_front_page succeeds",
        got=fault.get("text"),
        where=fault.get("where", ""),
    )
    crunched = len(start.built) - start.crunched
    require(
        crunched == 1,
        asked=asked,
        expected="build_front_page crunches once",
        got=f"it crunched {times(crunched)}",
        note=f"Before that, the workers had crunched {times(start.crunched)}, just by starting."
        if start.crunched
        else "",
    )
    odd = [page for page in start.pages if page != start.built[-1]]
    require(
        start.pages and not odd,
        asked=asked,
        expected=f"{start.built[-1]!r} each time",
        got=f"{len(odd)} of {len(start.pages)} were others, for example {''.join(odd[:1])!r}",
    )
