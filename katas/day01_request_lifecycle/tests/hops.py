"""Counts what is handed from an event loop to a thread."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def hops_counted() -> Iterator[list[str]]:
    """The functions that are handed from an event loop to a thread, by Django or by the answer."""
    hops: list[str] = []
    original = asyncio.BaseEventLoop.run_in_executor

    def counted(self: Any, executor: Any, function: Any, *args: Any) -> Any:
        hops.append(repr(function))
        return original(self, executor, function, *args)

    asyncio.BaseEventLoop.run_in_executor = counted  # type: ignore[method-assign,assignment]
    try:
        yield hops
    finally:
        asyncio.BaseEventLoop.run_in_executor = original  # type: ignore[method-assign]
