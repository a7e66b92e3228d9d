"""What Python itself reports of an answer, however it is spelled: its audit events.

A hook for them cannot be taken out again. Which there are: docs.python.org/3/library/audit_events
"""

import os
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from katas.harness.meters import memory

from .frame_owner import Places

LOOKS = "it looks into the tests' process"
REBUILDS = "it rebuilds functions"
SPAWNS = "it starts or signals processes"
# event: (what it means, whether it counts when Python's library does it on the answer's behalf)
EVENTS = {
    "sys._getframe": (LOOKS, False),
    "sys._current_frames": (LOOKS, False),
    "sys._current_exceptions": (LOOKS, False),
    "gc.get_objects": (LOOKS, True),
    "gc.get_referrers": (LOOKS, True),
    "gc.get_referents": (LOOKS, True),
    "sys.settrace": ("it traces the tests' process", True),
    "sys.setprofile": ("it traces the tests' process", True),
    "sys.monitoring.register_callback": ("it traces the tests' process", True),
    "sys.addaudithook": ("it listens to the tests' process", True),
    "code.__new__": (REBUILDS, False),
    "ctypes.dlopen": ("it reaches past Python", False),
    "ctypes.dlsym": ("it reaches past Python", False),
    "ctypes.addressof": ("it reaches past Python", False),
    "ctypes.cdata": ("it reaches past Python", False),
    "ctypes.string_at": ("it reaches past Python", False),
    "os.fork": (SPAWNS, True),
    "os.forkpty": (SPAWNS, True),
    "os.exec": (SPAWNS, True),
    "os.posix_spawn": (SPAWNS, True),
    "os.spawn": (SPAWNS, True),
    "os.system": (SPAWNS, True),
    "subprocess.Popen": (SPAWNS, True),
    "os.kill": (SPAWNS, True),
    "os.killpg": (SPAWNS, True),
}
READ = {"tb_frame", "gi_frame", "cr_frame", "ag_frame", "__globals__", "__closure__"}
WRITTEN = {"__code__", "__defaults__", "__kwdefaults__"}
PROCESS = ("/proc", "/dev/fd")
# Python's own that look into frames for whoever calls them.
LOOKING = ("traceback.py", "inspect.py", "linecache.py", "pdb.py", "bdb.py")
# Of traceback's functions, those that make text of an exception and hand out no frame: logging
# an error with its traceback calls one of them.
TELLING = {"print_exception", "print_exc", "format_exception", "format_exc"}
TELLING |= {"print_tb", "format_tb", "print_last"}


def meaning(event: str, args: tuple[Any, ...]) -> tuple[str, bool] | None:
    """What to say of an event, and whether to look through Python's library; None for nothing."""
    if event == "object.__getattr__":
        return (f"{LOOKS} ({args[1]})", False) if args[1] in READ else None
    if event == "object.__setattr__":
        return (f"{REBUILDS} ({args[1]})", False) if args[1] in WRITTEN else None
    if event in ("open", "os.listdir", "os.scandir"):
        path = plain_path(args[0])
        return (f"{LOOKS} ({path})", True) if path.startswith(PROCESS) else None
    known = EVENTS.get(event)
    return known and (f"{known[0]} ({event})", known[1])


def plain_path(path: object) -> str:
    """The whole path of what is opened, however it is given; "" for a descriptor."""
    if isinstance(path, int):
        return ""
    try:
        text = os.fsdecode(path)  # type: ignore[arg-type]
        return "/" + os.path.abspath(text).lstrip("/")  # noqa: PTH100 (not an answer's to change)
    except (TypeError, ValueError):
        return ""


def is_traced_by_memray(package: str) -> bool:
    """Whether the day measures memory: Python that runs in a hook of this kind may crash it then.

    package: the day's, with a full stop.
    """
    used = (memory.peak, memory.slope)
    modules = [module for name, module in list(sys.modules.items()) if name.startswith(package)]
    return any(each is value for m in modules for value in vars(m).values() for each in used)


ALL = {*EVENTS, "object.__getattr__", "object.__setattr__", "open", "os.listdir", "os.scandir"}


def listen(places: Places, trip: Callable[[str, int, str], None]) -> None:
    """Hear all events of this process from now on.

    trip: told of the answer's file, its line and the reason.
    """
    busy = threading.local()

    def hear(event: str, args: tuple[Any, ...]) -> None:
        if event not in ALL or getattr(busy, "now", False):
            return
        busy.now = True
        try:
            if (said := meaning(event, args)) and (
                place := places.caller(sys._getframe(1), said[1] or looks(sys._getframe(1)))
            ):
                trip(*place, said[0])
        except Exception as error:  # it would be raised in the answer
            trip("", 0, f"the tripwires failed: {type(error).__name__}: {error}")
        finally:
            busy.now = False

    sys.addaudithook(hear)


def looks(frame: FrameType) -> bool:
    """Whether a function of Python's library looks into frames for somebody else."""
    file = frame.f_code.co_filename
    if file != traceback.__file__:
        return Path(file).name in LOOKING
    while frame.f_back is not None and frame.f_back.f_code.co_filename == file:
        frame = frame.f_back
    return frame.f_code.co_name not in TELLING
