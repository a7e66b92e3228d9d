"""Task 2: articles come and go, and the front page with them."""

import pytest

from katas.day05_app_ready.tests.driver import Newsroom
from katas.day05_app_ready.tests.processes import PATIENCE, times
from katas.harness.verdicts import require
from katas.newsroom.factories import random_title

pytestmark = pytest.mark.machine

ARTICLES = [
    "article created",
    "article changed",
    "one field of an article saved",
    "article deleted",
    "draft created",
    "draft changed",
    "draft deleted",
]
MANY = ["three articles deleted by a queryset", "author of three articles deleted"]
OTHERS = [
    "author created",
    "author renamed",
    "author without articles deleted",
    "tag created",
    "tag of an article deleted",
    "job noted",
    "user created",
    "Article of another app created",
]

COMMAND_LINES = {
    "python import_articles.py": "script",
    "manage.py shell": "shell",
    "manage.py migrate": "migrate",
    "manage.py runserver": "runserver",
    "/usr/bin/gunicorn project.wsgi": "gunicorn",
}


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


def make(process, what, **options) -> dict:
    """Make a change. Gives drops, others and gone."""
    return process.ask("change", what, what=what, title=random_title(), **options)


def check_dropped_once(seen: dict, asked: str, note: str = "") -> None:
    """The page is gone, by one delete."""
    require(
        seen["drops"] == 1 and seen["gone"],
        asked=asked,
        expected='"front-page" is deleted from the cache once, and gone',
        got=described(seen),
        note=note,
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
    note = 'It was save(update_fields=["word_count"]).' if what.startswith("one field") else ""
    check_dropped_once(make(changes, what), what, note)


@pytest.mark.task(2)
@pytest.mark.parametrize("what", MANY, ids=dashed)
def test_articles_that_go_together_drop_the_page(what, changes):
    """Articles deleted by a queryset or by a cascade drop the front page."""
    seen = make(changes, what)
    require(
        1 <= seen["drops"] <= 3 and seen["gone"],
        asked=what,
        expected='"front-page" is deleted from the cache, at most once for each article, and gone',
        got=described(seen),
    )


@pytest.mark.task(2)
@pytest.mark.parametrize("what", OTHERS, ids=dashed)
def test_other_models_drop_nothing(what, changes):
    """Saving or deleting anything but articles leaves the front page where it is."""
    seen = make(changes, what)
    require(
        seen["drops"] == 0 and not seen["gone"],
        asked=what,
        expected='"front-page" stays in the cache',
        got=described(seen),
    )


@pytest.mark.task(2)
@pytest.mark.parametrize(
    "what", ["article created", "article changed", "article deleted"], ids=dashed
)
def test_page_is_gone_when_the_change_is_made(what, changes):
    """A page that a reader puts back while the row is written is gone when the call returns."""
    seen = make(changes, what, refill=True)
    require(
        seen["gone"],
        asked=f"{what}; just before its row is written, a reader puts the old page back",
        expected='"front-page" is gone when the call returns',
        got=described(seen),
        note="Dropped before the write, the page can come back from the old rows, and stay."
        if seen["drops"]
        else "",
    )


@pytest.mark.task(2)
@pytest.mark.parametrize("argv", COMMAND_LINES, ids=COMMAND_LINES.get)
def test_connected_in_every_process(argv, newsroom):
    """Whatever command line a process has, an article drops the front page in it."""
    with newsroom.process(argv.split(), debug=True) as process:
        seen = make(process, "article changed")
    environ = "RUN_MAIN=true " if "runserver" in argv else ""
    check_dropped_once(seen, f"in a process started as {environ}{argv}: article changed")


@pytest.mark.task(2)
def test_receivers_outlive_ready(newsroom):
    """With DEBUG=False, and after a garbage collection, the receivers are still there."""
    with newsroom.process() as process:
        process.ask("collect_garbage", "gc.collect()")
        for what in ("article created", "article deleted"):
            check_dropped_once(
                make(process, what),
                f"start a process with DEBUG=False; gc.collect(); {what}",
                "Signals hold their receivers weakly: somebody else has to keep them alive.\n"
                "DEBUG=True hides it, because Django then keeps what it has inspected.",
            )


@pytest.mark.task(2)
def test_ready_twice_drops_once(newsroom):
    """When ready() has run twice, an article still drops the front page exactly once."""
    with newsroom.process(debug=True) as process:
        process.ask("ready_again", "ready(), a second time")
        for what in ("article created", "article deleted"):
            check_dropped_once(
                make(process, what),
                f"call ready() a second time; {what}",
                "Signals know a receiver by its identity, or by its dispatch_uid.",
            )
