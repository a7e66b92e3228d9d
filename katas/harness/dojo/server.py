"""Serves the dojo with uvicorn, on the loopback only, until Ctrl-C or SIGTERM."""

import os
import signal
import socket
from types import FrameType

import uvicorn

from katas.harness.dojo.forwarded import names

HOST = "127.0.0.1"
PORT = 8007
TRIED = 20
SETTINGS = "katas.harness.dojo.settings"


class PortTaken(Exception):
    """The port that was asked for is not free."""


def listening(port: int | None) -> socket.socket:
    """A socket on the port, or on the first free one from PORT on. Raises PortTaken, OSError."""
    if port is not None:
        try:
            return bound(port)
        except PermissionError as error:
            raise PortTaken(f"Port {port} may not be used ({error.strerror}).") from None
        except OSError:
            raise PortTaken(f"Port {port} is in use.") from None
    for each in range(PORT, PORT + TRIED):
        try:
            return bound(each)
        except OSError:
            continue
    return bound(0)


def bound(port: int) -> socket.socket:
    found = socket.socket()
    try:
        # A dojo that has just ended leaves its port to the next one at once.
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((HOST, port))
        found.listen(128)
    except OSError:
        found.close()
        raise
    return found


def serve(listener: socket.socket) -> None:
    """Serve until a signal. Raises KeyboardInterrupt for Ctrl-C, SystemExit for SIGTERM, SIGHUP."""
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    from django.core.asgi import get_asgi_application

    application = get_asgi_application()
    # The runs that are started from here have settings of their own.
    del os.environ["DJANGO_SETTINGS_MODULE"]
    from django.conf import settings

    from katas.harness.dojo.rooms import rooms

    hosts, settings.CSRF_TRUSTED_ORIGINS = names(listener.getsockname()[1])
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, *hosts]

    class Server(uvicorn.Server):
        """Ends the streams first: uvicorn waits for every answer that is under way."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            rooms.end_streams()
            super().handle_exit(sig, frame)

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            await rooms.end_measurings()
            await super().shutdown(sockets)

    def end(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    config = uvicorn.Config(
        application,
        interface="asgi3",
        lifespan="off",
        ws="none",
        log_level="critical",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    rooms.warm_up()
    try:
        Server(config).run(sockets=[listener])
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        rooms.close()
