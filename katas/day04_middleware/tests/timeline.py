"""Many clients in the same second or two: who asks when, in which lane, for what."""

from dataclasses import dataclass, field, replace
from itertools import cycle

from factory.random import randgen

from katas.day04_middleware.tests import endings
from katas.day04_middleware.tests.asking import LATE
from katas.day04_middleware.tests.misshapen import MISSHAPEN
from katas.day04_middleware.tests.premises import METHODS, some_address, some_client
from katas.day04_middleware.tests.trace import Visit

GIVEN = ("/health/", "/articles/", "/health-admin/?a=1", "/nowhere/")
# A second window begins when each first one of WINDOW seconds is over, however late it opened.
WINDOW = 1
OPENS = 0.05
# When each window of WINDOW seconds is over that was open at the beginning.
OVER = OPENS + WINDOW + LATE
AGAIN = OVER + 0.02
LANES = {"W": "WSGI", "A": "ASGI", "P": "WSGI in a second process"}
# Before their end, and after what is asked in them.
HELD = 0.93 * WINDOW


@dataclass(frozen=True)
class Step:
    """One request of a client, `at` seconds after the beginning, to a handler with that rate.

    held: when it comes to `incr`, it waits until so many seconds after the beginning.
    """

    at: float
    lane: str
    rate: tuple[int, int]
    address: str
    method: str = "GET"
    path: str = "/health/"
    misshapen: str = ""
    held: float = 0.0


@dataclass
class Played:
    """A step, the answer, and the moments between which it was judged.

    handlers: how many had been built by then.
    opens: if it is held, the moment before which it cannot open a window: the old one's end.
    """

    step: Step
    sent: float
    visit: Visit
    answered: float
    handlers: int
    opens: float = 0.0


@dataclass
class Client:
    """Somebody's requests, in order; without a name they all come from one address."""

    name: str
    steps: list[Step]
    played: list[Played] = field(default_factory=list)


def client(
    first: str,
    second: str,
    limits: tuple[int, int],
    *,
    named: bool = True,
    window: int = WINDOW,
    again: float = AGAIN,
) -> Client:
    """Somebody who asks within a second, and `again` after it, in a second window perhaps.

    first, second: a letter of LANES for each request. Everything else is drawn.
    """
    home = some_address()
    opens = randgen.uniform(0, OPENS)
    moments = [opens, *sorted(randgen.uniform(0.1, 0.85 * WINDOW) for _ in first[1:])]
    moments += [again + 0.001 * number for number in range(len(second))]
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
    clients, on_time = [], lanes.replace("A", "")
    for number in range(count):
        limits = (limit or randgen.randint(1, 3), randgen.randint(1, 3))
        first = "".join(randgen.choices(on_time, k=randgen.randint(1, limits[0] + 2)))
        second = "".join([randgen.choice(on_time), *randgen.choices(lanes, k=limits[1])])
        clients.append(client(first, second, limits, named=number % 3 > 0))
    return clients


def caught_by_the_end(lane: str) -> Client:
    """Somebody whose second request is under way when the window ends.

    It counts in the old window, or opens a new one. When that is over as well, all is new.
    """
    limit, before, after = 2, plain(client("W", "", (2, 2))), some_address()
    rate = (limit, WINDOW)
    held = Step(HELD, LANES[lane], rate, some_address(), held=OVER)
    last = [Step(AGAIN + WINDOW + LATE + 0.03, LANES[lane], rate, after)] * (limit + 1)
    return replace(before, steps=[*before.steps, held, *last])


def told_the_time_left(lane: str) -> list[Client]:
    """Two that are refused when less than a second of their windows of two is left.

    One in its first window; one in what a request may have opened that was under way as the first
    window ended.
    """
    window, over = 2, 2 + LATE - 0.02

    def steps(limit: int, *moments: float) -> list[Step]:
        return [Step(at, LANES[lane], (limit, window), some_address()) for at in moments]

    # It comes long before it opens a window: the time left by the one moment is not that by the
    # other, in whole seconds, when it is asked for first.
    waits, held = steps(1, 0.0, 1.1), replace(*steps(2, window - 0.5), held=over)
    # From 1 s after the end on, by some more: there the time left is less than a second for sure.
    later = steps(2, *[over + 0.67] * 3, over + 1 + 0.08)
    return [Client(some_client(), waits), Client(some_client(), [*steps(2, 0.0), held, *later])]


def of_each_kind(lane: str, window: int = WINDOW, at: float = 0.1) -> list[Client]:
    """Always there: each page and each method, twice with a limit of 1; and all by one client."""
    pages = [*GIVEN, *endings.ENDINGS, *(endings.ENDLESS if lane == "A" else ())]
    kinds = [("GET", path) for path in pages] + [(method, "/health/") for method in METHODS]
    clients = []
    for number, (method, path) in enumerate(kinds):
        step = Step(at, LANES[lane], (1, window), some_address(), method, path)
        clients.append(Client(some_client() if number % 2 else "", [step, step]))
    for what in MISSHAPEN if lane == "A" else ():
        step = Step(at, LANES[lane], (1, window), some_address(), "POST", misshapen=what)
        clients.append(Client(some_client(), [step, step]))
    rate = (len(METHODS), window)
    various = [
        Step(at, LANES[lane], rate, some_address(), method, path)
        for method, path in zip((*METHODS, "GET"), cycle(GIVEN), strict=False)
    ]
    return [*clients, Client(some_client(), various)]


def plain(those: Client) -> Client:
    """The same client with nothing but GET /health/."""
    return replace(
        those, steps=[replace(each, method="GET", path="/health/") for each in those.steps]
    )
