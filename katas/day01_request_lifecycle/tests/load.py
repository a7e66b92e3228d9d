"""Twenty clients against the answer on a real gunicorn and a real uvicorn."""

import json
import re
import statistics
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import cache

from katas.day01_request_lifecycle.tests.driver import URLS
from katas.day01_request_lifecycle.tests.subject import TIMING, lifecycle
from katas.harness.meters.crowd import Crowd, together
from katas.harness.meters.http import stream
from katas.harness.meters.servers import Server, ServerFault, gunicorn, uvicorn
from katas.harness.verdicts import Unfit, require

PACKAGE = "katas.day01_request_lifecycle"
CLIENTS = 20
LEAST = 10
REGION = "eu-north-1"
TRY_AGAIN = 0.2
SECONDS = 0.1  # what each service takes; a request that asks all three at once takes as long
PATHS = {"/": 200, "/dashboard/": 200, "/nowhere/": 404, "/editors/": 403, "/broken/": 500}
# The page that waits, and its seconds. While gunicorn's clients are in line there is time for one
# that takes longer than a second.
SLOW = {"gunicorn": ("/slow/", SECONDS), "uvicorn": ("/slow/?seconds=1.05", 1.05)}
NAMES = {"gunicorn": "gunicorn, 1 sync worker", "uvicorn": "uvicorn, 1 worker"}


@dataclass
class Load:
    """What one server did. most: calls of a service in flight at once. ratio: see README.md.

    twins: calls of the twins that block.
    """

    server: str
    crowd: Crowd
    most: int
    set_ups: int
    single: float
    trouble: str = ""
    twins: int = 0
    pages: dict[str, tuple[int, dict[str, str], float]] = field(default_factory=dict)
    wait: float = SECONDS

    @property
    def ratio(self) -> float:
        """Wall time of the crowd over the time of as many waits one after the other."""
        return self.crowd.seconds / (CLIENTS * self.wait)

    @property
    def statuses(self) -> str:
        """For example "20 x 200"."""
        found = [sample.status or sample.error for sample in self.crowd.samples]
        text = ", ".join(f"{found.count(each)} x {each}" for each in dict.fromkeys(found))
        return f"{text}\n{self.trouble}".rstrip()

    @property
    def line(self) -> str:
        """A line of the latency table."""
        seconds = sorted(sample.seconds for sample in self.crowd.samples)
        return (
            f"{NAMES[self.server]}:  one alone {self.single:.2f} s,  of {CLIENTS} at once"
            f" half within {statistics.median(seconds):.2f} s,"
            f" nine in ten {seconds[int(0.9 * CLIENTS) - 1]:.2f} s,"
            f" the last {seconds[-1]:.2f} s"
        )


def measure(seconds: float = SECONDS, region: str = REGION) -> dict[str, Load]:
    """Start both servers with the answer on them; send each one client, then all.

    Both are started, then measured at the same time: most of it is waiting. Raises ServerFault.
    """
    environ = {
        "KATAS_URLCONF": URLS,
        "KATAS_MIDDLEWARE": TIMING,
        "KATAS_SERVICE_SECONDS": str(seconds),
        "KATAS_SET_UP_SECONDS": "0.05",  # in each of 20 requests, it is more than all may take
        "KATAS_REGION": region,
    }
    wsgi, asgi = f"{PACKAGE}.wsgi:application", f"{PACKAGE}.asgi:application"
    starting = {
        "gunicorn": gunicorn(wsgi, settings={"workers": 1}, env=environ),
        "uvicorn": uvicorn(asgi, env=environ),
    }
    servers: dict[str, Server] = {}
    faults: dict[str, ServerFault] = {}
    found: dict[str, Load] = {}
    with ExitStack() as stack:

        def start(name: str) -> None:
            try:
                servers[name] = stack.enter_context(starting[name])
            except ServerFault as fault:
                faults[name] = fault

        def load(name: str) -> None:
            found[name] = load_on(name, servers[name], seconds)

        on_both(start)
        for name in NAMES:
            if name in faults:
                raise faults[name]
        on_both(load)
    return found


def on_both(work: Callable[[str], None]) -> None:
    """Do it for gunicorn and for uvicorn at the same time."""
    threads = [threading.Thread(target=work, args=[name], daemon=True) for name in NAMES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def load_on(name: str, server: Server, seconds: float) -> Load:
    """What one server does. A server that has died answers nothing, with status 0."""
    single = together(server, "/dashboard/", 1).seconds
    crowd = together(server, "/dashboard/", CLIENTS)
    load = Load(name, crowd, gauges(server)["most"], 0, single, wait=seconds)
    # Other programs of the machine may have taken the time of clients that were side by side.
    for _ in range(2):
        if load.most > 1 and (load.most < LEAST or load.ratio > TRY_AGAIN):
            crowd = together(server, "/dashboard/", CLIENTS)
            load.crowd = min(load.crowd, crowd, key=lambda each: each.seconds)
            load.most = gauges(server)["most"]
    load.trouble = error_line(server.log())
    for path in [*PATHS, SLOW[name][0]]:
        with suppress(OSError), stream(server, path) as answer:
            answer.rest()
            headers = {key.lower(): value for key, value in answer.headers.items()}
            load.pages[path] = (answer.status, headers, answer.seconds)
    counted = gauges(server)
    load.set_ups, load.twins = counted["set_ups"], counted["twins"]
    return load


def gauges(server: Server) -> dict[str, int]:
    """What the server's process has counted so far; zeros if it does not say."""
    try:
        with stream(server, "/gauges/") as answer:
            return json.loads(answer.rest())
    except (OSError, ValueError):
        return {"most": 0, "set_ups": 0, "twins": 0}


@cache
def measured() -> dict[str, Load] | ServerFault:
    """Both servers, measured once in a run of the tests."""
    try:
        return measure()
    except ServerFault as fault:
        return fault


def load_of(name: str) -> Load:
    """The load of one server. A server that does not start is a wrong answer."""
    assert lifecycle.TimingMiddleware is not None
    assert lifecycle.dashboard is not None
    found = measured()
    if isinstance(found, ServerFault):
        if found.code is None:
            raise Unfit(f"a server did not start in time:\n{found.log[-1000:]}")
        require(
            False,
            asked="start gunicorn and uvicorn with your application",
            expected="both start",
            got=error_line(found.log) or "it ended without a word",
        )
    assert isinstance(found, dict)
    return found[name]


def error_line(log: str) -> str:
    """The last line of a server's log that names an error, or ""."""
    lines = [line for line in log.splitlines() if re.match(r"[\w.]+(Error|Exception)\b", line)]
    return lines[-1][:200] if lines else ""
