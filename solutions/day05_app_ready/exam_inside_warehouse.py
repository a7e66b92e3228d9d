"""The warehouse is the examiner's."""

from collections.abc import Callable
from importlib import import_module
from pkgutil import resolve_name
from typing import Any

WAREHOUSE = "katas.day05_app_ready.warehouse"
told: list[Callable[[], object]] = []  # who hears that the warehouse is asked


def serve(agent: Any) -> None:
    """Let the given warehouse ask the examiner, before anybody has loaded anything else."""

    def crunch_front_page() -> str:
        """The front page, from all the readers' clicks of last year. Another one at each call."""
        for tell in told:
            tell()
        number, page, error = agent.call("crunch")
        if not error:
            return str(page)
        kind, text, note = error
        raised = made(kind, text)
        raised.add_note(note)
        agent.call("raised", number, id(raised))
        raise raised

    crunch_front_page.__module__ = WAREHOUSE
    import_module(WAREHOUSE).crunch_front_page = crunch_front_page  # type: ignore[attr-defined]


def made(kind: str, text: str) -> Exception:
    """An error of the kind that is found there, or of a new one of that name."""
    name, _, base = kind.partition("<")
    found = resolve_name(base or name) if ":" in kind else Exception
    if base or ":" not in kind:
        found = type(name, (found,), {})
    error: Exception = found(text)
    return error
