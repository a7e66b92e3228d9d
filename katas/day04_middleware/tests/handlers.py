"""Django's handlers, as a server builds them, that note which hooks of a layer they had to adapt.

A layer may have hooks beside its `__call__`: process_view and the others. Source:
django/core/handlers/base.py, `load_middleware`, `adapt_method_mode`.
"""

from typing import Any

from asgiref.sync import iscoroutinefunction
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.base import BaseHandler


class _Notes(BaseHandler):
    """adapted_hook: which one it is, and what Django does with it; "" if none."""

    adapted_hook = ""

    def load_middleware(self, is_async: bool = False) -> None:
        self._made: list[tuple[Any, Any]] = []
        super().load_middleware(is_async)
        for hook, methods in (
            ("process_view", self._view_middleware),
            ("process_template_response", self._template_response_middleware),
            ("process_exception", self._exception_middleware),
        ):
            for adapted, method in self._made:
                if not any(each is adapted for each in methods):
                    continue
                self.adapted_hook = (
                    f"{hook} is a coroutine function: Django runs it in an event loop of its own"
                    if iscoroutinefunction(method)
                    else f"{hook} is no coroutine function: Django runs it in a thread"
                )

    def adapt_method_mode(self, is_async: bool, method: Any, *args: Any, **kwargs: Any) -> Any:
        adapted = super().adapt_method_mode(is_async, method, *args, **kwargs)
        if adapted is not method:
            self._made.append((adapted, method))
        return adapted


class Handler(_Notes):
    def __init__(self) -> None:
        super().__init__()
        self.load_middleware()


class AsyncHandler(_Notes, ASGIHandler):
    """Loads its middleware in ASGIHandler's __init__."""
