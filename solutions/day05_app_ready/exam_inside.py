"""What the examiner can have done: processes are forked, each of which does as it is told.

The process that is asked here never loads the answer. It forgets that Django was set up in it, so
that each fork starts as a fresh interpreter does.
"""

import os
import socket
import tempfile
from pathlib import Path
from typing import Any

from guest.served_database import base as database_backend

from . import exam_inside_cache, exam_inside_deeds, exam_inside_fresh, exam_inside_process

# Imported once, for all that are forked.
LOADED = (database_backend, exam_inside_cache, exam_inside_deeds)


def prepare(agent: Any) -> None:
    exam_inside_fresh.forget()


def start(agent: Any, order: dict[str, Any]) -> list[int]:
    """Fork a process that has set nothing up. Gives the port at which it is asked, and its number.

    order: argv, env (variables), cwd (a folder that is made), machine (its name), clock (a file's
    name, see `write`, or "").
    """
    order["folder"] = tempfile.gettempdir()
    listener = socket.create_server(("127.0.0.1", 0))
    port = int(listener.getsockname()[1])
    pid = os.fork()
    if not pid:
        exam_inside_process.become(agent, listener, order)
    listener.close()
    return [port, pid]


def write(agent: Any, name: str, text: str) -> None:
    """Write a file, for all at once."""
    file = Path(tempfile.gettempdir(), name)
    file.with_suffix(".new").write_text(text)
    file.with_suffix(".new").replace(file)
