"""A client of the asynchronous lane that goes away before its answer is there."""

import asyncio
from collections.abc import Callable
from typing import Any

from katas.harness.meters.transport import Application

# What servers note of a request whose client went away.
GONE = 499


def impatient(app: Application, at_work: Callable[[], object]) -> Application:
    """The application, for a client that goes away when the view is at work.

    Django then cancels what is under way. Where nothing was sent, the answer is GONE.
    """

    async def served(scope: Any, receive: Any, send: Any) -> None:
        messages = iter([receive])
        sent: list[Any] = []

        async def receive_or_leave() -> Any:
            if read := next(messages, None):
                return await read()
            while not at_work():
                await asyncio.sleep(0.001)
            return {"type": "http.disconnect"}

        async def noted(message: Any) -> None:
            sent.append(message)
            await send(message)

        await app(scope, receive_or_leave, noted)
        if not sent:
            await send({"type": "http.response.start", "status": GONE, "headers": []})
            await send({"type": "http.response.body", "body": b""})

    return served
