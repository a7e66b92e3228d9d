"""What a request may say of its own start, and in which form."""

import time
from datetime import UTC, datetime
from email.utils import format_datetime
from random import Random

from solutions.day01_request_lifecycle.exam_visitors import word

# Headers by which routers, and clients, tell when they have sent a request.
SENT = (
    "X-Request-Start",
    "X-Queue-Start",
    "X-Start-Time",
    "X-Timestamp",
    "X-Queue-Time",
    "X-Request-Received",
    "X-Received-At",
    "Request-Time",
    "Date",
)
UNITS = {"milliseconds": 10**3, "microseconds": 10**6, "nanoseconds": 10**9}
FORMS = ("seconds", *UNITS, "hexadecimal", "ISO 8601", "as in Date")


def written(draws: Random, moment: float, form: str) -> str:
    """A moment in one of FORMS."""
    if form in ("ISO 8601", "as in Date"):
        day = datetime.fromtimestamp(moment, UTC)
        return day.isoformat() if form == "ISO 8601" else format_datetime(day, usegmt=True)
    if form == "hexadecimal":
        return f"{int(moment):x}"
    number = f"{moment * UNITS[form]:.0f}" if form in UNITS else f"{moment:.3f}"
    return draws.choice(["", "t="]) + number


def claims(draws: Random, form: str = "") -> list[tuple[str, str]]:
    """What a request says of its own start, and of who sends it.

    form: one of FORMS, and then it is half a second ago.
    """
    moment = time.time() - (0.5 if form else draws.choice([0.5, 20, 86_400, -3_600]))
    value = written(draws, moment, form or draws.choice(FORMS))
    names = [*SENT, f"X-{word(draws)}-Start"]
    trace = f"Root=1-{int(moment):x}-{draws.getrandbits(96):024x}"
    return [
        *((name, value) for name in names),
        ("X-Amzn-Trace-Id", trace),
        ("X-Request-ID", f"{draws.getrandbits(60):x}"),
        ("Cookie", f"sessionid={draws.getrandbits(60):x}"),
    ]
