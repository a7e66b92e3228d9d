"""Requests whose instances nobody holds, as the numbers of a World would."""

import gc
from typing import Any

from django.http import HttpResponse
from django.test import RequestFactory


def let_go(world: Any, base: type, attribute: str, collects: list[bool]) -> None:
    """As many requests as `collects`, which says after which of them the collector runs."""
    found: list[bool] = []

    class Desk(base):  # type: ignore[misc]
        def get(self, request: Any) -> HttpResponse:
            found.append(hasattr(self, attribute))
            setattr(self, attribute, "half a sentence")
            return HttpResponse()

    view = Desk.as_view()
    for collect in collects:
        view(RequestFactory().get(f"/{attribute}/"))
        if collect:
            gc.collect()
    world.note("it is there already", found)
