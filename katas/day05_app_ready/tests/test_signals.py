"""Task 2: articles come and go, and the front page with them."""

import pytest

from katas.day05_app_ready.tests import newsroom_database
from katas.day05_app_ready.tests.driver import Newsroom
from katas.day05_app_ready.tests.drops import (
    OF_THE_MOMENT,
    THERE,
    another_default_cache,
    check_dropped,
    check_dropped_once,
    check_not_dropped,
    described,
    make,
)
from katas.day05_app_ready.tests.processes import PATIENCE, times
from katas.harness.verdicts import require
from katas.newsroom.factories import random_title

pytestmark = pytest.mark.machine

ARTICLES = {
    "article created": "",
    "article changed": "",
    "one field of an article saved": 'It was save(update_fields=["word_count"]).',
    "three fields of an article saved": "save(update_fields=[...]) is a save.",
    "article saved as it was": "Each save drops the page, whatever it has changed.",
    "article of which only the title was read saved": 'It was read with only("title").',
    "article deleted": "",
    "article with a tag deleted": "",
    "article created with a key of its own": "It takes two statements, and is one save.",
    "draft created": "",
    "draft changed": "",
    "draft deleted": "",
    "article created in another thread": "",
    "article created by asave()": "",
    "article of a fixture saved": "loaddata saves rows as they are: its signals have raw=True.",
}
# The most that may be dropped, where that is judged.
TOGETHER = {
    "three articles deleted by a queryset": 3,
    "author of three articles deleted": 3,
    "author of three drafts deleted": 3,
    "two articles saved in one transaction": None,
    "fixture of an article and its author loaded by loaddata": None,
}
AFTER_A_ROLLBACK = [
    "article created after a transaction that was rolled back",
    "article saved in a transaction, behind a savepoint rolled back",
    "article created after a save that failed",
]
OTHERS = [
    "author created",
    "author renamed",
    "author without articles deleted",
    "tag created",
    "tag of an article deleted",
    "job noted",
    "job deleted",
    "user created",
    "user saved again",
    "group and permission created",
    "Article of another app created",
]


def dashed(what: str) -> str:
    """A test's id has no spaces."""
    return what.replace(" ", "-")


@pytest.fixture(scope="module")
def changes(tmp_path_factory, starter, tables):
    """A process with DEBUG=True in which changes are made, one after another.

    The front page is built, if run_init_job() can do that: only task 4 judges it.
    """
    folder = tmp_path_factory.mktemp("changes")
    newsroom = Newsroom(folder, starter, newsroom_database.made(folder, tables))
    with newsroom.process() as builder:
        builder.start()
        builder.begin("run_init_job")
        builder.reply(PATIENCE)
    with newsroom.process(debug=True) as process:
        yield process


@pytest.mark.task(2)
@pytest.mark.parametrize("what", ARTICLES, ids=dashed)
def test_an_article_drops_the_page(what, changes):
    """Saving or deleting an article, a draft too, drops the front page exactly once."""
    check_dropped_once(make(changes, what), THERE + what, ARTICLES[what])


@pytest.mark.task(2)
@pytest.mark.parametrize("what", OTHERS, ids=dashed)
def test_other_models_drop_nothing(what, changes):
    """Saving or deleting anything but articles leaves the front page where it is."""
    check_not_dropped(make(changes, what), THERE + what)


@pytest.mark.task(2)
@pytest.mark.parametrize("what", TOGETHER, ids=dashed)
def test_articles_that_go_together_drop_the_page(what, changes):
    """Articles deleted by a queryset or a cascade, or saved in a transaction, drop the page."""
    seen, most = make(changes, what), TOGETHER[what]
    often = 1 <= seen["drops"] <= (most or seen["drops"])
    check_dropped(seen, often, THERE + what, f" at most {times(most)}" if most else "")


@pytest.mark.task(2)
@pytest.mark.parametrize(
    "what", ["article created", "article changed", "article deleted"], ids=dashed
)
def test_page_is_gone_when_the_change_is_made(what, changes):
    """A page that a reader puts back while the row is written is gone when the call returns."""
    seen = make(changes, what, refill=True)
    require(
        seen["gone"],
        asked=f"{THERE}{what}; just before its row is written, a reader puts the old page back",
        expected='"front-page" is gone when the call returns',
        got=described(seen),
        note="Dropped before the write, the page can come back from the old rows, and stay."
        if seen["drops"]
        else "",
    )


@pytest.mark.task(2)
def test_page_is_gone_before_the_request_ends(changes):
    """An article that a request changes drops the page before that request is over."""
    asked = f"{THERE}a request begins; article changed, while it is being answered"
    title = random_title()
    seen = changes.ask("change_in_a_request", asked, what="article changed", title=title)
    check_dropped_once(seen, asked, "What the request still reads has to be new already.")


@pytest.mark.task(2)
@pytest.mark.parametrize(
    "what", ["article created", "article deleted", "article created in another thread"], ids=dashed
)
def test_page_goes_from_the_default_cache_of_the_moment(what, changes):
    """The page is dropped from what is the default cache then, and from no other."""
    with another_default_cache(changes) as override:
        asked = f"{THERE}{override}; {what}"
        check_dropped_once(make(changes, what, asked), asked, OF_THE_MOMENT)
    asked = f"{asked}; its end; {what}"
    check_dropped_once(make(changes, what, asked), asked, OF_THE_MOMENT)


@pytest.mark.task(2)
def test_an_article_crunches_nothing(newsroom):
    """Whatever happens to an article, before the job or after it, no page is crunched."""
    three = ["article created", "article changed", "article deleted"]
    with newsroom.process(debug=True) as process:
        process.started()
        for asked in (", ".join(three), f"run_init_job(); then {', '.join(three)}"):
            if asked.startswith("run"):
                process.begin("run_init_job")
                process.reply(PATIENCE)
            before = len(newsroom.crunched)
            for what in three:
                make(process, what)
            process.ask("wait_for_threads", "")
            crunched = len(newsroom.crunched) - before
            require(
                crunched == 0,
                asked=asked,
                expected="crunch_front_page() is not called",
                got=f"it was called {times(crunched)}",
                note="Only run_init_job() crunches: who saves does not wait for minutes.",
                where=process.ask("crunched_at", ""),
            )


@pytest.mark.task(2)
def test_a_rollback_changes_nothing(newsroom):
    """After a rollback or a save that failed, an article drops the front page as ever."""
    asked = THERE
    with newsroom.process(debug=True) as process:
        for what in AFTER_A_ROLLBACK:
            seen = make(process, what, asked + what)
            check_dropped(seen, seen["drops"] >= 1, asked + what, "")
            asked += f"{what}; "
