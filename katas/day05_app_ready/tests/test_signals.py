"""Task 2: articles come and go, and the front page with them."""

import pytest

from katas.day05_app_ready.tests.driver import Newsroom
from katas.day05_app_ready.tests.processes import PATIENCE, check_started, times, value_of
from katas.day05_app_ready.tests.starts import COMMAND_LINES
from katas.harness.verdicts import require
from katas.newsroom.factories import random_title

pytestmark = pytest.mark.machine

ARTICLES = {
    "article created": "",
    "article changed": "",
    "one field of an article saved": 'It was save(update_fields=["word_count"]).',
    "article saved as it was": "Each save drops the page, whatever it has changed.",
    "article of which only the title was read saved": 'It was read with only("title").',
    "article deleted": "",
    "article with a tag deleted": "",
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
OTHERS = [
    "author created",
    "author renamed",
    "author without articles deleted",
    "tag created",
    "tag of an article deleted",
    "job noted",
    "job deleted",
    "user created",
    "Article of another app created",
]
# The process in which most changes are made.
THERE = "in manage.py shell with DEBUG=True: "
WEAK = """Signals hold their receivers weakly: somebody else has to keep them alive.
DEBUG=True hides it, because Django then keeps what it has inspected."""


def dashed(what: str) -> str:
    """A test's id has no spaces."""
    return what.replace(" ", "-")


@pytest.fixture(scope="module")
def changes(tmp_path_factory, starter, tables):
    """A process with DEBUG=True in which changes are made, one after another.

    The front page is built, if run_init_job() can do that: only task 4 judges it.
    """
    newsroom = Newsroom(tmp_path_factory.mktemp("changes"), starter, tables)
    with newsroom.process() as builder:
        builder.start()
        builder.begin("run_init_job")
        builder.reply(PATIENCE)
    with newsroom.process(debug=True) as process:
        yield process


def make(process, what, asked="", **options) -> dict:
    """Make a change. Gives drops, others, gone and lost. asked: with what went before it."""
    return process.ask("change", asked or THERE + what, what=what, title=random_title(), **options)


def check_dropped_once(seen: dict, asked: str, note: str = "") -> None:
    """The page is gone, by one delete, and nothing else is."""
    check_dropped(seen, seen["drops"] == 1, asked, " once", note)


def check_dropped(seen: dict, often: bool, asked: str, how: str, note: str = "") -> None:
    """The page is gone, so often as is right, and nothing else is."""
    require(
        often and seen["gone"],
        asked=asked,
        expected=f'"front-page" is deleted from the cache{how}, and gone',
        got=described(seen),
        note=note,
    )
    require(
        not seen["lost"],
        asked=asked,
        expected="all other keys stay in the cache",
        got=f"{described(seen)}; {', '.join(seen['lost'])!r} is gone, too",
    )


def described(seen: dict) -> str:
    """What happened to the cache, in words."""
    text = f"it was deleted {times(seen['drops'])}" if seen["drops"] else "it was not deleted"
    text += ", and is gone" if seen["gone"] else ", and is still there"
    if "*" in seen["others"]:
        text += "; the whole cache was cleared, with everybody else's keys"
    elif seen["others"]:
        text += f"; deleted besides: {', '.join(seen['others'])}"
    return text


@pytest.mark.task(2)
@pytest.mark.parametrize("what", ARTICLES, ids=dashed)
def test_an_article_drops_the_page(what, changes):
    """Saving or deleting an article, a draft too, drops the front page exactly once."""
    check_dropped_once(make(changes, what), THERE + what, ARTICLES[what])


@pytest.mark.task(2)
@pytest.mark.parametrize("what", OTHERS, ids=dashed)
def test_other_models_drop_nothing(what, changes):
    """Saving or deleting anything but articles leaves the front page where it is."""
    seen = make(changes, what)
    require(
        seen["drops"] == 0 and not seen["gone"],
        asked=THERE + what,
        expected='"front-page" stays in the cache',
        got=described(seen),
    )


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
        for what in ("article created", "article deleted"):
            asked = f"start a process with DEBUG=False; gc.collect(); {what}"
            check_dropped_once(make(process, what, asked), asked, WEAK)


@pytest.mark.task(2)
def test_connected_when_startup_was_imported_early(newsroom):
    """Where startup was imported before Django was set up, an article drops the page as ever."""
    with newsroom.process(how="import", debug=True) as process:
        process.ask("set_up", "import startup; then django.setup()")
        for what in ("article created", "article deleted"):
            asked = f"import startup; then django.setup(); {what}"
            check_dropped_once(make(process, what, asked), asked)


@pytest.mark.task(2)
def test_ready_twice_drops_once(newsroom):
    """When ready() has run twice, an article still drops the front page exactly once."""
    with newsroom.process(debug=True) as process:
        process.ask("ready_again", "ready(), a second time")
        for what in ("article created", "article deleted"):
            asked = f"call ready() a second time; {what}"
            note = "Signals know a receiver by its identity, or by its dispatch_uid."
            check_dropped_once(make(process, what, asked), asked, note)


@pytest.mark.task(2)
def test_ready_of_a_new_config_drops_once(newsroom):
    """When ready() has run on another config object, an article still drops the page once."""
    override = "override_settings(INSTALLED_APPS=...), so that ready() of a new config runs"
    with newsroom.process(debug=True) as process:
        process.ask("new_config", override)
        for what in ("article created", "article deleted"):
            asked = f"{override}; {what}"
            note = "Another config has other methods. A dispatch_uid would be the same."
            check_dropped_once(make(process, what, asked), asked, note)
        process.ask("old_config", f"{override}; its end")
        asked = f"{override}; its end; article changed"
        check_dropped_once(make(process, "article changed", asked), asked)
