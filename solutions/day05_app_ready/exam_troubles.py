"""What the warehouse raises, and whether that very error has reached the caller."""

import builtins
import random

from solutions.day05_app_ready.exam_newsroom import Failure
from solutions.day05_app_ready.exam_warehouse import Trouble, Warehouse
from solutions.grading.examiner import Contradicted

WAREHOUSE = "katas.day05_app_ready.warehouse:WarehouseError"
# Some say what they say when they come from an answer's own work.
KINDS = {
    WAREHOUSE: "",
    "django.db:IntegrityError": "UNIQUE constraint failed: newsdesk_jobrun.name",
    "katas.day05_app_ready.models:JobRun.DoesNotExist": "JobRun matching query does not exist.",
    "django.db:OperationalError": "database is locked",
}


# What asyncio and generators make others of, what is not made of a text alone, and KeyError, which
# says something else than it was given.
LEFT_OUT = (
    TimeoutError,
    StopIteration,
    StopAsyncIteration,
    UnicodeError,
    ExceptionGroup,
    KeyError,
)
BUILTIN = [
    f"builtins:{name}"
    for name, kind in vars(builtins).items()
    if isinstance(kind, type)
    and issubclass(kind, Exception)
    and not issubclass(kind, LEFT_OUT)
    and name == kind.__name__
    and not name.startswith("_")
]
# Always raised: those that an answer may well expect of its own work.
FILES = [f"builtins:{name}" for name in ("BlockingIOError", "FileExistsError", "FileNotFoundError")]
KNOWN = [*[kind for kind, text in KINDS.items() if text], *FILES]


def drawn(draws: random.Random, kind: str = "") -> Trouble:
    """An error of that kind, or of one that nobody knows."""
    text = KINDS.get(kind) or f"the warehouse is closed, no. {draws.getrandbits(40)}"
    own = "".join(draws.choices("ABCDEFGHIJKLMNOPRSTUVWZ", k=1) + draws.choices("aeiklmnorst", k=9))
    return Trouble(kind or f"{own}Error", text, "")


def derived(draws: random.Random) -> str:
    """A new class of errors, which is one of a built-in kind."""
    name = "".join(
        draws.choices("ABCDEFGHIJKLMNOPRSTUVWZ", k=1) + draws.choices("aeiklmnorst", k=9)
    )
    return f"{name}Error<{draws.choice(BUILTIN)}"


def check_very(asked: str, warehouse: Warehouse, number: int, found: object) -> None:
    """What came of the call is the error that the warehouse raised in its call of that number."""
    trouble = warehouse.troubles[number]
    if not isinstance(found, Failure):
        raise Contradicted(asked, f"{trouble.type}, passed on to the caller", f"{found!r}")
    if (found.type, found.says) != (trouble.type, trouble.text):
        raise Contradicted(asked, f"{trouble.type}: {trouble.text}", f"{found!r}")
    if trouble.note not in found.notes or found.number != trouble.number:
        raise Contradicted(asked, f"the very {trouble.type} that was raised", "another one like it")
