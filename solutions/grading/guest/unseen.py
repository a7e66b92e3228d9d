"""An answer's ways past a trace function, by which requests meet at each of its steps.

Python reports them as audit events: docs.python.org/3/library/audit_events. A thread that is begun
by `threading` is traced from its first line, any other one never; nothing is traced in an audit
hook, or in a trace or profile function.
"""

import _thread
import sys
import threading
from collections.abc import Callable
from types import MethodType, ModuleType
from typing import Any

from katas.harness.run import tracing

from .frame_owner import OURS

STARTS = {"_thread.start_new_thread", "_thread.start_joinable_thread"}
TRACERS = {
    "sys.settrace",
    "sys.setprofile",
    "sys.monitoring.register_callback",
    "sys.addaudithook",
}
thread_type: Any = threading.Thread
FIRST, INNER = thread_type._bootstrap, thread_type._bootstrap_inner


def listen(tell: Callable[[str], None]) -> None:
    """Hear of them from now on, whoever seems to have caused them: a timer may stand in between."""

    def hear(event: str, args: tuple[Any, ...]) -> None:
        if event in STARTS:
            is_seen = is_traced(args[0])
        elif event in TRACERS:
            code = sys._getframe(1).f_code
            is_seen = code is INNER.__code__ or code.co_filename.startswith(OURS)
        else:
            return
        if not is_seen:
            tell(event)

    sys.addaudithook(hear)
    if sys.version_info < (3, 12):
        replace_starts(lambda function: hear("_thread.start_new_thread", (function,)))


def replace_starts(hear: Callable[[object], None]) -> None:
    """Be told of the start of each thread, under all its names: before Python 3.12 no event is."""
    start = _thread.start_new_thread

    def started(function: Callable[..., object], *arguments: Any) -> int:
        hear(function)
        return start(function, *arguments)

    known = [getattr(_thread, name) for name in ("start_new_thread", "start_new")]
    for module in [each for each in sys.modules.values() if isinstance(each, ModuleType)]:
        found = [name for name, it in vars(module).items() if any(it is each for each in known)]
        vars(module).update(dict.fromkeys(found, started))


def is_traced(function: object) -> bool:
    """Whether what a new thread begins with is `threading`'s own, which sets the trace function."""
    hook = threading.gettrace()
    follows = hook is tracing.follow or (hook is None and not tracing.is_under_way())
    if type(function) is not MethodType or function.__func__ is not FIRST or not follows:
        return False
    thread = function.__self__
    kind: Any = type(thread)
    return kind._bootstrap_inner is INNER and "_bootstrap_inner" not in vars(thread)
