"""What is answered, and who waits, while another request's page is being made."""

import asyncio
import sys
import threading
import time
from collections.abc import Awaitable, Callable

from asgiref.sync import async_to_sync
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from katas.day04_middleware.tests.expectations import require_passed
from katas.day04_middleware.tests.premises import FILES
from katas.day04_middleware.tests.trace import Visit
from katas.harness.run.explain import locator
from katas.harness.verdicts import require

PAGE = "/takes-its-time/"
WAITS = "/waits/"  # the same in the event loop
# Seconds for an answer that needs none. Only who waits for the page takes as long.
PATIENCE = 5.0

_there, _go_on = threading.Event(), threading.Event()


def _takes_its_time(request: HttpRequest) -> HttpResponse:
    _there.set()
    _go_on.wait(2 * PATIENCE)
    return HttpResponse()


async def _waits(request: HttpRequest) -> HttpResponse:
    _there.set()
    await _until(_go_on.is_set, 2 * PATIENCE)
    return HttpResponse()


async def _until(so: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not so() and time.monotonic() < until:
        await asyncio.sleep(0.002)


urlpatterns = [path(PAGE.lstrip("/"), _takes_its_time), path(WAITS.lstrip("/"), _waits)]


def refused_meanwhile(
    guest: Callable[[], Visit], other: Callable[[], Visit], asked: str, expected: str
) -> Visit:
    """What the other one gets while the guest's page is being made, each in a thread of its own."""
    _there.clear()
    _go_on.clear()
    visits: dict[str, Visit] = {}
    errors: list[BaseException] = []

    def one(who: str, send: Callable[[], Visit]) -> None:
        try:
            visits[who] = send()
        except BaseException as error:
            errors.append(error)

    threads = [
        threading.Thread(target=one, args=pair, daemon=True)
        for pair in (("guest", guest), ("other", other))
    ]
    with override_settings(ROOT_URLCONF=__name__):
        threads[0].start()
        _there.wait(PATIENCE)
        threads[1].start()
        threads[1].join(PATIENCE)
        meanwhile = "other" in visits or bool(errors)
        _go_on.set()
        for thread in threads:
            thread.join()
    if errors:
        raise errors[0]
    _require_at_once(visits["guest"], meanwhile, asked, expected)
    return visits["other"]


@async_to_sync
async def refused_beside(
    guest: Callable[[], Awaitable[Visit]],
    other: Callable[[], Awaitable[Visit]],
    asked: str,
    expected: str,
) -> Visit:
    """The same in one event loop: the guest asks for the page that WAITS."""
    _there.clear()
    _go_on.clear()
    with override_settings(ROOT_URLCONF=__name__):
        page = asyncio.ensure_future(guest())
        await _until(lambda: _there.is_set() or page.done(), PATIENCE)
        answer = asyncio.ensure_future(other())
        await asyncio.wait([answer], timeout=PATIENCE)
        meanwhile = answer.done()
        _go_on.set()
        made, visit = await asyncio.gather(page, answer)
    _require_at_once(made, meanwhile, asked, expected)
    return visit


def _require_at_once(guest: Visit, meanwhile: bool, asked: str, expected: str) -> None:
    require_passed(guest, f"{asked}: the one whose page it is")
    require(
        meanwhile,
        asked=asked,
        expected=f"{expected} at once",
        got="no answer before that page is done",
        note="Whoever holds a lock while the page is being made serves one request at a time.",
    )


def waiting_threads(before: set[int]) -> tuple[set[int], list[str]]:
    """Other threads that are in the answer's code, and the lines at which those wait that were not
    there before."""
    locate, found = locator(FILES), dict[int, str]()
    for number, innermost in sys._current_frames().items():
        frame = innermost if number != threading.get_ident() else None
        while frame is not None and number not in found:
            if place := locate(frame):
                found[number] = place
            frame = frame.f_back
    return {*found}, [place for number, place in found.items() if number not in before]
