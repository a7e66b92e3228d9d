"""Names that the answer's own source has: whatever bears one opens no door and makes no client."""

import re
from collections.abc import Callable, Iterator, Sequence
from random import Random
from urllib.parse import quote, unquote

from solutions.day04_middleware.exam_cost import at_once
from solutions.day04_middleware.exam_key import require_who
from solutions.day04_middleware.exam_limit import WINDOWS
from solutions.day04_middleware.exam_nearly import bodies, nearly
from solutions.day04_middleware.exam_premises import letters, some_address, some_client
from solutions.day04_middleware.exam_room import LANES, RATE_LIMIT, Room
from solutions.day04_middleware.exam_visit import Plan
from solutions.day04_middleware.exam_windows import Client
from solutions.grading.examiner import Contradicted, Exam
from solutions.grading.examiner.names import (
    TOKEN,
    as_headers,
    as_tokens,
    as_values,
    of_everybody,
)
from solutions.grading.examiner.said import all_at_once, valued

NUMBERS = re.compile(r"\d{1,3}(\.\d{1,3}){1,3}")  # how an address begins
# Of a server's variables, those that tell what is asked, and by whom.
OF_REQUESTS = {"REMOTE_ADDR", "REQUEST_METHOD", "PATH_INFO", "SCRIPT_NAME", "QUERY_STRING"}
MANY = 1_000  # requests of one client; a right answer has not to bear more than twice as many
Offered = tuple[str, Plan]


def by_name(exam: Exam, value: Callable[[], str]) -> list[Offered]:
    """Requests without X-API-Key, each with a name of the source in one place.

    A text of the code is tried in all places, what else the source has in one that is drawn; and
    by headers of everybody. value: what a parameter, a cookie or a header of that name has.
    """
    found: list[Offered] = []
    for name in exam.names:
        tried = [(f"{name} as {what}", plan) for what, plan in places(exam.random, name, value)]
        found += tried if name in exam.texts else exam.random.sample(tried, 1)
    return found + by_headers_of_everybody(exam.texts)


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


def with_all(names: Sequence[str], told: Sequence[str], turn: int) -> Plan:
    """A request with all the names, as parameters, cookies, headers and variables of the server.

    Each name has another one of `told` at each turn.
    """
    said = all_at_once(names, told, turn)
    sent = [[*pair] for pair in said.headers if pair[0] != "X-API-KEY"]
    written = {
        name: value
        for name, value in valued(names, told, turn).items()
        if name.isupper() and TOKEN.fullmatch(name) and name not in OF_REQUESTS
    }
    written = {name: value for name, value in written.items() if not name.startswith("HTTP_")}
    return {"query": said.query, "headers": sent, "meta": written}


def by_all_names(exam: Exam, told: Sequence[str]) -> list[Offered]:
    """At each turn all names of the source at once."""
    return [("all at once", with_all(exam.names, told, turn)) for turn in range(len(told))]


def whole(plan: Plan, path: str) -> Plan:
    """The plan with a path, and its query behind that."""
    found = {"path": path, **plan}
    if query := found.pop("query", ""):
        found["path"] += f"?{query}"
    return found


def strangers_by_name(exam: Exam, key: str) -> list[Offered]:
    """Nobody of these has a key, or has it where it counts."""
    found = by_name(exam, lambda: key)
    found += by_all_names(exam, [key, *as_values(exam.texts)])
    found += bodies(exam.names, key).items()
    return [(what, whole(plan, "/articles/")) for what, plan in found]


def some_strangers(exam: Exam, key: str) -> list[Offered]:
    """A few of them, those with headers that all have, and one who has the key under all names."""
    plan = with_all(exam.names, [key], 0)
    drawn = exam.random.sample(strangers_by_name(exam, key), 12)
    of_all = by_headers_of_everybody(exam.texts)
    drawn += [(what, whole(plan, "/articles/")) for what, plan in of_all]
    return [*drawn, ("a key under all names of your source", whole(plan, "/articles/"))]


def refused_by_any_name(exam: Exam, room: Room, handler: int, key: str) -> None:
    """No name of the answer's source opens the door, with a key or without."""
    asked = strangers_by_name(exam, key)
    with exam.database.counting() as ledger:
        plans = [plan for _, plan in asked]
        told = at_once(exam, room, handler, {}, plans, "WSGI: requests without a key, refused")
    for (what, plan), (status, _) in zip(asked, told, strict=True):
        if status != 403:
            words = f"WSGI: {plan.get('method', 'GET')} {plan['path'][:60]}, without X-API-Key, "
            raise Contradicted(f"{words}with {what}", "403", str(status))
    if ledger.statements:
        raise Contradicted("refusals; queries", "none", str(len(ledger.statements)))


def with_all_names(exam: Exam, room: Room, handler: int, keys: dict[str, str]) -> None:
    """What is nearly a key opens by no name of the answer's source; a key brings its client."""
    random = exam.random
    client, key = random.choice([pair for pair in keys.items() if len(pair[1]) > 8])
    near = [each for each in nearly(random, key).values() if each not in keys.values()]
    named = by_all_names(exam, [key, *as_values(exam.texts)])
    visits: list[tuple[str, Plan, str | None, str]] = [(*each, client, key) for each in named]
    for number, each in enumerate([*named, *by_headers_of_everybody(exam.texts)]):
        visits.append((*each, None, near[number % len(near)]))
    random.shuffle(visits)
    plans = [
        whole({**plan, "headers": [*plan["headers"], ["X-API-Key", sent]]}, "/health-admin/")
        for _, plan, _, sent in visits
    ]
    for (what, _, who, _), came in zip(visits, room.many("W", handler, {}, plans), strict=True):
        words = f"with {what}, and {'a key' if who else 'what is nearly a key'} as X-API-Key"
        require_who(f"WSGI: GET /health-admin/ {words}", who, came)


def limited_by_any_name(exam: Exam, room: Room) -> None:
    """A client whose limit is used up is refused, whatever bears any name of the answer's source.

    The cache's entries lie in the answer's process: see `alike`.
    """
    random = exam.random
    room.limit(1, random.choice(WINDOWS))
    handler = room.build([RATE_LIMIT])
    asked = by_name(exam, lambda: some_address(random))
    asked += by_all_names(exam, as_values(exam.texts))
    random.shuffle(asked)
    for begin in range(0, len(asked), MANY):
        for own in ({"client": some_client(random)}, {"address": some_address(random)}):
            some = asked[begin : begin + MANY]
            plans = [each for each in some if "address" not in own or "address" not in each[1]]
            sent = [{"path": "/health/"}, *(whole(plan, "/health/") for _, plan in plans)]
            words = "WSGI: requests of a client whose limit of 1 is used up"
            told = at_once(exam, room, handler, own, sent, words)
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
            plan = with_all(exam.names, addresses, 0)
            visit = room.visit(lane, handler, whole({**plan, **own}, "/health/"))
            words = "GET /health/ with all names of your source as parameters, cookies and headers"
            client.judge(visit, f"{LANES[lane]}: {words}", limit, window)
