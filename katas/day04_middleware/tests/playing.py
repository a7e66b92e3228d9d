"""Plays what clients do, and says by a model of windows what each request must get."""

import math
from collections.abc import Callable, Sequence
from contextlib import ExitStack, nullcontext
from functools import partial
from itertools import groupby
from time import monotonic
from typing import TypeVar

from django.test import override_settings

from katas.day04_middleware.tests import endings
from katas.day04_middleware.tests.asking import ATTEMPTS, EARLY, LATE, LAYERS, ask, send, wait_until
from katas.day04_middleware.tests.cache_readers import counting_waits
from katas.day04_middleware.tests.driver import Onion
from katas.day04_middleware.tests.expectations import (
    require_lasting,
    require_let_through,
    require_limited,
    require_seconds,
    retry_after,
)
from katas.day04_middleware.tests.misshapen import misshapen
from katas.day04_middleware.tests.premises import newsroom
from katas.day04_middleware.tests.second_process import SecondProcess
from katas.day04_middleware.tests.timeline import (
    LANES,
    WINDOW,
    Client,
    Played,
    Step,
)
from katas.day04_middleware.tests.trace import Visit
from katas.harness.verdicts import require

T = TypeVar("T")
NEW_WINDOW = (
    "A window of its own begins: earlier requests, in whatever lane or process, neither prolong\n"
    "the old window nor count in the new one."
)
EACH_COUNTS = "Each request that passed counts, whatever its method and path, and however it ended."
WHOLE_LIMIT = "The new window has the whole limit, and no more: what an earlier one left is gone."
USED_UP = "The new window has the whole limit, and no more. Its first request counts, too."
EACH_PROCESS = (
    "Each process counts for itself? What one has counted, the other has to see,\n"
    "in each window: what a process has of its own is no part of a counter, nor of its name."
)
TWO_STEPS = "An entry can end between two steps: then `incr` finds nothing."
HELD_ACROSS = (
    "The request that was under way as the old window ended has opened this one:\n"
    "it ends `window_seconds` after that."
)
BUILT = "(a handler is built)"
HELD_BACK = "(when it comes to `incr`, the window is over)"


def played_in_time(make: Callable[[], list[Client]]) -> list[Client]:
    """Those clients of a play of which the test's clock can tell what was due. Never empty."""
    for _ in range(ATTEMPTS):
        clients = make()
        in_time = play(clients)
        if len(in_time) == len(clients):
            break
    require(
        bool(in_time),
        asked=f"{len(clients)} clients ask in their windows, the shortest of {WINDOW} s",
        expected="at least one of them answered within its window",
        got="none: the answers took longer than the windows",
    )
    return in_time


def play(clients: Sequence[Client]) -> list[Client]:
    """Send all requests, each in its moment; the clients of which all were in time for the model.

    Where the rate is another than just before, the settings change and a handler is built.
    """
    steps = sorted(((each.at, who, each) for who in clients for each in who.steps), key=_at)
    with newsroom(keys={}), override_settings(ROOT_URLCONF=endings.__name__), ExitStack() as stack:
        second = SecondProcess()
        began, rate, handlers = monotonic(), None, 0
        onions: dict[str, Onion] = {}
        for at, who, step in steps:
            if step.rate != rate:
                rate = step.rate
                stack.close()
                stack.enter_context(override_settings(NEWSROOM_RATE_LIMIT=rate))
                onions = {}
            there = second.run if step.lane == LANES["P"] else _here
            if step.lane not in onions:
                asynchronous = step.lane == LANES["A"]
                onions[step.lane] = there(partial(Onion, LAYERS, asynchronous=asynchronous))
                handlers += 1
            wait_until(began + at)
            sent = monotonic()
            with counting_waits(began + step.held) if step.held else nullcontext():
                visit = there(partial(_send, onions[step.lane], who.name, step))
            who.played.append(Played(step, sent, visit, monotonic(), handlers))
    return [who for who in clients if _windows(who.played)[1]]


def _here(do: Callable[[], T]) -> T:
    return do()


def _at(step: tuple[float, Client, Step]) -> float:
    return step[0]


def _send(onion: Onion, name: str, step: Step) -> Visit:
    path, headers = misshapen(step.misshapen, step.path) if step.misshapen else (step.path, {})
    if step.lane != LANES["A"]:
        return ask(onion, name, path, method=step.method, address=step.address, headers=headers)
    badge = {"X-Badge": name} if name else {}
    return send(onion, path, {**headers, **badge}, step.method, step.address)


def _windows(played: Sequence[Played]) -> tuple[list[list[Played]], bool]:
    """The requests by the windows that they are in; and whether the test's clock can tell.

    One that is held across the end counts in the old window, or opens the next: the answer
    chooses, and what passes later tells which. Both are over when a window's length has passed
    since it was answered.
    """
    windows: list[list[Played]] = []
    clear = True
    for each in played:
        length = each.step.rate[1]
        opened = windows[-1][0] if windows else None
        if opened and each.step.held:
            each.opens = opened.sent + length
            comes = opened.sent + each.step.at - opened.step.at
            clear = clear and each.sent < min(comes + LATE, each.opens - EARLY)
        if opened is None or each.step.held or each.sent >= opened.answered + length + LATE:
            windows.append([each])
        else:
            windows[-1].append(each)
            clear = clear and each.answered < opened.sent + length - EARLY
            least, most = _time_left(opened, each)
            clear = clear and (least == most or not opened.step.held)
    return [part for window in windows for part in _parts(window)], clear


def _parts(window: list[Played]) -> list[list[Played]]:
    """Of the one held and what came after it: one window, or the old one's end and a new one."""
    opened, *later = window
    limit = opened.step.rate[0]
    if opened.step.held and len(later) >= limit and later[limit - 1].visit.trace.reached_the_middle:
        return [[opened], later]
    return [window]


def _time_left(opened: Played, each: Played) -> tuple[int, int]:
    """The least and the most that Retry-After may be: both clocks may differ a little."""
    length = each.step.rate[1]
    most = math.ceil(min(length, length - (each.sent - opened.answered) + EARLY))
    began = max(opened.sent, opened.opens)
    return max(1, math.ceil(length - (each.answered - began) - EARLY)), most


def require_as_modelled(who: Client) -> None:
    """Each of a client's requests got what the model of windows says."""
    windows = _windows(who.played)[0]
    for number, window in enumerate(windows):
        opened, (limit, length) = window[0], window[0].step.rate
        for hits, each in enumerate(window, 1):
            note = WHOLE_LIMIT if number else EACH_COUNTS
            if number and len(windows[number - 1]) >= windows[number - 1][0].step.rate[0]:
                # The one before has left nothing.
                note = USED_UP
            if LANES["P"] in {it.step.lane for it in window} != {LANES["P"]}:
                note = EACH_PROCESS
            place = f"this is request {hits} in its {('first', 'second', 'third')[number]} window"
            if each.step.held:
                place = "its second request is under way as the window ends"
            asked = "\n".join(
                [
                    f"one after the other, by {who.name or each.step.address}:",
                    *_told(who, opened, each, note is EACH_COUNTS),
                    f"the limit is {limit} in a window of {length} s; {place}",
                ]
            )
            if hits <= limit:
                within = TWO_STEPS if each.step.held else NEW_WINDOW
                require_let_through(each.visit, asked, within if number else "")
                continue
            require_limited(each.visit, asked, note)
            seconds = retry_after(each.visit, asked)
            held = HELD_ACROSS if opened.step.held else ""
            require_seconds(seconds, *_time_left(opened, each), asked, held)
            require_lasting(each.visit, asked)


def _line(each: Played) -> str:
    held = f"  {HELD_BACK}" if each.step.held else ""
    said = f"{each.step.lane}  {each.step.method} {each.step.path} {each.step.misshapen}".rstrip()
    return said + held


def _told(who: Client, opened: Played, this: Played, with_handlers: bool) -> list[str]:
    """What was asked and answered before this one; what repeats itself in one line.

    with_handlers: where this one is let through beyond the limit, and a handler was built since
    the window was opened, when the last one was.
    """
    built = with_handlers and this.visit.trace.reached_the_middle
    built = built and opened.handlers < this.handlers

    def alike(each: Played) -> tuple[bool, str]:
        last = built and each.handlers == this.handlers
        return last, f"{_line(each)}  {' <-- this one' if each is this else each.visit.status}"

    lines = []
    for (last, what), group in groupby([it for it in who.played if it.sent <= this.sent], alike):
        if last and BUILT not in lines:
            lines.append(BUILT)
        first, *others = group
        times = f", {len(others) + 1} times" if others else ""
        lines.append(f"{first.sent - who.played[0].sent:.2f} s  {what}{times}")
    return lines
