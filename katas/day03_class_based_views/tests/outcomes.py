"""Errors in which handlers end, and that they come out as they were."""

import traceback
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from katas.day03_class_based_views.tests.driver import (
    place_of,
)
from katas.day03_class_based_views.tests.people import whose
from katas.harness.verdicts import require


class Unusual(Exception):
    """An error that nobody has heard of."""


class HasStatus(Unusual):
    """One with a status, under all the names that other frameworks have for it."""

    status_code = status = code = http_status = 418
    response = HttpResponse("no coffee", status=418)


class Inside(LookupError):
    """What a handler is just dealing with when it raises its error."""


# To a generator a StopIteration is an end; it is one that is raised from nothing, too.
ODD = (Unusual, HasStatus, StopIteration)
TOLD: dict[type[Exception], str] = {
    HasStatus: " (its status_code is 418)",
}
CONTEXT_IS, TRACEBACK_ENDS = "its __context__ is", "its traceback ends in"
SUPPRESSED = "its __suppress_context__ is"
NOTES = {
    SUPPRESSED: "`raise ... from ...` sets it, and hides what the handler was dealing with.",
    CONTEXT_IS: "What is raised while an `except` is at work gets that one's error as its context.",
}


def told(kind: type[Exception]) -> str:
    """The name of an error, and what is odd about it."""
    return kind.__name__ + TOLD.get(kind, "")


def error_of(kind: type[Exception]) -> Exception:
    """An error, of most kinds one that comes from another."""
    error = kind("from the handler")
    if kind is not StopIteration:
        error.__cause__ = LookupError("no paper left")
    return error


def raising(error: Exception) -> Callable[[], object]:
    def handler_raises() -> object:
        try:
            raise Inside("no ink left")
        except Inside:
            raise error  # noqa: B904 (the cause is the caller's choice)

    return handler_raises


def check_raised(view: Any, request: HttpRequest, raised: Exception, what: str) -> None:
    """The very exception of the handler comes out, and nothing was done to it."""
    name = type(raised).__name__
    asked = f"{request.method} {request.get_full_path()}{whose(request)}"
    asked += f"\n{what}; it raises {told(type(raised))}"
    before, where, note = state_of(raised), "", ""
    # What the `raise` in the handler adds.
    before |= {CONTEXT_IS: repr(Inside("no ink left")), TRACEBACK_ENDS: "handler_raises"}
    try:
        response = view(request)
        status = getattr(response, "status_code", "")
        got = f"no exception, but a response, {status}" if status else f"no exception: {response!r}"
    except Exception as error:
        now = state_of(error)
        changed = [each for each in now if now[each] != before[each]]
        if error is raised and not changed:
            return
        got = f"{type(error).__name__}: {error}"
        if error is raised:
            got = f"the same {name}, but changed:"
            got += "".join(f"\n{each} {now[each]}, not {before[each]}" for each in changed)
            note = NOTES.get(changed[0], "")
        else:
            got = f"another {got}" if type(error) is type(raised) else got
            where = place_of(error)
    expected = f"the same {name} comes out"
    require(False, asked=asked, expected=expected, got=got, where=where, note=note)


def contexts_of(error: BaseException) -> str:
    """What was being handled when the error came, and when that came, and so on."""
    found, seen = repr(error.__context__), {id(error)}
    while (context := error.__context__) and id(context) not in seen:
        seen.add(id(context))
        error = context
        if error.__context__:
            found += f", which came while {error.__context__!r} was being handled"
    return found


def state_of(error: Exception) -> dict[str, str]:
    """What an exception carries."""
    frames = [frame.f_code.co_name for frame, _ in traceback.walk_tb(error.__traceback__)]
    return {
        "its arguments are": repr(error.args),
        "it is raised from": repr(error.__cause__),
        SUPPRESSED: repr(error.__suppress_context__),
        CONTEXT_IS: contexts_of(error),
        "it has the notes": repr(getattr(error, "__notes__", [])),
        "it has the attributes": ", ".join(sorted(vars(error).keys() - {"__notes__"})) or "none",
        TRACEBACK_ENDS: frames[-1] if frames else "nothing",
    }
