"""Around the answer's views: the request says which time zone and language are active."""

import datetime
from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone, translation
from django.utils.decorators import sync_and_async_middleware

asking: list[Callable[..., Any]] = []  # how the examiner's services are called


def state(error: BaseException) -> list[str]:
    """The words of an error and of those behind it."""
    found: list[str] = []
    each: BaseException | None = error
    while each is not None and len(found) < 10:
        found.append(f"{type(each).__name__}: {each}"[:300])
        each = each.__cause__ or each.__context__
    return found


def keep_connections() -> None:
    """From now on no export of this process, when it ends, closes the connection of the others."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)


def activate(request: Any) -> None:
    zone = request.GET.get("zone", "0")
    if "/" in zone:
        timezone.activate(zone)
    else:
        timezone.activate(datetime.timezone(datetime.timedelta(minutes=int(zone))))
    translation.activate(request.GET.get("language", "en"))


@sync_and_async_middleware
def active(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    if iscoroutinefunction(get_response):

        async def amiddleware(request: Any) -> Any:
            activate(request)
            return await get_response(request)

        return amiddleware

    def middleware(request: Any) -> Any:
        activate(request)
        return get_response(request)

    return middleware
