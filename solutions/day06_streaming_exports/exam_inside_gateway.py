"""gunicorn with settings of the answer's, started by a process that has not loaded the answer."""

import json
import os
import socket
from typing import Any

from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application

from katas.harness.meters.servers import clipped, speaks_asgi

TIMEOUT = 2  # seconds; the operators' time-out, whatever is asked for
MOST_WORKERS, MOST_THREADS = 4, 64
MESSAGE = 65_536
lines: list[socket.socket] = []


def stand_by(agent: Any) -> None:
    """Fork a process that waits for settings, ahead of the answer."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if os.fork():
        theirs.close()
        lines[:] = [ours]
        return
    try:
        ours.close()
        while data := theirs.recv(MESSAGE):
            theirs.send(json.dumps(started(agent, dict(json.loads(data)))).encode())
    finally:
        os._exit(0)


def started(agent: Any, settings: dict[str, str]) -> int:
    """gunicorn's port. Only three settings are read; workers and threads are bounded."""
    options: dict[str, Any] = {
        "workers": int(clipped(settings.get("workers", 1), MOST_WORKERS)),
        "timeout": TIMEOUT,
    }
    if "threads" in settings:
        options["threads"] = int(clipped(settings["threads"], MOST_THREADS))
    if "worker_class" in settings:
        options["worker_class"] = settings["worker_class"]
    asgi = speaks_asgi(options.get("worker_class", ""))
    make = get_asgi_application if asgi else get_wsgi_application
    port: int = agent.gunicorn(make, **options)[0]
    return port


def ask_for(settings: list[tuple[str, str]]) -> int:
    """The port of a gunicorn with these settings, or 0."""
    lines[0].send(json.dumps(settings).encode())
    return int(lines[0].recv(MESSAGE) or b"0")
