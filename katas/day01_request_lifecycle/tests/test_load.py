"""Task 5: the same application on a real gunicorn and a real uvicorn, with 20 clients."""

import pytest

from katas.day01_request_lifecycle.tests.answered import Answered
from katas.day01_request_lifecycle.tests.expectations import check_duration, durations
from katas.day01_request_lifecycle.tests.load import (
    CLIENTS,
    LEAST,
    PATHS,
    REGION,
    SECONDS,
    SLOW,
    Load,
    load_of,
)
from katas.harness.verdicts import Figure, require

pytestmark = pytest.mark.machine

SIDE_BY_SIDE = 0.35
IN_LINE = 0.9
ASKED = f"{CLIENTS} clients GET /dashboard/ at the same moment"


def check_all_answered(load: Load) -> None:
    """Nobody was turned away."""
    require(
        all(sample.status == 200 and not sample.error for sample in load.crowd.samples),
        asked=f"{ASKED}, on {load.server}",
        expected=f"{CLIENTS} x 200",
        got=load.statuses,
    )


def table() -> tuple[str, list[Figure]]:
    """The latency of both servers, as text and as bars."""
    loads = [load_of("gunicorn"), load_of("uvicorn")]
    bars = [
        Figure(f"the last on {load.server}", "s", load.crowd.seconds, bar=True) for load in loads
    ]
    return "\n".join(load.line for load in loads), bars


@pytest.mark.task(5)
def test_uvicorn_serves_side_by_side():
    """On one uvicorn worker, 20 clients wait side by side."""
    load = load_of("uvicorn")
    check_all_answered(load)
    note, bars = table()
    require(
        load.most >= LEAST,
        asked=f"{ASKED}, on uvicorn with 1 worker",
        expected=f"at least {LEAST} of them waiting for their services at the same moment",
        got=f"at most {load.most}",
        note=note,
        figures=bars,
    )
    require(
        load.ratio <= SIDE_BY_SIDE,
        asked=f"{ASKED}, on uvicorn with 1 worker; one of them alone waits {SECONDS} s",
        expected=f"all answered in at most {SIDE_BY_SIDE} of {CLIENTS} x {SECONDS} s",
        got=f"{load.ratio:.2f} of it, {load.crowd.seconds:.2f} s",
        note=note,
        figures=[
            *bars,
            Figure("uvicorn, of 20 waits in line", "", load.ratio, allowed=SIDE_BY_SIDE),
        ],
    )
    require(
        not load.twins,
        asked=f"{ASKED}, on uvicorn with 1 worker",
        expected="the coroutines of the services awaited, no blocking twin called",
        got=f"{load.twins} calls of blocking twins",
        note="In threads they wait side by side as well: how many threads is that for each client?",
    )


@pytest.mark.task(5)
def test_gunicorn_serves_in_line():
    """On one gunicorn sync worker, the same 20 clients wait one after the other."""
    load = load_of("gunicorn")
    check_all_answered(load)
    note, bars = table()
    require(
        load.ratio >= IN_LINE and load.most == 1,
        asked=f"{ASKED}, on gunicorn with 1 sync worker; each has {SECONDS} s to wait",
        expected=f"one at a time, in at least {IN_LINE} of {CLIENTS} x {SECONDS} s",
        got=f"{load.ratio:.2f} of it, {load.most} at a time",
        note=f"A sync worker can't overlap requests: some did not ask the services.\n{note}",
        figures=bars,
    )


@pytest.mark.task(5)
@pytest.mark.parametrize("server", ["gunicorn", "uvicorn"])
def test_headers_on_a_real_server(server):
    """Responses of a real server bear both headers, and its process has loaded the map once."""
    load = load_of(server)
    slow, wait = SLOW[server]
    for path, status in (PATHS | {slow: 200}).items():
        found, headers, seconds = load.pages.get(path, (0, {}, 0.0))
        asked = f"GET {path} from {server}"
        require(found == status, asked=asked, expected=f"status {status}", got=f"status {found}")
        require(
            headers.get("x-region") == REGION,
            asked=f"{asked}, header X-Region",
            expected=REGION,
            got=headers.get("x-region", "no such header"),
        )
        answered = Answered(found, headers, b"", seconds)
        durations(answered, asked)
        if path == slow:
            check_duration(answered, wait * 1_000, f"{asked}, which waits {wait} s")
    require(
        load.set_ups == 1,
        asked=f"start {server} with one worker, send it more than {CLIENTS} requests",
        expected="the service map loaded once in its process",
        got=f"{load.set_ups} times",
    )
