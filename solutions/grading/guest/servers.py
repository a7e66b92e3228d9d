"""Real servers in a sandbox, forked from the examined process: they have its database and services.

Each listens on a port of the sandbox' own loopback; connections wait until it accepts.
"""

import os
import socket
from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication
from uvicorn import Config, Server


class Application(BaseApplication):
    """gunicorn with settings and a function that makes the application in each worker."""

    def __init__(self, make: Callable[[], Any], options: dict[str, Any]) -> None:
        self._make, self._options = make, options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self._make()


def gunicorn(make: Callable[[], Any], **options: Any) -> tuple[int, int]:
    """Serve a WSGI application. options: gunicorn's settings by their names, such as `threads`.

    make: gives the application, in each worker. Returns the port and the process' number.
    """

    def run(listener: socket.socket) -> None:
        defaults = {"workers": 1, "worker_tmp_dir": "/dev/shm", "graceful_timeout": 2}  # noqa: S108
        bind = f"fd://{listener.fileno()}"
        Application(make, {**defaults, **options, "bind": bind}).run()

    return _forked(run)


def uvicorn(make: Callable[[], Any], **options: Any) -> tuple[int, int]:
    """Serve an ASGI application. options: of uvicorn.Config. Returns as `gunicorn` does."""

    def run(listener: socket.socket) -> None:
        config = Config(make(), **{"log_level": "error", "lifespan": "off", **options})
        Server(config).run(sockets=[listener])

    return _forked(run)


def _forked(run: Callable[[socket.socket], None]) -> tuple[int, int]:
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    process = os.fork()
    if not process:
        try:
            os.setsid()
            listener.set_inheritable(True)
            run(listener)
        finally:
            os._exit(1)
    port = int(listener.getsockname()[1])
    listener.close()
    return port, process
