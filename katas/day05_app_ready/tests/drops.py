"""Makes articles come and go in a process, and says what that did to the cache."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from katas.day05_app_ready.tests.processes import PATIENCE, Process, times
from katas.harness.verdicts import require
from katas.newsroom.factories import random_title

OF_THE_MOMENT = """The default cache is whatever caches["default"] is at that moment.
A cache object that is kept belongs to the settings of its time."""
# The process in which most changes are made.
THERE = "in manage.py shell with DEBUG=True: "

NO_ARTICLES = ["author renamed", "tag created", "job noted", "user created"]


def make(process: Process, what: str, asked: str = "", **options: Any) -> dict[str, Any]:
    """Make a change. Gives drops, others, gone and lost. asked: with what went before it."""
    return process.ask("change", asked or THERE + what, what=what, title=random_title(), **options)


def check_dropped_once(seen: dict[str, Any], asked: str, note: str = "") -> None:
    """The page is gone, by one delete, and nothing else is."""
    check_dropped(seen, seen["drops"] == 1, asked, " once", note)


def check_not_dropped(seen: dict[str, Any], asked: str) -> None:
    """The page is there, and was never gone."""
    require(
        seen["drops"] == 0 and not seen["gone"],
        asked=asked,
        expected='"front-page" stays in the cache',
        got=described(seen),
    )


def check_two_and_others(
    process: Process, asked: str, note: str = "", *, old: bool = False
) -> None:
    """Two articles drop the page once each, and what is no article does not.

    asked: what was done before. old: the first of the two articles is changed, not created.
    """
    check_two(process, asked, note, old=old)
    check_others(process, asked)


def check_two(process: Process, asked: str, note: str = "", *, old: bool = False) -> None:
    """Two articles drop the page once each."""
    for what in ("article changed" if old else "article created", "article deleted"):
        check_dropped_once(make(process, what, f"{asked}; {what}"), f"{asked}; {what}", note)


def check_others(process: Process, asked: str) -> None:
    """What is no article drops nothing."""
    for what in NO_ARTICLES:
        check_not_dropped(make(process, what, f"{asked}; {what}"), f"{asked}; {what}")


def check_dropped(seen: dict[str, Any], often: bool, asked: str, how: str, note: str = "") -> None:
    """The page is gone, so often as is right, and nothing else is."""
    require(
        often and seen["gone"],
        asked=asked,
        expected=f'"front-page" is deleted from the cache{how}, and gone',
        got=described(seen),
        note=note,
    )
    require(
        not seen["elsewhere"],
        asked=asked,
        expected='"front-page" is deleted from caches["default"], and from no other cache',
        got=f"{described(seen)}; something was deleted from another cache, too",
    )
    require(
        not seen["lost"],
        asked=asked,
        expected="all other keys stay in the cache",
        got=f"{described(seen)}; {', '.join(seen['lost'])!r} is gone, too",
    )


@contextmanager
def another_default_cache(process: Process) -> Iterator[str]:
    """For a while, caches["default"] is another one. Gives what was done, in words."""
    override = "override_settings(CACHES=...), with another default cache"
    process.ask("replace_caches", override)
    try:
        yield override
    finally:
        process.begin("restore_caches")
        process.reply(PATIENCE)


def described(seen: dict[str, Any]) -> str:
    """What happened to the cache, in words."""
    text = f"it was deleted {times(seen['drops'])}" if seen["drops"] else "it was not deleted"
    text += ", and is gone" if seen["gone"] else ", and is still there"
    if "*" in seen["others"]:
        text += "; the whole cache was cleared, with everybody else's keys"
    elif seen["others"]:
        text += f"; deleted besides: {', '.join(seen['others'])}"
    if seen["elsewhere"] and not seen["drops"]:
        text += "; another cache was asked to delete something"
    if not (seen["listened"] or seen["drops"] or seen["elsewhere"]):
        text += "\nNo receiver listens to post_save or post_delete of Article in this process."
    return text
