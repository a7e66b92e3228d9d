"""Many clients in the same second or two, and a model that says what each request must get."""

import math
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import cycle, groupby
from time import monotonic

from django.test import override_settings
from factory.random import randgen

from katas.day04_middleware.tests import endings
from katas.day04_middleware.tests.asking import ATTEMPTS, EARLY, LATE, LAYERS, ask, send, wait_until
from katas.day04_middleware.tests.driver import Onion
from katas.day04_middleware.tests.expectations import (
    require_let_through,
    require_limited,
    require_seconds,
    retry_after,
)
from katas.day04_middleware.tests.misshapen import MISSHAPEN, misshapen
from katas.day04_middleware.tests.premises import METHODS, newsroom, some_address, some_client
from katas.day04_middleware.tests.trace import Visit
from katas.harness.verdicts import require

GIVEN = ("/health/", "/articles/", "/health-admin/?a=1", "/nowhere/")
# A second window begins when each first one of WINDOW seconds is over, however late it opened.
WINDOW = 1
OPENS = 0.05
AGAIN = OPENS + WINDOW + LATE + 0.02
NEW_WINDOW = (
    "A window of its own begins: earlier requests, in whatever lane, neither prolong the old\n"
    "window nor count in the new one."
)
EACH_COUNTS = "Each request that passed counts, whatever its method and path, and however it ended."
WHOLE_LIMIT = "The new window has the whole limit, and no more: what an earlier one left is gone."
LANES = {"W": "WSGI", "A": "ASGI"}


@dataclass(frozen=True)
class Step:
    """One request of a client, `at` seconds after the beginning, to a handler with that rate."""

    at: float
    lane: str
    rate: tuple[int, int]
    address: str
    method: str = "GET"
    path: str = "/health/"
    misshapen: str = ""


@dataclass
class Played:
    """A step, the answer, and the moments between which it was judged."""

    step: Step
    sent: float
    visit: Visit
    answered: float


@dataclass
class Client:
    """Somebody's requests, in order; without a name they all come from one address."""

    name: str
    steps: list[Step]
    played: list[Played] = field(default_factory=list)


def client(
    first: str, second: str, limits: tuple[int, int], *, named: bool = True, window: int = WINDOW
) -> Client:
    """Somebody who asks within a second, and again just after it, in a second window perhaps.

    first, second: a letter of LANES for each request. Everything else is drawn.
    """
    home = some_address()
    opens = randgen.uniform(0, OPENS)
    moments = [opens, *sorted(randgen.uniform(0.1, 0.85 * WINDOW) for _ in first[1:])]
    moments += [AGAIN + 0.001 * number for number in range(len(second))]
    rates = [(limits[0], window)] * len(first) + [(limits[1], window)] * len(second)
    steps = [
        Step(
            at,
            LANES[lane],
            rate,
            some_address() if named else home,
            randgen.choice(METHODS),
            randgen.choice(randgen.choice([GIVEN, tuple(endings.ENDINGS)])),
        )
        for at, lane, rate in zip(moments, first + second, rates, strict=True)
    ]
    return Client(some_client() if named else "", steps)


def drawn(lanes: str, count: int, limit: int = 0) -> list[Client]:
    """Clients that draw their limits, or but the second one, and the lanes of their requests.

    The first window is one of WSGI's, and so is the request that opens the second: after hits of
    the other lane the end is not judged (`aincr` may have written the entry anew).
    """
    clients = []
    for number in range(count):
        limits = (limit or randgen.randint(1, 3), randgen.randint(1, 3))
        first = "W" * randgen.randint(1, limits[0] + 2)
        second = "W" + "".join(randgen.choices(lanes, k=limits[1]))
        clients.append(client(first, second, limits, named=number % 3 > 0))
    return clients


def of_each_kind(lane: str, window: int = WINDOW) -> list[Client]:
    """Always there: each page and each method, twice with a limit of 1; and all by one client."""
    pages = [*GIVEN, *endings.ENDINGS, *(endings.ENDLESS if lane == "A" else ())]
    kinds = [("GET", path) for path in pages] + [(method, "/health/") for method in METHODS]
    clients = []
    for number, (method, path) in enumerate(kinds):
        step = Step(0.1, LANES[lane], (1, window), some_address(), method, path)
        clients.append(Client(some_client() if number % 2 else "", [step, step]))
    for what in MISSHAPEN if lane == "A" else ():
        step = Step(0.1, LANES[lane], (1, window), some_address(), "POST", misshapen=what)
        clients.append(Client(some_client(), [step, step]))
    rate = (len(METHODS), window)
    various = [
        Step(0.1, LANES[lane], rate, some_address(), method, path)
        for method, path in zip((*METHODS, "GET"), cycle(GIVEN), strict=False)
    ]
    return [*clients, Client(some_client(), various)]


def plain(those: Client) -> Client:
    """The same client with nothing but GET /health/."""
    return replace(
        those, steps=[replace(each, method="GET", path="/health/") for each in those.steps]
    )


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
        began, rate = monotonic(), None
        onions: dict[str, Onion] = {}
        for at, who, step in steps:
            if step.rate != rate:
                rate = step.rate
                stack.close()
                stack.enter_context(override_settings(NEWSROOM_RATE_LIMIT=rate))
                onions = {}
            if step.lane not in onions:
                onions[step.lane] = Onion(LAYERS, asynchronous=step.lane == "ASGI")
            wait_until(began + at)
            sent = monotonic()
            visit = _send(onions[step.lane], who.name, step)
            who.played.append(Played(step, sent, visit, monotonic()))
    return [who for who in clients if _windows(who.played)[1]]


def _at(step: tuple[float, Client, Step]) -> float:
    return step[0]


def _send(onion: Onion, name: str, step: Step) -> Visit:
    path, headers = misshapen(step.misshapen, step.path) if step.misshapen else (step.path, {})
    if step.lane == "WSGI":
        return ask(onion, name, path, method=step.method, address=step.address, headers=headers)
    badge = {"X-Badge": name} if name else {}
    return send(onion, path, {**headers, **badge}, step.method, step.address)


def _windows(played: Sequence[Played]) -> tuple[list[list[Played]], bool]:
    """The requests by the windows that they are in; and whether the test's clock can tell."""
    windows: list[list[Played]] = []
    clear = True
    for each in played:
        length = each.step.rate[1]
        opened = windows[-1][0] if windows else None
        if opened is None or each.sent >= opened.answered + length + LATE:
            windows.append([each])
        else:
            windows[-1].append(each)
            clear = clear and each.answered < opened.sent + length - EARLY
    return windows, clear


def require_as_modelled(who: Client) -> None:
    """Each of a client's requests got what the model of windows says."""
    for number, window in enumerate(_windows(who.played)[0]):
        opened, (limit, length) = window[0], window[0].step.rate
        for hits, each in enumerate(window, 1):
            told = _told([it for it in who.played if it.sent < each.sent], who.played[0].sent)
            this = f"{each.sent - who.played[0].sent:.2f} s  {_line(each)}   <-- this one"
            asked = "\n".join(
                [
                    f"one after the other, by {who.name or each.step.address}:",
                    *told,
                    this,
                    f"the limit is {limit} in a window of {length} s; this is request {hits} in "
                    f"its {('first', 'second')[number]} window",
                ]
            )
            if hits <= limit:
                require_let_through(each.visit, asked, NEW_WINDOW if number else "")
                continue
            require_limited(each.visit, asked, WHOLE_LIMIT if number else EACH_COUNTS)
            most = math.ceil(min(length, length - (each.sent - opened.answered) + EARLY))
            least = max(1, math.ceil(length - (each.answered - opened.sent) - EARLY))
            require_seconds(retry_after(each.visit, asked), least, most, asked)


def _line(each: Played) -> str:
    return f"{each.step.lane}  {each.step.method} {each.step.path} {each.step.misshapen}".rstrip()


def _told(played: Sequence[Played], began: float) -> list[str]:
    """What was asked and answered so far; what repeats itself in one line."""
    lines = []
    for what, group in groupby(played, lambda each: f"{_line(each)}  {each.visit.status}"):
        alike = list(group)
        times = f", {len(alike)} times" if len(alike) > 1 else ""
        lines.append(f"{alike[0].sent - began:.2f} s  {what}{times}")
    return lines
