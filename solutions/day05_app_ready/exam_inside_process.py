"""A process of the newsroom: starts as a fresh one does, then does what it is told, and no more."""

import atexit
import contextlib
import os
import platform
import signal
import socket
import sys
import tempfile
import threading
import traceback
import uuid
import zlib
from pathlib import Path
from typing import Any, NoReturn

from guest import wire
from guest.agent import said

from . import exam_inside_births, exam_inside_warehouse

LIFETIME = 120  # seconds, for a process that nobody ends
base: list[Path] = []  # where all that the newsroom's machines have is kept


def become(agent: Any, listener: socket.socket, order: dict[str, Any]) -> NoReturn:
    """Be the process that was ordered, in a session of its own."""
    try:
        os.setsid()
        signal.alarm(LIFETIME)
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)
        os.environ.update(order["env"])
        be_called(order["argv"])
        base.append(Path(order["folder"]))
        settle(order)
        if order["clock"]:
            follow_clock(base[0] / order["clock"])
        exam_inside_warehouse.serve(agent)
        exam_inside_births.look()
        obey(agent, listener)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(0)


def be_called(argv: list[str]) -> None:
    """Have that command line."""
    sys.argv = [*argv]
    sys.orig_argv = [sys.executable, *sys.argv]
    sys.modules["__main__"].__file__ = sys.argv[0]


def settle(order: dict[str, Any]) -> None:
    """Work in that folder of that machine, which has a place of its own for temporary files."""
    machine = str(order["machine"])
    place = base[0] / machine
    (place / "tmp").mkdir(parents=True, exist_ok=True)
    (place / order["cwd"]).mkdir(parents=True, exist_ok=True)
    os.environ["TMPDIR"] = str(place / "tmp")
    tempfile.tempdir = None
    os.chdir(place / order["cwd"])
    socket.gethostname = platform.node = lambda: machine
    uuid.getnode = lambda: zlib.crc32(machine.encode())


def follow_clock(file: Path) -> None:
    """The answer's clocks are ahead by the seconds that stand in the file."""
    from .exam_inside_clock import follow

    os.environ["KATAS_CLOCK"] = str(file)
    follow()


def obey(agent: Any, listener: socket.socket) -> None:
    """Do what comes over the line, until it ends."""
    from .exam_inside_deeds import DEEDS

    with listener:
        line, _ = listener.accept()
    with contextlib.suppress(EOFError, OSError):
        while True:
            name, arguments = wire.receive(line)
            told = outcome(lambda: DEEDS[name](agent, *arguments))  # noqa: B023 (called at once)
            wire.send(line, told)
    # What an interpreter does at its end. Source: Py_FinalizeEx, threading._shutdown.
    for last in reversed(getattr(threading, "_threading_atexits", [])):
        with contextlib.suppress(BaseException):
            last()
    with contextlib.suppress(BaseException):
        atexit._run_exitfuncs()
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)  # forks may hold it as well


def outcome(act: Any) -> dict[str, Any]:
    """What came of it, as plain values."""
    try:
        return {"value": act()}
    except BaseException as error:
        notes = getattr(error, "__notes__", [])
        return {
            "raised": type(error).__name__[:100],
            "says": said(error),
            "notes": [str(note)[:100] for note in notes][:10],
            "number": id(error),
        }
