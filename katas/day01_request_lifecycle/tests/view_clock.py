"""The innermost middleware of the servers that are drawn: says when a view ran, in a header."""

import time
from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest
from django.utils.decorators import sync_and_async_middleware

HEADER = "x-view-ran"  # from and to, by time.perf_counter()


@sync_and_async_middleware
def view_clock(get_response: Callable[..., Any]) -> Callable[..., Any]:
    """Stamps each response, in both lanes, and adds no hop to a thread."""
    if iscoroutinefunction(get_response):

        async def stamped(request: HttpRequest) -> Any:
            began = time.perf_counter()
            response = await get_response(request)
            response[HEADER] = f"{began} {time.perf_counter()}"
            return response

        return stamped

    def stamp(request: HttpRequest) -> Any:
        began = time.perf_counter()
        response = get_response(request)
        response[HEADER] = f"{began} {time.perf_counter()}"
        return response

    return stamp
