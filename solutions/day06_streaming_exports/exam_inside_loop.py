"""Asynchronous exports, in an event loop that goes on while something is asked of it."""

import asyncio
import gc
from collections.abc import Coroutine
from typing import Any

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.db import connections
from django.test import AsyncRequestFactory

from .exam_inside_middleware import keep_connections, state

PIECE = 2**18  # bytes of a chunk behind which no other is taken
IDLE = 0.1  # seconds
loops: list[asyncio.AbstractEventLoop] = []
streams: dict[int, list[Any]] = {}
taken: dict[int, list[bytes]] = {}
draining: dict[int, "asyncio.Task[list[str]]"] = {}


def run(work: Coroutine[Any, Any, Any]) -> Any:
    if not loops:
        loops.append(asyncio.new_event_loop())
    return loops[0].run_until_complete(work)


def ais_async(agent: Any) -> bool:
    return bool(iscoroutinefunction(agent.module("exports").aexport_articles))


def abegin(agent: Any) -> int:
    """Begin an asynchronous export. Returns its number."""

    async def respond() -> Any:
        view = agent.module("exports").aexport_articles
        response = await view(AsyncRequestFactory().get("/aexport/"))
        return response, aiter(response.streaming_content)

    keep_connections()
    number = len(taken)
    streams[number], taken[number] = list(run(respond())), []
    return number


async def into(found: list[bytes], stream: Any, most: int | None) -> list[str] | None:
    """Take chunks. Returns how the stream ended; None if it has not."""
    try:
        while most is None or len(found) < most:
            found.append(await anext(stream))
            if most is not None and sum(map(len, found[-1:])) > PIECE:
                break
    except StopAsyncIteration:
        return []
    except Exception as error:
        return state(error)
    return None


def atake(agent: Any, number: int, most: int) -> tuple[bytes, int, list[str] | None]:
    """As `take` does in exam_inside."""
    found: list[bytes] = []
    ended = run(into(found, streams[number][1], most))
    return b"".join(map(as_bytes, found)), len(found), ended


def adrain(agent: Any, number: int) -> tuple[bytes, int, list[str] | None]:
    """Whatever comes until for a while nothing comes; the export then waits for its next chunk."""
    found = taken[number]

    async def drain() -> list[str] | None:
        if number not in draining:
            task = asyncio.ensure_future(into(found, streams[number][1], None))
            draining[number] = task  # type: ignore[assignment]
        seen = -1
        while seen != len(found) and not draining[number].done():
            seen = len(found)
            await asyncio.wait({draining[number]}, timeout=IDLE)
        return draining[number].result() if draining[number].done() else None

    ended = run(drain())
    data, count = b"".join(map(as_bytes, found)), len(found)
    found.clear()
    return data, count, ended


def aclose(agent: Any, number: int) -> tuple[bytes, int, list[str]]:
    """Leave an export as Django does when its client has gone. Returns what came meanwhile."""

    async def leave() -> None:
        response, stream = streams.pop(number)
        if (task := draining.pop(number, None)) is not None:
            task.cancel()
            await asyncio.wait({task})
        del task, stream
        for _ in range(3):
            await asyncio.sleep(0)
        await sync_to_async(response.close, thread_sensitive=True)()
        del response
        for _ in range(3):
            await asyncio.sleep(0)

    run(leave())
    found = taken[number]
    return b"".join(map(as_bytes, found)), len(found), []


def atasks(agent: Any) -> int:
    """How many tasks the loop has."""
    run(asyncio.sleep(0))
    return len(asyncio.all_tasks(loops[0]))


def aquiet(agent: Any, seconds: float, collect: bool) -> None:
    """Let the loop go on for a while, and behind whatever waits for its thread."""

    async def rest() -> None:
        for _ in range(3):
            await sync_to_async(int, thread_sensitive=True)()
        await asyncio.sleep(seconds)

    if collect:
        gc.collect()
    run(rest())


def arelease(agent: Any) -> None:
    """Close the connection of asynchronous exports, with what they have left open on it."""
    run(sync_to_async(connections.close_all, thread_sensitive=True)())


def as_bytes(chunk: Any) -> bytes:
    return chunk if isinstance(chunk, bytes) else bytes(chunk)
