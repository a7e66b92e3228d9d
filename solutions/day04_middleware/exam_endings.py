"""Pages that end in every way."""

from random import Random

from solutions.day04_middleware.exam_premises import letters, page_of
from solutions.day04_middleware.exam_visit import Plan

RAISED = {"Http404": 404, "PermissionDenied": 403, "BadRequest": 400, "TimeoutError": 500}


def endings(random: Random) -> list[tuple[str, Plan, int]]:
    """A page for each way to end: what it does, the plan, and the status it has."""
    found: list[tuple[str, Plan, int]] = []
    for status in (200, 204, 301, 304, 400, 401, 403, 404, 409, 429, 500, 503):
        ending: Plan = {"status": status, "body": letters(random, 0, 30)}
        found.append((f"answers {status}", {"ending": ending}, status))
    for error, status in {**RAISED, "Broken": 500}.items():
        found.append((f"raises {error}", {"ending": {"raises": error}}, status))
    parts = [letters(random, 1, 20).encode() for _ in range(3)]
    for breaks in (False, True):
        ending = {"parts": parts, "breaks": breaks}
        found.append((f"streams{', and breaks' * breaks}", {"ending": ending}, 200))
    return [(what, {"path": page_of(random), **plan}, status) for what, plan, status in found]
