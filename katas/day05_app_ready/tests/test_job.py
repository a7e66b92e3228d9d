"""Task 4: the job that is done once ever, and its page."""

import pytest

from katas.day05_app_ready.tests.drops import OF_THE_MOMENT, another_default_cache
from katas.day05_app_ready.tests.jobs import YEAR, build, check_crunched, check_page
from katas.day05_app_ready.tests.processes import times
from katas.harness.verdicts import require
from katas.newsroom.factories import random_title

pytestmark = pytest.mark.machine

MACHINE = "Files, the clock and the machine's name belong to one machine."
HOUR = 3_600  # seconds
# Ends of lines, what templates, SQL and HTML take for their own, letters that are one character or
# two, one beyond the first 65,536, and blanks at the end.
ODD = "\r\n\t<p>100 %s {{ x }} &amp; \\n 'a' \"b\"</p> M\u00fcller Mu\u0308ller \U0001f68b\n "
# Many parts of whatever size, and of most a whole number: 2 ** 13 * 5 ** 3.
LENGTH = 1_024_000


@pytest.mark.task(4)
def test_no_page_before_the_job(newsroom):
    """Before the job ever ran, front_page() is an empty text and crunches nothing."""
    asked = "front_page(), before the job ever ran"
    # A request finds DEBUG=False (task 3).
    with newsroom.process(debug=True) as process:
        process.started()
        before = len(newsroom.crunched)
        got = process.ask("front_page", asked)
        process.ask("wait_for_threads", "")
        check_crunched(newsroom, before, 0, asked, process.ask("crunched_at", ""))
        require(got == "", asked=asked, expected=repr(""), got=repr(got))


@pytest.mark.task(4)
def test_job_runs_once(newsroom):
    """The first run_init_job() does the work and returns True, all others return False."""
    with newsroom.process() as process:
        process.started()
        before = len(newsroom.crunched)
        page = build(process, newsroom)
        asked = "run_init_job()"
        for _ in range(2):
            asked = f"{asked}, then run_init_job() again in the same process"
            again = process.ask("run_init_job", asked)
            require(again is False, asked=asked, expected="False: it was done already", got=again)
        check_crunched(newsroom, before, 1, asked)
        process.ask("drop_cache", "cache.delete")
        check_page(process, page, f'{asked}; cache.delete("front-page"); front_page()')


@pytest.mark.task(4)
def test_job_is_done_for_ever(newsroom):
    """A job that was done a year ago is done, and its page is there."""
    with newsroom.process() as process:
        page = build(process, newsroom)
        newsroom.let_time_pass(YEAR)
        process.ask("drop_cache", "cache.delete")
        asked = "run_init_job(); a year later"
        check_page(process, page, f"{asked}, front_page()")
        again = process.ask("run_init_job", f"{asked}, run_init_job() again")
    require(
        again is False,
        asked=f"{asked}, run_init_job() again",
        expected="False: it was done already",
        got=again,
        note="The job is done once ever, not once a day.",
    )


@pytest.mark.task(4)
def test_every_character_of_the_page_stays(newsroom):
    """The page is what the warehouse made of it, whatever characters it has, and how many."""
    line = f" {random_title()}{ODD}"
    page = "".join(f"\n {n}{line}" for n in range(LENGTH // len(line)))
    page = page[: LENGTH - len(ODD)] + ODD
    newsroom.let_page_be(page)
    with newsroom.process() as process:
        asked = f"run_init_job(), whose page has {LENGTH:,} characters of all kinds"
        build(process, newsroom, asked)
        check_page(process, page, f"{asked}; front_page()")
        process.ask("drop_cache", "cache.delete")
        check_page(process, page, f'{asked}; cache.delete("front-page"); front_page()')


@pytest.mark.task(4)
def test_another_process_knows(newsroom):
    """A process that starts after the job was done does not do it again."""
    asked = "run_init_job() in one process, then in another"
    with newsroom.process() as first, newsroom.process() as second:
        first.started(), second.started()
        before = len(newsroom.crunched)
        build(first, newsroom)
        again = second.ask("run_init_job", asked)
    crunched = len(newsroom.crunched) - before
    require(
        again is False and crunched == 1,
        asked=asked,
        expected="False from the second, and nothing crunched again",
        got=f"{again!r}, and crunch_front_page() called {times(crunched)} in all",
        note="Variables and this cache belong to one process. The database belongs to all.",
    )


@pytest.mark.task(4)
def test_page_is_read_from_the_database(newsroom):
    """When the key was dropped, and in another process, front_page() is what the job stored."""
    with newsroom.process() as process, newsroom.process() as other:
        process.started(), other.started()
        page = build(process, newsroom)
        before = len(newsroom.crunched)
        check_page(process, page, "run_init_job(); front_page()")
        check_page(other, page, "run_init_job(); front_page() in another process")
        process.ask("drop_cache", 'cache.delete("front-page")')
        check_page(process, page, 'run_init_job(); cache.delete("front-page"); front_page()')
    check_crunched(newsroom, before, 0, "front_page() in two processes after run_init_job()")


@pytest.mark.task(4)
def test_another_machine_knows(newsroom):
    """That the job was done, and its page, are in the database and need nothing else."""
    asked = "run_init_job(); on another machine, whose clock is an hour behind, "
    asked += "with the same database and no other file"
    newsroom.let_time_pass(HOUR)
    with newsroom.process() as process:
        page = build(process, newsroom)
    elsewhere = newsroom.elsewhere()
    with elsewhere.process() as process:
        check_page(process, page, f"{asked}, front_page()", MACHINE)
        asked = f"{asked}, run_init_job()"
        again = process.ask("run_init_job", asked)
    require(
        again is False,
        asked=asked,
        expected="False: it was done already",
        got=again,
        note=f"{MACHINE} The database belongs to all.",
    )


@pytest.mark.task(4)
def test_cache_comes_first(newsroom):
    """A page that is in the cache is the front page, before the job ran and after it."""
    early, fresh = random_title(), random_title()
    with newsroom.process() as process:
        process.ask("set_cache", "cache.set", page=early)
        asked = f'cache.set("front-page", {early!r}); front_page()'
        check_page(process, early, asked)
        asked += "; run_init_job()"
        page = build(process, newsroom, asked)
        lost = process.ask("others_lost", "cache.get")
        require(
            not lost,
            asked=asked,
            expected="what others keep in the cache stays there",
            got=f"{', '.join(map(repr, lost))} is gone",
        )
        process.ask("drop_cache", "cache.delete")
        asked += '; cache.delete("front-page"); front_page()'
        check_page(process, page, asked)
        process.ask("set_cache", "cache.set", page=fresh)
        asked = f'{asked}; cache.set("front-page", {fresh!r})'
        check_page(process, fresh, f"{asked}; front_page()")
        with another_default_cache(process) as override:
            asked = f"{asked}; {override}"
            check_page(process, page, f"{asked}; front_page()", OF_THE_MOMENT)
            process.ask("set_cache", "cache.set", page=early)
            asked = f'{asked}; cache.set("front-page", {early!r})'
            check_page(process, early, f"{asked}; front_page()", OF_THE_MOMENT)
        asked = f"{asked}; its end; front_page()"
        check_page(process, fresh, asked, OF_THE_MOMENT)


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
def test_articles_leave_the_stored_page(newsroom):
    """An article that changes drops the key. The stored page stays, and the job is done."""
    with newsroom.process(debug=True) as process:
        page = build(process, newsroom)
        for what in ("article changed", "article deleted"):
            process.ask("change", what, what=what, title=random_title())
        process.ask("drop_cache", "cache.delete")
        asked = "run_init_job(); article changed, article deleted"
        check_page(process, page, f"{asked}; front_page()")
        again = process.ask("run_init_job", asked)
    require(
        again is False,
        asked=f"{asked}; run_init_job()",
        expected="False: it was done already",
        got=again,
        note="The job is done once ever, not once for each article.",
    )
