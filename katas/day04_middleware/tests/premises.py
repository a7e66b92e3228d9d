"""What a test begins with: names of layers and clients, the day's settings, an empty cache."""

import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.cache import caches
from django.core.signals import got_request_exception
from django.test import override_settings
from factory.random import randgen

from katas.harness.answers import Answer, day_folder
from katas.harness.meters.database import Ledger, shorten
from katas.harness.run.explain import own_frame

DAY = "katas.day04_middleware"
HEADERS = f"{DAY}.layers.ResponseHeadersMiddleware"
API_KEY = f"{DAY}.middleware.ApiKeyMiddleware"
RATE_LIMIT = f"{DAY}.middleware.RateLimitMiddleware"
PROFILE = f"{DAY}.layers.ProfileMiddleware"
AUDIT = f"{DAY}.layers.AuditMiddleware"
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
LAYERS = (HEADERS, API_KEY, RATE_LIMIT, PROFILE, AUDIT)

middleware = Answer(f"{DAY}.middleware")
FILES = [day_folder("day04_middleware") / "middleware.py"]
# This machine, and what looks like a machine of one's own; and what its load balancer may say.
NEAR = ("127.0.0.1", "::1", "172.17.0.1", "192.168.1.7", "169.254.1.1", "fd00::1")
NEAR_HOSTS = (
    *("localhost", "localhost:8000", "127.0.0.1", "127.0.0.1:8000", "[::1]:8000"),
    *("testserver:80", "internal", "newsroom.internal", "admin.localhost", "10.0.0.1"),
)
PROBE = {
    "User-Agent": "kube-probe/1.33 ELB-HealthChecker/2.0 GoogleHC/1.0",
    "X-Requested-With": "XMLHttpRequest",
    "Sec-Purpose": "prefetch",
}
PROBING = "with a probe's User-Agent (kube-probe/1.33)"

# Far beyond what a test sends, where the limit is not what it is about.
NO_LIMIT = (10_000, 600)


def some_address() -> str:
    """An address that no other test has used: an answer may remember more than it should."""
    return f"10.{randgen.randrange(256)}.{randgen.randrange(256)}.{randgen.randrange(1, 255)}"


def some_client() -> str:
    """A client's name that no other test has used."""
    return f"client-{randgen.randrange(10**9)}"


def site() -> str:
    """The answer's line that is running."""
    return own_frame(FILES)


def asked_of(ledger: Ledger) -> str:
    """The beginnings of the queries, one a line: enough to know them by, the same on any Django."""
    return "\n".join(f"query  {shorten(each.sql, 46)}" for each in ledger.queries)


@contextmanager
def newsroom(*, keys: Mapping[str, str], rate: tuple[int, int] = NO_LIMIT) -> Iterator[None]:
    """The day's settings, and an empty cache. Handlers are built and used inside the block."""
    caches["default"].clear()
    got_request_exception.connect(_remember)
    # Each refusal would be logged, which takes longer than the refusal.
    logger = logging.getLogger("django.request")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with override_settings(
            ROOT_URLCONF=f"{DAY}.urls", NEWSROOM_API_KEYS=dict(keys), NEWSROOM_RATE_LIMIT=rate
        ):
            yield
    finally:
        logger.setLevel(level)
        got_request_exception.disconnect(_remember)
        caches["default"].clear()


def _remember(sender: object, request: Any = None, **kwargs: object) -> None:
    if request is not None:
        request.katas_error = sys.exc_info()[1]
