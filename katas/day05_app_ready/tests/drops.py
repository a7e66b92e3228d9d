"""Makes articles come and go in a process, and says what that did to the cache."""

from typing import Any

from katas.day05_app_ready.tests.processes import Process, times
from katas.harness.verdicts import require
from katas.newsroom.factories import random_title

# The process in which most changes are made.
THERE = "in manage.py shell with DEBUG=True: "


def make(process: Process, what: str, asked: str = "", **options: Any) -> dict[str, Any]:
    """Make a change. Gives drops, others, gone and lost. asked: with what went before it."""
    return process.ask("change", asked or THERE + what, what=what, title=random_title(), **options)


def check_dropped_once(seen: dict[str, Any], asked: str, note: str = "") -> None:
    """The page is gone, by one delete, and nothing else is."""
    check_dropped(seen, seen["drops"] == 1, asked, " once", note)


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
        not seen["lost"],
        asked=asked,
        expected="all other keys stay in the cache",
        got=f"{described(seen)}; {', '.join(seen['lost'])!r} is gone, too",
    )


def described(seen: dict[str, Any]) -> str:
    """What happened to the cache, in words."""
    text = f"it was deleted {times(seen['drops'])}" if seen["drops"] else "it was not deleted"
    text += ", and is gone" if seen["gone"] else ", and is still there"
    if "*" in seen["others"]:
        text += "; the whole cache was cleared, with everybody else's keys"
    elif seen["others"]:
        text += f"; deleted besides: {', '.join(seen['others'])}"
    return text
