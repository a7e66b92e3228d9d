"""Names that the answer's own source has: whatever bears one opens no door and makes no client."""

import re
from collections.abc import Callable, Iterator, Sequence
from random import Random
from urllib.parse import quote, unquote

from solutions.day04_middleware.exam_limit import WINDOWS
from solutions.day04_middleware.exam_nearly import bodies
from solutions.day04_middleware.exam_premises import letters, some_address, some_client
from solutions.day04_middleware.exam_room import LANES, RATE_LIMIT, Room
from solutions.day04_middleware.exam_visit import Plan
from solutions.day04_middleware.exam_windows import Client
from solutions.grading.examiner import Contradicted, Exam
from solutions.grading.examiner.names import as_headers, as_tokens, as_values, of_everybody

NUMBERS = re.compile(r"\d{1,3}(\.\d{1,3}){1,3}")  # how an address begins
# Of a server's variables, those that tell what is asked, and by whom.
OF_REQUESTS = {"REMOTE_ADDR", "REQUEST_METHOD", "PATH_INFO", "SCRIPT_NAME", "QUERY_STRING"}
PAIRS = 20_000  # of a name and another one as its value
MANY = 1_000  # requests of one client; a right answer has not to bear more than twice as many
Offered = tuple[str, Plan]


def by_name(random: Random, names: Sequence[str], value: Callable[[], str]) -> list[Offered]:
    """Requests without X-API-Key, each with one of the names in one place.

    value: what a parameter, a cookie or a header of that name has.
    """
    found: list[Offered] = []
    for name in names:
        found += [(f"{name} as {what}", plan) for what, plan in places(random, name, value)]
    return found + by_headers_of_everybody(names)


def by_headers_of_everybody(names: Sequence[str]) -> list[Offered]:
    return [(what, {"headers": [*map(list, sent)]}) for what, sent in of_everybody(names)]


def places(random: Random, name: str, value: Callable[[], str]) -> Iterator[Offered]:
    word, text = letters(random, 3, 9), quote(name, safe="")
    yield "a parameter", {"query": f"{text}={quote(value())}"}
    yield "a query", {"query": random.choice([text, f"{text}=1"])}
    base = f"/{quote(name.strip('/'))}"
    for path in (base, f"{base}/", f"{base}/{word}/", f"/{word}{base}/"):
        if unquote(path) != "/health/":
            yield "a path, or a part of it", {"path": path}
    if NUMBERS.fullmatch(begin := name.strip(".")):
        more = [str(random.randrange(1, 255)) for _ in range(3 - begin.count("."))]
        yield "an address", {"address": ".".join([begin, *more])}
    if name.isascii():
        yield "a User-Agent", {"headers": [["User-Agent", random.choice([name, f"{name}/1.0"])]]}
        yield "a scheme", {"headers": [["Authorization", f"{name} {value()}"]]}
    if as_tokens([name]):
        yield "a cookie", {"headers": [["Cookie", f"{name}={value()}"]]}
        yield "a method", {"method": random.choice([name, name.upper()])}
    for header in headers_of([name]):
        yield "a header", {"headers": [[header, value()]]}


def headers_of(names: Sequence[str]) -> list[str]:
    """Of headers, all but that which brings a key rightly."""
    return [header for header in as_headers(names) if header != "X-API-KEY"]


def all_at_once(
    random: Random, names: Sequence[str], told: Sequence[str], most: int = PAIRS
) -> list[Plan]:
    """Requests with all the names, as parameters, cookies, headers and variables of the server.

    Each name has another one of `told` in each request.
    """
    variables = [name for name in as_tokens(names) if name.isupper() and name[:5] != "HTTP_"]
    turns: Sequence[int] = range(len(told))
    if len(turns) * len(names) > most:
        turns = random.sample(turns, 1 + most // len(names))
    plans: list[Plan] = []
    for turn in turns:

        def valued(known: Sequence[str]) -> list[tuple[str, str]]:
            return [(name, told[(at + turn) % len(told)]) for at, name in enumerate(known)]  # noqa: B023

        pairs = [f"{quote(name, safe='')}={quote(value)}" for name, value in valued(names)]
        cookies = "; ".join("=".join(pair) for pair in valued(as_tokens(names)))
        sent = [["Cookie", cookies], *map(list, valued(headers_of(names)))]
        written = dict(valued([name for name in variables if name not in OF_REQUESTS]))
        plans.append({"query": "&".join(pairs), "headers": sent, "meta": written})
    return plans


def whole(plan: Plan, path: str) -> Plan:
    """The plan with a path, and its query behind that."""
    found = {"path": path, **plan}
    if query := found.pop("query", ""):
        found["path"] += f"?{query}"
    return found


def strangers_by_name(random: Random, names: Sequence[str], key: str) -> list[Offered]:
    """Nobody of these has a key, or has it where it counts."""
    found = by_name(random, names, lambda: key)
    found += [
        ("all at once", plan) for plan in all_at_once(random, names, [key, *as_values(names)])
    ]
    found += bodies(names, key).items()
    return [(what, whole(plan, "/articles/")) for what, plan in found]


def some_strangers(random: Random, names: Sequence[str], key: str) -> list[Offered]:
    """A few of them, those with headers that all have, and one who has the key under all names."""
    (plan,) = all_at_once(random, names, [key])
    drawn = random.sample(strangers_by_name(random, names, key), 12)
    drawn += [(what, whole(plan, "/articles/")) for what, plan in by_headers_of_everybody(names)]
    return [*drawn, ("a key under all names of your source", whole(plan, "/articles/"))]


def refused_by_any_name(exam: Exam, room: Room, handler: int, key: str) -> None:
    """No name of the answer's source opens the door, with a key or without."""
    asked = strangers_by_name(exam.random, exam.names, key)
    with exam.database.counting() as ledger:
        told = room.many("W", handler, {}, [plan for _, plan in asked])
    for (what, plan), (status, _) in zip(asked, told, strict=True):
        if status != 403:
            words = f"WSGI: {plan.get('method', 'GET')} {plan['path'][:60]}, without X-API-Key, "
            raise Contradicted(f"{words}with {what}", "403", str(status))
    if ledger.statements:
        raise Contradicted("refusals; queries", "none", str(len(ledger.statements)))


def limited_by_any_name(exam: Exam, room: Room) -> None:
    """A client whose limit is used up is refused, whatever bears any name of the answer's source.

    The cache's entries lie in the answer's process: see `alike`.
    """
    random = exam.random
    room.limit(1, random.choice(WINDOWS))
    handler = room.build([RATE_LIMIT])
    asked = by_name(random, exam.names, lambda: some_address(random))
    at_once = all_at_once(random, exam.names, as_values(exam.names), PAIRS // 4)
    asked += [("all at once", plan) for plan in at_once]
    random.shuffle(asked)
    for begin in range(0, len(asked), MANY):
        for own in ({"client": some_client(random)}, {"address": some_address(random)}):
            some = asked[begin : begin + MANY]
            plans = [each for each in some if "address" not in own or "address" not in each[1]]
            sent = [{"path": "/health/"}, *(whole(plan, "/health/") for _, plan in plans)]
            told = room.many("W", handler, own, sent)
            for (what, _), (status, _) in zip(plans, told[1:], strict=True):
                if status != 429:
                    words = "WSGI: the limit of 1 is used up; then once more, with"
                    raise Contradicted(f"{words} {what}", "429", str(status))


def limited_with_all_names(exam: Exam, room: Room, lane: str) -> None:
    """Values that change, under all names of the answer's source at once, make no other client."""
    random = exam.random
    for named in (True, False):
        limit, window = random.randint(1, 2), random.choice(WINDOWS)
        room.limit(limit, window)
        handler = room.build([RATE_LIMIT], lane)
        who = some_client(random) if named else some_address(random)
        client, own = Client(who), {"client": who} if named else {"address": who}
        for _ in range(limit + 2):
            addresses = [some_address(random) for _ in exam.names]
            (plan,) = all_at_once(random, exam.names, addresses, most=0)
            visit = room.visit(lane, handler, whole({**plan, **own}, "/health/"))
            words = "GET /health/ with all names of your source as parameters, cookies and headers"
            client.judge(visit, f"{LANES[lane]}: {words}", limit, window)
