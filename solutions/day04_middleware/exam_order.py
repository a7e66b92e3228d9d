"""The answer's own list of layers, and where requests turn round in it."""

from random import Random
from typing import Any

from solutions.day04_middleware.exam_nearly import nearly
from solutions.day04_middleware.exam_premises import (
    NEAR,
    Deck,
    articles,
    letters,
    methods,
    near_addresses,
    page_of,
    paths,
    some_address,
    some_client,
    some_key,
)
from solutions.day04_middleware.exam_room import API_KEY, HEADERS, LANES, LAYERS, RATE_LIMIT, Room
from solutions.day04_middleware.exam_visit import Visit
from solutions.grading.examiner import Contradicted, Exam

DEPTHS = {403: 2, 429: 3, 200: 6}  # layers entered, by what came of it
INNER = "headers, key and limit in this order, then the other two"


def listed(exam: Exam) -> list[str]:
    """The answer's list, in the right order. Raises Contradicted."""
    told: Any = exam.ask("listed")
    lists = told if isinstance(told, list) and len(told) == 2 else [told]
    for found in lists:
        right = isinstance(found, list) and all(type(each) is str for each in found)
        right = right and found[:3] == [HEADERS, API_KEY, RATE_LIMIT]
        if not right or sorted(found) != sorted(LAYERS):
            raise Contradicted("MIDDLEWARE", INNER, found)
    exam.same("MIDDLEWARE, from its end", *lists)
    exam.same_as_written("middleware.py", "MIDDLEWARE", lists[0], list)
    return list(lists[0])


def turned(visit: Visit, asked: str, status: int, depth: int) -> None:
    """Where a request turned round: so many layers were entered, one after the other."""
    rings = [ring for ring, _ in visit.rings]
    queries = bool(visit.statements)  # the profile's
    words = "{}; layers entered: {}; {}"
    expected = words.format(status, depth, "queries" if status == 200 else "no query")
    got = words.format(visit.status, len(rings) + 1, "queries" if queries else "no query")
    if rings != [*range(1, depth)] or expected != got:
        raise Contradicted(asked, expected, got if visit.raised is None else visit.raised)
    marked = visit.header("X-Newsroom")
    if marked != "1":
        raise Contradicted(f"{asked}; X-Newsroom", "1", marked or "no such header")


def no_keys(random: Random, keys: dict[str, str]) -> dict[str, list[list[str]]]:
    """What strangers bring: the headers."""
    near = random.choice(list(nearly(random, random.choice([*keys.values()])).values()))
    found = {"an empty key": "", "a wrong key": some_key(random), "nearly a key": near}
    found["a key that is not ASCII"] = f"{letters(random, 3, 9)}\xe9"
    return {"no key": [], **{what: [["X-API-Key", it]] for what, it in found.items()}}


def guests_and_strangers(
    exam: Exam, room: Room, lane: str, layers: list[str], many: int, debug: bool, whole: bool = True
) -> None:
    """Guests, strangers, busy clients and probes, in an order that is drawn.

    whole: it is asked, too, whom key and limit have to refuse. Else that is judged of plain
    requests alone, as in the tests of task 3; of the others, where they turned round if they did.
    """
    random = exam.random
    titles = articles(exam)
    keys = {some_client(random): some_key(random) for _ in range(3)}
    limit = random.randint(1 if whole else 2, 3)
    room.change(NEWSROOM_API_KEYS=keys, NEWSROOM_RATE_LIMIT=(limit, random.randint(600, 9_000)))
    room.change(DEBUG=debug, INTERNAL_IPS=list(NEAR))
    handler = room.build(layers, lane)
    home = [some_address(random), random.choice(near_addresses(random))]
    anywhere, pages = Deck(random, near_addresses(random)), Deck(random, paths(random))
    kinds, strangers = Deck(random, methods(random)), Deck(random, no_keys(random, keys).items())
    hits: dict[str, int] = {}
    sure: dict[str, int] = {}  # of them, those that every rule counts
    came: list[str] = []
    callers = random.choices(["", "/health/", *keys], weights=[4, 2, 2, 2, 2], k=many)
    first = ["/health/", *keys]  # before anybody is refused
    busy = [next(iter(keys))] * (limit + 1)
    for number, who in enumerate([*first, "", *busy, *callers]):
        address, method = random.choice(home), kinds.deal()
        if not whole and number < len(first) + 1 + len(busy):
            method = "GET"
        plain = method == "GET" and not debug
        asked = f"{LANES[lane]}, all five layers: {method}"
        if not who:
            path, address = pages.deal(), anywhere.deal()
            what, headers = strangers.deal()
            plan = {"path": path, "method": method, "address": address, "headers": headers}
            visit = room.visit(lane, handler, plan)
            if whole or plain or not visit.passed:
                status = visit.status if not whole and not plain and visit.status == 429 else 403
                turned(visit, f"{asked} {path} with {what}", status, DEPTHS[status])
            else:
                came.append(f"{method.upper()} {visit.plan['path']}")
            continue
        counted = address if who == "/health/" else who
        hits[counted] = hits.get(counted, 0) + 1
        sure[counted] = sure.get(counted, 0) + plain
        drawn = [page_of(random), "/articles/"][number % 2 if number < 4 else random.randrange(2)]
        path = who if who == "/health/" else drawn
        plan = {"path": path, "method": method, "address": address}
        if who in keys:
            plan["headers"] = [["X-API-Key", keys[who]]]
        parts = [letters(random, 1, 9).encode() for _ in range(3)]
        endings: list[dict[str, Any]] = [{"status": 200, "body": "a page"}, {"parts": parts}]
        plan["ending"] = random.choice(endings if whole else endings[:1])
        visit = room.visit(lane, handler, plan)
        asked += f" {path}, request {hits[counted]} of {counted}, the limit being {limit}"
        status = 429 if hits[counted] > limit else 200
        if not whole and (debug or (hits[counted] > 1 and sure[counted] <= limit)):
            status = 200 if visit.passed else 429
        turned(visit, asked, status, DEPTHS[status])
        if status == 429:
            continue
        room.costs(visit, path if path[:3] != "/pa" else "a page", asked)
        if path == "/articles/" and visit.body != titles.encode():
            raise Contradicted(asked, titles, visit.body)
        came.append(f"{method.upper()} {visit.plan['path']}")
    noted = exam.ask("entries")
    exam.same("who has come as far as the audit", came, noted[-len(came) :] if came else [])
