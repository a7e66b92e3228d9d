"""A third brick for the towers: it counts who passes, and gets out of the way. Given."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase


class CountingMixin:
    """Counts on the request how often dispatch() came by here: `request.passed`, an int.

    The count lives on the request because a view class outlives every request, and an instance
    would have to be found first.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.passed = getattr(request, "passed", 0) + 1
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
