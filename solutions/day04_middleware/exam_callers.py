"""Who comes to the door: who has a key, who has none, who only looks like it; for both lanes."""

from random import Random
from typing import Any

from solutions.day04_middleware.exam_endings import endings
from solutions.day04_middleware.exam_nearly import elsewhere, hashed, nearly
from solutions.day04_middleware.exam_premises import (
    LETTERS,
    METHODS,
    PREFLIGHT,
    PROBE,
    Deck,
    letters,
    like_health,
    methods,
    misshapen,
    near_addresses,
    page_of,
    paths,
    some_client,
    some_key,
    some_method,
)
from solutions.day04_middleware.exam_visit import Plan

OPEN = object()  # let through, as whomever
Case = tuple[
    str, Plan, Any
]  # what is sent, the plan, and the client's name, OPEN, or None: refused
Keys = dict[str, str]


def some_keys(random: Random, count: int) -> Keys:
    keys = {some_client(random): some_key(random) for _ in range(count)}
    keys |= {some_client(random): "None", some_client(random): ""}  # unlucky; has none yet
    return dict(random.sample(list(keys.items()), len(keys)))


def changed(random: Random, keys: Keys, names: bool | None) -> Keys:
    """Other keys under the same names; or other names; or, with None, one letter of the longest."""
    if names is None:
        name = max(keys, key=lambda name: len(keys[name]))
        return {**keys, name: another_letter(random, keys[name])}
    full = {name: key for name, key in keys.items() if key}
    empty = {name: "" for name in keys if name not in full}
    ways: list[Keys] = [
        {name: some_key(random) for name in full},
        dict(zip(full, [*list(full.values())[1:], *list(full.values())[:1]], strict=True)),
        {some_client(random): key for key in full.values()},
        {**dict(list(full.items())[1:]), some_client(random): some_key(random)},
    ]
    if names:
        return {**random.choice(ways[2:]), **empty}
    other = random.choice(ways[:2])
    return {name: other.get(name, "") for name in keys}


def another_letter(random: Random, key: str) -> str:
    """The key with one other letter, most often far from its ends."""
    ends = random.choice([0, len(key) // 4, len(key) // 4, len(key) // 4])
    at = random.randrange(ends, len(key) - ends)
    other = random.choice([each for each in LETTERS if each != key[at]])
    return f"{key[:at]}{other}{key[at + 1 :]}"


def some_path(random: Random) -> str:
    nowhere = page_of(random).replace("/pages/", "/nowhere/")
    return random.choice(["/articles/", "/health-admin/", page_of(random), nowhere])


def guests(random: Random, keys: Keys) -> list[Case]:
    """Everybody who has a key, in various ways, to pages that end in various ways."""
    cases: list[Case] = []
    found = endings(random)
    streams, others = Deck(random, found[-2:]), Deck(random, found[:-2])
    for client, key in keys.items():
        sent = [["X-API-Key", key]]
        if not key:
            continue
        other = random.choice([name for name in keys if name != client])
        plans: list[tuple[str, Plan]] = [
            ("", {"path": "/articles/", "headers": sent}),
            ("", {"path": "/health-admin/?a=1", "headers": [*PREFLIGHT, *sent]}),
            ("", {"path": some_path(random), "headers": sent, "method": some_method(random)}),
            (f"; request.user = {other}", {"path": "/articles/", "headers": sent, "user": other}),
        ]
        what, path, headers = misshapen(random, "/health-admin/")
        plans.append((f", {what}", {"path": path, "headers": [*headers, *sent], "method": "POST"}))
        rewritten = {"path": "/health-admin/", "meta": {"HTTP_X_API_KEY": key}}
        plans.append(("; an outer layer has written it", rewritten))
        for ending, plan, status in (streams.deal(), others.deal()):
            plans.append((f"; the page {ending}", {**plan, "headers": sent, "due": status}))
        cases += [(f"the key of {client}{more}", plan, client) for more, plan in plans]
    return cases


def strangers(random: Random, keys: Keys, former: Keys) -> list[Case]:
    """Nobody of these has a key."""
    full = [key for key in keys.values() if key] or [some_key(random)]

    def key() -> str:
        return random.choice(full)

    offered: dict[str, Plan] = {
        "no key": {},
        "an empty key": {"headers": [["X-API-Key", ""]]},
        "a wrong key": {"headers": [["X-API-Key", some_key(random)]]},
        "a client's name as the key": {"headers": [["X-API-Key", next(iter(keys), "x")]]},
        "a key that is not ASCII": {"headers": [["X-API-Key", "cl\xe9"]]},
        "no key, an editor as request.user": {"user": next(iter(keys), "ann")},
        "no key, OPTIONS written by an outer layer": {"method now": "OPTIONS"},
        "no key, ::1 written by an outer layer": {"meta": {"REMOTE_ADDR": "::1"}},
        "a key that an outer layer has taken away": {
            "headers": [["X-API-Key", key()]],
            "without": ["HTTP_X_API_KEY"],
        },
        "no key, before a request to another site": {"headers": PREFLIGHT, "method": "OPTIONS"},
        "no key, as a load balancer": {"headers": PROBE},
        "a key as long as a page": {"headers": [["X-API-Key", key() * 200]]},
        **elsewhere(random, key()),
    }
    for what, header in random.sample(list(hashed(random, key()).items()), 3):
        offered[f"a key, {what}"] = {"headers": [["X-API-Key", header]]}
    for what, header in random.sample(list(nearly(random, key()).items()), 8):
        offered[f"a key, {what}"] = {"headers": [["X-API-Key", header]]}
    for client, old in former.items():
        if old and old not in keys.values():
            offered[f"the former key of {client}"] = {"headers": [["X-API-Key", old]]}
    page, method, address = (
        Deck(random, them) for them in (paths(random), methods(random), near_addresses(random))
    )
    cases: list[Case] = []
    for what, plan in offered.items():
        whole: Plan = {"path": page.deal(), "address": address.deal(), "method": method.deal()}
        whole |= plan
        if query := whole.pop("query", ""):
            whole["path"] += f"?{query}"
        cases.append((what, whole, None))
    for what in ("no key", "a wrong key"):
        headers = [["X-API-Key", letters(random, 4, 40)]] * (what != "no key")
        for _ in range(5):
            whole = {"path": page.deal(), "address": address.deal(), "method": method.deal()}
            cases.append((what, {**whole, "headers": headers}, None))
    cases += [("no key", {"path": path}, None) for path in like_health(random)]
    outer = {"path": "/health/", "path now": "/health-admin/"}
    cases.append(("no key; an outer layer has made /health-admin/ of it", outer, None))
    for bad in ([], [["X-API-Key", ""]], [["X-API-Key", "k\xe9y"]], [["X-API-Key", "not-it"]]):
        what, path, headers = misshapen(random, "/articles/")
        plan = {"path": path, "headers": [*headers, *bad], "method": "POST"}
        cases.append((f"no right key, {what}", plan, None))
    return cases


def probes(random: Random, keys: Keys) -> list[Case]:
    """/health/, for everybody."""
    offered = [[], [["X-API-Key", ""]], [["X-API-Key", "cl\xe9"]], [["X-API-Key", "wrong"]]]
    offered += [[["X-API-Key", key]] for key in keys.values() if key][:1]
    cases: list[Case] = []
    for method in (*METHODS, some_method(random)):
        path = random.choice(["/health/", "/health/?verbose=1", "/health/?"])
        plan = {"path": path, "method": method, "headers": random.choice(offered)}
        cases.append(("whatever key", plan, OPEN))
    outer = {"path": "/v1/health/", "path now": "/health/"}
    what, path, headers = misshapen(random, "/health/")
    return [
        *cases,
        ("no key; an outer layer has made /health/ of it", outer, OPEN),
        (f"no key, {what}", {"path": path, "headers": headers, "method": "POST"}, OPEN),
    ]
