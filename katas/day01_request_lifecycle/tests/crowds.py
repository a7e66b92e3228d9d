"""Twenty clients at once on a real server of each kind: when each of them was served."""

from contextlib import AbstractContextManager
from typing import Any

from katas.day01_request_lifecycle.tests.driver import URLS
from katas.day01_request_lifecycle.tests.load import CLIENTS, PACKAGE
from katas.day01_request_lifecycle.tests.subject import TIMING
from katas.day01_request_lifecycle.tests.view_clock import HEADER, view_clock
from katas.harness.meters.crowd import Sample, together
from katas.harness.meters.servers import Server, gunicorn, uvicorn

SECONDS = 0.08  # that each of the three services takes; a view that blocks takes as long as all
YOUR_VIEW, BLOCKING = "/dashboard/", "/blocking/"
# Name: the server and the view.
SERVERS = {
    "gunicorn, 1 sync worker": ("sync", YOUR_VIEW),
    f"gunicorn, {CLIENTS} threads": ("gthread", YOUR_VIEW),
    "uvicorn": ("uvicorn", YOUR_VIEW),
    "uvicorn, a view that blocks": ("uvicorn", f"{BLOCKING}?seconds={3 * SECONDS:.2f}"),
}


def measured(kind: str, path: str) -> dict[str, Any]:
    """Twenty clients at once on a server of that kind."""
    with server_of(kind) as server:
        together(server, path, 1)
        crowd = together(server, path, CLIENTS, timeout=12)
    began = min(sample.began for sample in crowd.samples if sample.began)
    clients = [client(sample, began) for sample in crowd.samples]
    return {
        "clients": sorted(clients, key=lambda each: (each[1], each[3])),
        "wrong": sum(sample.status != 200 for sample in crowd.samples),
    }


def client(sample: Sample, began: float) -> tuple[float, float, float, float]:
    """When it asked, when its view began and ended, when it was answered: seconds since `began`."""
    asked = max(0.0, sample.began - began)
    answered = asked + sample.seconds
    stamps = [float(each) - began for each in sample.headers.get(HEADER, "").split()]
    first, last = stamps if len(stamps) == 2 else (answered, answered)
    return asked, first, last, answered


def server_of(kind: str) -> AbstractContextManager[Server]:
    """A server with one process, not started yet."""
    env = {
        "KATAS_URLCONF": URLS,
        "KATAS_MIDDLEWARE": f"{TIMING} {view_clock.__module__}.{view_clock.__name__}",
        "KATAS_SERVICE_SECONDS": str(SECONDS),
        "KATAS_SET_UP_SECONDS": "0.01",
    }
    if kind == "uvicorn":
        return uvicorn(f"{PACKAGE}.asgi:application", env=env)
    settings = {"workers": 1} if kind == "sync" else {"worker_class": kind, "threads": CLIENTS}
    return gunicorn(f"{PACKAGE}.wsgi:application", settings=settings, env=env)


def last_of(found: dict[str, Any]) -> float:
    """Seconds until the last client was answered."""
    return max(answered for *_, answered in found["clients"])


def waits(found: dict[str, Any]) -> list[float]:
    """What each client waited, in seconds."""
    return sorted(answered - asked for asked, *_, answered in found["clients"])


def lengths(found: dict[str, Any]) -> list[float]:
    """How long each view ran, in seconds."""
    return [last - first for _, first, last, _ in found["clients"]]


def at_once(found: dict[str, Any]) -> int:
    """The most views that ran at one moment."""
    ran = [(first, last) for _, first, last, _ in found["clients"] if last > first]
    return max((sum(f <= first < last for f, last in ran) for first, _ in ran), default=0)
