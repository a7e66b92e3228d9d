"""Errors in which handlers end: of every kind that Python and Django have."""

import builtins
import contextlib
from typing import Any, NoReturn

import django.core.exceptions
import django.db.utils
import django.http
from django.http import HttpResponse


class Unusual(Exception):
    """An error that nobody has heard of."""


class HasStatus(Unusual):
    """One with a status, under all the names that other frameworks have for it."""

    status_code = status = code = http_status = 418
    response = HttpResponse("no coffee", status=418)


class Inside(LookupError):
    """What a handler is just dealing with when it raises its error."""


def kinds() -> dict[str, type[Exception]]:
    """Those for which a text is enough."""
    found: dict[str, type[Exception]] = {"Unusual": Unusual, "HasStatus": HasStatus}
    for module in (builtins, django.core.exceptions, django.db.utils, django.http):
        for name, kind in vars(module).items():
            if isinstance(kind, type) and issubclass(kind, Exception):
                with contextlib.suppress(TypeError):
                    kind("a text")
                    found[name] = kind
    return found


KINDS = kinds()


def error_of(plan: dict[str, Any]) -> Exception:
    """plan: kind, text; cause, a text or None; notes."""
    error = KINDS[plan["kind"]](plan["text"])
    if plan["cause"] is not None:
        error.__cause__ = LookupError(plan["cause"])
    for note in plan["notes"]:
        error.add_note(note)
    return error


def raising(error: Exception, deep: int, dealing: str | None) -> NoReturn:
    """Raise it that deep, while something else is being dealt with, or nothing."""
    if deep:
        raising(error, deep - 1, dealing)
    if dealing is None:
        raise error
    try:
        raise Inside(dealing)
    except Inside:
        raise error  # noqa: B904 (the cause is the plan's choice)
