"""The tests' own middleware: a ring around each layer.

A ring notes who passes it. Ring k is the neighbour outside of layer k, so a request that is seen by
ring k + 1 was let through by layer k. Where only the rate limit is judged, the outermost ring also
stands in for the key check: it takes the client's word, in the header X-Badge.
"""

import inspect
from collections.abc import Awaitable
from functools import partial
from typing import TYPE_CHECKING, Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http.response import HttpResponseBase

from katas.day04_middleware.tests.trace import Trace, short

if TYPE_CHECKING:
    from katas.day04_middleware.tests.driver import Onion


ARRIVED = "katas.arrived"  # of an ASGI scope: where its request goes, for `avisit`


class NoResponse(Exception):
    """A layer gave something that is no response."""


class Ring:
    """Notes who passes, in both lanes. Built by Django, like any middleware."""

    sync_capable = True
    async_capable = True

    def __init__(self, number: int, onion: "Onion", get_response: Any) -> None:
        self.number, self.onion, self.get_response = number, onion, get_response
        self.awaits = iscoroutinefunction(get_response)
        onion.awaits[number] = self.awaits
        if self.awaits:
            markcoroutinefunction(self)
        if number == len(onion.layers):
            self.process_view = self._aview if self.awaits else self._view

    def __call__(self, request: Any) -> Any:
        trace = getattr(request, "katas_trace", None)
        if trace is None:
            trace = request.katas_trace = Trace(self.onion.layers)
            self.onion.latest = request
            getattr(request, "scope", {}).get(ARRIVED, []).append(request)
            if name := request.META.get("HTTP_X_BADGE"):
                request.api_client = name
            if self.onion.outer:
                self.onion.outer(request)
        trace.steps.append(("in", self.number))
        trace.client = getattr(request, "api_client", None)
        if self.awaits:
            return self._later(trace, self.get_response(request))
        response = self.get_response(request)
        # A layer that is not marked as a coroutine function, but gives a coroutine all the same.
        if self.onion.asynchronous and inspect.isawaitable(response):
            return self._later(trace, response)
        return self._left(trace, response)

    async def _later(self, trace: Trace, response: Awaitable[Any]) -> Any:
        return self._left(trace, await response)

    def _left(self, trace: Trace, response: Any) -> Any:
        if not isinstance(response, HttpResponseBase):
            layer = short(([*self.onion.layers, "the view"])[self.number])
            trace.steps.append(("out", self.number, type(response).__name__))
            if inspect.iscoroutine(response):
                response.close()
                raise NoResponse(f"{layer} gave a coroutine that nobody awaits, not a response")
            raise NoResponse(f"{layer} gave {response!r}, not a response")
        trace.steps.append(("out", self.number, response.status_code))
        trace.response = response
        return response

    def _view(self, request: Any, view: Any, args: Any, kwargs: Any) -> None:
        # The innermost layer's process_view is the last of all: after it comes the view.
        name = getattr(view, "__name__", type(view).__name__)
        request.katas_trace.steps.append(("view", name))
        if self.onion.at_the_view:
            self.onion.at_the_view()
        request.katas_trace.client = getattr(request, "api_client", None)

    async def _aview(self, request: Any, view: Any, args: Any, kwargs: Any) -> None:
        self._view(request, view, args, kwargs)


# The onion that Django is building just now.
building: "Onion | None" = None


def __getattr__(name: str) -> Any:
    """The rings' dotted paths: `ring_0` is the outermost ring of the onion that is being built."""
    if name.startswith("ring_") and building is not None:
        ring = partial(Ring, int(name.removeprefix("ring_")), building)
        ring.sync_capable = ring.async_capable = True  # type: ignore[attr-defined]
        return ring
    raise AttributeError(name)
