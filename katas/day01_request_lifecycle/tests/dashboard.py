"""The answer's dashboard: asked for over Django's ASGI handler, its JSON read, services in turn."""

import gzip
import json
from collections.abc import Callable, Sequence
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.urls import path

from katas.day01_request_lifecycle import services
from katas.day01_request_lifecycle.tests.answered import Answered
from katas.day01_request_lifecycle.tests.driver import build
from katas.day01_request_lifecycle.tests.gate import Gate
from katas.day01_request_lifecycle.tests.subject import lifecycle
from katas.harness.verdicts import require

KEYS = ("headlines", "weather", "markets")


def dashboard(settings: Any) -> Any:
    """Django's ASGI handler with the dashboard, as it was imported for this test, and no more."""
    view = lifecycle.dashboard
    require(
        iscoroutinefunction(view),
        asked="asgiref.sync.iscoroutinefunction(dashboard)",
        expected="True: async def dashboard(request)",
        got="False",
        note="Django runs a view that is not async in a thread.",
    )
    settings.ROOT_URLCONF = (path("dashboard/", view),)
    return build("asgi", timing=False)


def content(answered: Answered, asked: str = "GET /dashboard/", note: str = "") -> dict[str, Any]:
    """The dashboard's JSON, with the three keys and nothing else."""
    require(
        answered.status == 200,
        asked=asked,
        expected="status 200",
        got=answered.text,
        note=answered.note or note,
        where=answered.where,
    )
    try:
        packed = answered.headers.get("content-encoding") == "gzip"
        found = json.loads(gzip.decompress(answered.body) if packed else answered.body)
    except (ValueError, OSError):
        found = None
    require(
        isinstance(found, dict),
        asked=asked,
        expected="a JSON object",
        got=answered.body[:200].decode(errors="replace") or "an empty body",
    )
    require(
        set(found) == set(KEYS),
        asked=asked,
        expected=f"the keys {', '.join(KEYS)}",
        got=f"the keys {', '.join(sorted(found)) or '(none)'}",
    )
    return found


def in_turn(order: Sequence[str]) -> Callable[[str], bool]:
    """A hold that lets the services answer in that order."""
    # An answer that does not call them all at once is let go: its order is its own.
    late = Gate(lambda: False, seconds=0.3)

    def hold(source: str) -> bool:
        before = order[: order.index(source)]
        return set(before) <= set(services.gauges.finished) or late(source)

    return hold
