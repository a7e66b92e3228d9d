"""Builds a handler with a ring around each layer, sends requests, and draws their way.

    with newsroom(keys={"harbour": "s3cret"}):
        onion = Onion([API_KEY, PROFILE, AUDIT])
        print(onion.visit("/articles/").story())

What stands between the layers is in rings.py.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, NoReturn

from asgiref.sync import iscoroutinefunction
from django.test import RequestFactory, override_settings
from django.utils.module_loading import import_string
from factory.random import randgen

from katas.day04_middleware.tests import rings
from katas.day04_middleware.tests.cost import ALLOWED, TRIES, quickest, require_quick
from katas.day04_middleware.tests.endings import ENDLESS, Broken
from katas.day04_middleware.tests.handlers import AsyncHandler, Handler
from katas.day04_middleware.tests.hanging_up import impatient
from katas.day04_middleware.tests.premises import API_KEY, FILES, LAYERS, some_address
from katas.day04_middleware.tests.trace import Visit, short
from katas.harness.meters.transport import call
from katas.harness.run.explain import where
from katas.harness.verdicts import Verdict, Wrong

RINGS = rings.__name__


def sends_a_key(path: str, headers: Mapping[str, str] | None) -> bool:
    """Whether there is a key to check, so that it is no luck which slow request is looked into."""
    return bool((headers or {}).get("X-API-Key")) and path.partition("?")[0] != "/health/"


def _read(response: Any) -> bytes:
    """The body, taken as a server takes it: read, then closed."""
    try:
        return response.getvalue()
    except Broken:
        return b""
    finally:
        response.close()


class Onion:
    """A handler with these layers, outermost first, built as Django builds it for a server.

    asynchronous: as Django's ASGIHandler does; then `avisit` sends requests, else `visit`.
    address: REMOTE_ADDR of requests that name no other, new for each onion.
    outer: what an outer layer does with a request before it comes to these layers.
    at_the_view: called when all layers have been entered, just before the view.
    """

    def __init__(self, layers: Sequence[str], *, asynchronous: bool = False) -> None:
        self.layers = list(layers)
        self.asynchronous = asynchronous
        self.address = some_address()
        self.awaits: dict[int, bool] = {}
        self.latest: Any = None
        self.outer: Callable[[Any], None] | None = None
        self.at_the_view: Callable[[], None] | None = None
        self.handler: Any = None
        self.probing = False
        paths = [f"{RINGS}.ring_0"]
        for number, layer in enumerate(self.layers, 1):
            paths += [layer, f"{RINGS}.ring_{number}"]
        rings.building = self
        try:
            with override_settings(MIDDLEWARE=paths):
                self.handler = AsyncHandler() if asynchronous else Handler()
        except Exception as error:
            self._blame(error, "build", "a layer from each of them")
        finally:
            rings.building = None

    def visit(
        self,
        path: str,
        headers: Mapping[str, str] | None = None,
        *,
        method: str = "GET",
        address: str = "",
        form: str = "",
    ) -> Visit:
        """Send one request and wait for its response. address: REMOTE_ADDR; form: its body."""
        began = time.thread_time()
        request = RequestFactory().generic(
            method,
            # The factory would take what follows two slashes for a host.
            f"http://testserver{path}" if path.startswith("//") else path,
            form,
            "application/x-www-form-urlencoded" if form else "application/octet-stream",
            headers=dict(headers or {}),
            REMOTE_ADDR=address or self.address,
        )
        try:
            response = self.handler.get_response(request)
            body = _read(response)
        except Exception as error:
            self._blame(error, f"{method} {path} through", "a response")
        if time.thread_time() - began > ALLOWED and sends_a_key(path, headers):
            self._require_quick()
        return self._visit(request, response.status_code, response.headers, body)

    async def avisit(
        self,
        path: str,
        headers: Mapping[str, str] | None = None,
        method: str = "GET",
        address: str = "127.0.0.1",
    ) -> Visit:
        """Send one request through Django's ASGI handler.

        Of an endless page the client takes the first part, if there is one, and hangs up.
        """
        began = time.process_time()
        arrived: list[Any] = []
        sent = [*(headers or {}).items()]
        try:
            app = partial(self._from, address, arrived)
            async with await call(app, path, method=method, headers=sent) as exchange:
                with suppress(Broken):
                    async for _ in exchange:
                        if path in ENDLESS:
                            break
        except Exception as error:
            self._blame(error, f"ASGI, {method} {path} through", "a response")
        if time.process_time() - began > ALLOWED and sends_a_key(path, headers):
            # In a thread: what Django adapts for this handler cannot run beside a running loop.
            await asyncio.to_thread(self._require_quick)
        return self._visit(arrived[-1], exchange.status, exchange.headers, exchange.body)

    async def _from(
        self, address: str, arrived: list[Any], scope: Any, receive: Any, send: Any
    ) -> None:
        app = self.handler
        if scope["path"] in ENDLESS and not scope["path"].startswith("/streams/"):
            app = impatient(app, lambda: arrived and arrived[-1].katas_trace.view)
        scope = {**scope, "client": (address, 50000), rings.ARRIVED: arrived}
        await app(scope, receive, send)

    def _require_quick(self) -> None:
        """Whatever a test is about: where each check is slow, say so instead of taking minutes."""
        if API_KEY not in self.layers or self.probing:
            return
        # One key: where each costs a second, three more would end in a time limit.
        with override_settings(NEWSROOM_API_KEYS={"somebody": "a-key"}):
            onion = Onion([API_KEY])
            onion.probing = True
            spent = quickest(
                lambda key: onion.visit("/nowhere/", {"X-API-Key": key}),
                [f"wrong-{randgen.randrange(10**9)}" for _ in range(TRIES)],
            )
        # A figure for the record only where it decides: a stalled machine comes here as well.
        if spent > ALLOWED:
            require_quick(spent, f"GET /nowhere/ with a wrong key, {TRIES} times")

    def _visit(self, request: Any, status: int, headers: Mapping[str, str], body: bytes) -> Visit:
        return Visit(
            status,
            {name.lower(): value for name, value in headers.items()},
            body,
            request.katas_trace,
            getattr(request, "katas_error", None),
            set(self.layers) == set(LAYERS),
        )

    def _blame(self, error: Exception, did: str, expected: str) -> NoReturn:
        """What Django raised over a layer, as the answer's fault; the answer's own error as it is.

        Requests meet given layers, given views and the answer: an error is the answer's.
        """
        if isinstance(error, Wrong) or where(error, FILES):
            raise error
        verdict = Verdict(
            asked=f"{did} the layers {', '.join(map(short, self.layers))}",
            expected=expected,
            got=f"{type(error).__name__}: {error}",
            note=self.adapted() if len(self.awaits) > len(self.layers) else "",
        )
        raise Wrong(verdict) from error

    def adapted(self) -> str:
        """The layer that Django had to adapt to this handler, with the reason; "" if none.

        Each ring sees whether the layer inside of it is a coroutine function. Source:
        django/core/handlers/base.py, `load_middleware`, `adapt_method_mode`.
        """
        for number, layer in reversed(list(enumerate(self.layers))):
            if self.awaits[number] == self.asynchronous:
                continue
            factory, name = import_string(layer), layer.rpartition(".")[2]
            if not self.asynchronous and isinstance(factory, type) and iscoroutinefunction(factory):
                return f"the class {name} is marked as a coroutine function, and so all it builds"
            if not self.asynchronous:
                return f"{name} is a coroutine function: Django runs it in an event loop of its own"
            if getattr(factory, "async_capable", False):
                return (
                    f"{name} says async_capable, but what it builds is no coroutine function:\n"
                    "layers outside of it cannot know that they must await"
                )
            return f"{name} is not async_capable: Django runs it in a thread"
        return getattr(self.handler, "adapted_hook", "")
