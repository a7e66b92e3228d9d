"""Visitors who say what stands in an answer's source: to a right one they are like any others."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple
from urllib.parse import quote

from solutions.grading.examiner.names import (
    NEAR_HOSTS,
    PORTS,
    as_headers,
    as_tokens,
    as_values,
    to_everybody,
)

PAIRS = 20_000  # of a name and its value, in all requests that have all names
AS_IT_IS = "=&%;,:/?@!$'()*+~"  # signs that stay where a name is a whole query


class Said(NamedTuple):
    """A query, and headers beside those that a visitor has anyway."""

    query: str
    headers: list[tuple[str, str]]


def valued(names: Sequence[str], said: Sequence[str], turn: int) -> dict[str, str]:
    """Each name with one of `said`; at each turn, of which there are as many, with another one."""
    return {name: said[(at + turn) % len(said)] for at, name in enumerate(names)}


def all_at_once(names: Sequence[str], said: Sequence[str], turn: int = 0) -> Said:
    """Each name as a parameter, a header and a cookie, with values as `valued` has them."""
    told = valued(names, said, turn).items()
    query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in told)
    cookies = "; ".join("=".join(pair) for pair in valued(as_tokens(names), said, turn).items())
    headers = [*valued(as_headers(names), said, turn).items(), ("Cookie", cookies)]
    return Said(query, headers)


def some_at_once(draws: Random, names: Sequence[str], most: int) -> Said:
    """The same of so many names at most, with a value of each that is drawn."""
    known, said = draws.sample(names, min(len(names), most)), as_values(names)
    return all_at_once(known, draws.choices(said, k=len(known)))


def as_query(name: str) -> str:
    """The name as a whole query, such as `q=1`."""
    return quote(name, safe=AS_IT_IS)


def visitors(
    draws: Random, names: Sequence[str], alone: bool = True, pairs: int = PAIRS
) -> Iterator[Said]:
    """All names at once, with each value; alone: each as a whole query, too.

    Meanwhile each is said in the headers of everybody, Host above all. In random order.
    """
    said = as_values(names)
    turns = draws.sample(range(len(said)), min(len(said), 1 + pairs // len(names)))
    found = [all_at_once(names, said, turn) for turn in turns]
    found += [Said(as_query(name), []) for name in names if alone]
    hosts = list(dict.fromkeys([*NEAR_HOSTS, *filter(str.isascii, names)]))
    headers = [[("Host", name)] for name in hosts]
    for name in hosts:
        headers.append([("Host", name + draws.choice(PORTS)), *to_everybody(name)[1:]])
    draws.shuffle(found)
    draws.shuffle(headers)
    for place in range(max(len(found), len(headers))):
        each = found[place] if place < len(found) else Said("", [])
        more = headers[place] if place < len(headers) else []
        yield Said(each.query, [*each.headers, *more])
