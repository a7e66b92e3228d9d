"""The errors that the warehouse raises in tests: each is remembered until it has been judged.

`pkgutil.resolve_name("...tests.raised:OSError")` gives what makes an OSError.
"""

from collections.abc import Callable
from pkgutil import resolve_name

WAREHOUSE = "WarehouseError"
# Where each error is found. Those behind the first may be known to an answer from somewhere else:
# who catches them round the work, too, takes the warehouse's for its own. No TimeoutError, no
# StopIteration and none of concurrent.futures: asyncio makes others of them (_convert_future_exc in
# asyncio/futures.py, PEP 479).
ERRORS = {
    WAREHOUSE: "katas.day05_app_ready.warehouse:WarehouseError",
    "OSError": "builtins:OSError",
    "IntegrityError": "django.db:IntegrityError",
    "DoesNotExist": "katas.day05_app_ready.models:JobRun.DoesNotExist",
    "OperationalError": "django.db:OperationalError",
    "FileExistsError": "builtins:FileExistsError",
    "BlockingIOError": "builtins:BlockingIOError",
    "ValueError": "builtins:ValueError",
    "KeyError": "builtins:KeyError",
    "RuntimeError": "builtins:RuntimeError",
    "ConnectionError": "builtins:ConnectionError",
    "TypeError": "builtins:TypeError",
    "AttributeError": "builtins:AttributeError",
    "ArithmeticError": "builtins:ArithmeticError",
    "MemoryError": "builtins:MemoryError",
}

# What they say, where an answer may know them by that: as they come from the answer's own work.
TEXTS = {
    "IntegrityError": "UNIQUE constraint failed: newsdesk_jobrun.name",
    "DoesNotExist": "JobRun matching query does not exist.",
    "OperationalError": "database is locked",
}

_made: list[Exception] = []


def path_of(name: str) -> str:
    """What the warehouse is told to raise an error of that name."""
    return f"{__name__}:{name}"


def described(name: str) -> str:
    """The error of that name, with what it says if that may mislead."""
    return f"{name}: {TEXTS[name]}" if name in TEXTS else name


def __getattr__(name: str) -> Callable[[str], Exception]:
    """What makes an error of that name."""
    path = ERRORS.get(name)
    if path is None:
        raise AttributeError(name)

    def make(text: str) -> Exception:
        error: Exception = resolve_name(path)(TEXTS.get(name, text))
        _made.append(error)
        return error

    return make


def is_the_very(error: BaseException) -> bool:
    """The warehouse raised this object. Asked once: it is not kept alive any longer."""
    known = [each for each in _made if each is not error]
    found = len(known) < len(_made)
    _made[:] = known
    return found
