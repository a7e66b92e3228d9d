"""The newsroom's data warehouse. Given, nothing to edit.

In real life `crunch_front_page` takes minutes and a machine to itself. Here it takes no time, and
environment variables tell what it does besides:

    KATAS_CRUNCH_LOG     a file that gets one line for each call: the process, then the page as JSON
    KATAS_CRUNCH_HOLD    a file; while it exists, a call does not come to its end, but for the one
                         whose page stands in it
    KATAS_CRUNCH_RAISES  a file; while it exists, a call raises the error that it names, for example
                         builtins:OSError; WarehouseError if it names none
    KATAS_CRUNCH_PAGE    a file; while it exists, it is the page
"""

import json
import os
import time
from pathlib import Path
from pkgutil import resolve_name

HELD_SECONDS = 15


class WarehouseError(Exception):
    """The warehouse could not do its work. Next time it may."""


def crunch_front_page() -> str:
    """The front page, from all the readers' clicks of last year. Another one at each call."""
    number = int.from_bytes(os.urandom(4), "big")
    page = f"Front page no. {number}: <b>Müller & Söhne</b>"
    if _exists("KATAS_CRUNCH_PAGE"):
        page = Path(os.environ["KATAS_CRUNCH_PAGE"]).read_bytes().decode()
    if log := os.environ.get("KATAS_CRUNCH_LOG"):
        with Path(log).open("a") as file:
            file.write(f"{os.getpid()} {json.dumps(page)}\n")
    until = time.monotonic() + HELD_SECONDS
    while _is_held(page) and time.monotonic() < until:
        time.sleep(0.01)
    if _exists("KATAS_CRUNCH_RAISES"):
        name = Path(os.environ["KATAS_CRUNCH_RAISES"]).read_text()
        error = (resolve_name(name) if name else WarehouseError)("the warehouse is closed")
        # What an error has been told stays with it, and with no other.
        error.add_note(f"Ask for repair no. {number}.")
        raise error
    return page


def _is_held(page: str) -> bool:
    try:
        return page not in Path(os.environ.get("KATAS_CRUNCH_HOLD", "")).read_bytes().decode()
    except OSError:
        return False


def _exists(variable: str) -> bool:
    return Path(os.environ.get(variable, "")).is_file()
