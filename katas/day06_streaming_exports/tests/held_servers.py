"""What the tests of real servers share: the applications, and streams held after a first chunk."""

from pathlib import Path
from time import monotonic

from katas.day06_streaming_exports.tests.driver import URLS, database_for_a_server
from katas.harness.meters.http import Stream

WSGI = "katas.day06_streaming_exports.tests.wsgi:application"
ASGI = "katas.day06_streaming_exports.tests.asgi:application"
GRACE = 2.0


def held_environment(folder: Path) -> dict[str, str]:
    """The environment of a server whose streams stop after the first chunk."""
    return {
        "KATAS_DATABASE": database_for_a_server(folder),
        "KATAS_HOLD": str(folder),
        "KATAS_AUDIT_LOG": str(folder / "audit.log"),
        "KATAS_MIDDLEWARE": "katas.day06_streaming_exports.tests.hold_middleware.hold",
        "KATAS_URLCONF": URLS,
    }


def first_bytes(answer: Stream, folder: Path) -> bytes:
    """What has arrived 2 s after the server handed over the first chunk and stopped; or b""."""
    until = monotonic() + 10
    while not (first := answer.first(0.05)):
        if (folder / "held").exists():
            return answer.first(GRACE)
        if monotonic() > until:
            return b""
    return first
