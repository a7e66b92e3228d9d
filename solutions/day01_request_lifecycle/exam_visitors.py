"""Who asks, and where: visitors drawn as browsers and programs are, hosts and paths of the site."""

import string
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from random import Random
from typing import Any

from solutions.grading.examiner import Exam, Reply
from solutions.grading.examiner.names import NEAR_HOSTS
from solutions.grading.examiner.said import as_query, some_at_once
from solutions.grading.examiner.web import Exchange, Headers

ROUTES = ("page", "apage", "partial")
DASHBOARD = "dashboard"
WORDS = ("news", "editors", "slow", "broken", "api", "de", "p", "a", "search", "still", "articles")
ENDS = ("ch", "com", "org", "example", "local")
LANGUAGES = ("de-CH,de;q=0.9,en;q=0.8", "en-US,en;q=0.5", "fr", "pt-BR,pt;q=0.9", "ja,en;q=0.3")
Pairs = list[tuple[str, str]]


def word(draws: Random) -> str:
    return "".join(draws.choices(string.ascii_lowercase, k=draws.randint(3, 9)))


def address(draws: Random) -> str:
    return f"203.0.113.{draws.randrange(1, 255)}"


def chrome(draws: Random) -> Pairs:
    version, wanted = draws.randint(96, 140), "text/html,application/xhtml+xml,*/*;q=0.8"
    system = draws.choice(["X11; Linux x86_64", "Windows NT 10.0; Win64; x64", "Linux; Android 14"])
    engine = "AppleWebKit/537.36 (KHTML, like Gecko)"
    return [
        ("Connection", "keep-alive"),
        ("sec-ch-ua", f'"Chromium";v="{version}", "Not?A_Brand";v="8"'),
        ("sec-ch-ua-mobile", "?0"),
        ("Upgrade-Insecure-Requests", "1"),
        ("User-Agent", f"Mozilla/5.0 ({system}) {engine} Chrome/{version}.0.0.0 Safari/537.36"),
        ("Accept", wanted),
        ("Sec-Fetch-Site", draws.choice(["none", "same-origin", "cross-site"])),
        ("Sec-Fetch-Mode", "navigate"),
        ("Sec-Fetch-Dest", "document"),
        ("Accept-Encoding", "gzip, deflate, br, zstd"),
        ("Accept-Language", draws.choice(LANGUAGES)),
        *at_home(draws),
    ]


def firefox(draws: Random) -> Pairs:
    version = draws.randint(102, 140)
    return [
        (
            "User-Agent",
            f"Mozilla/5.0 (X11; Linux x86_64; rv:{version}.0) Gecko Firefox/{version}.0",
        ),
        ("Accept", draws.choice(["text/html,*/*;q=0.8", "application/json", "*/*"])),
        ("Accept-Language", draws.choice(LANGUAGES)),
        ("Accept-Encoding", "gzip, deflate"),
        ("Connection", "keep-alive"),
        ("Sec-Fetch-Mode", "cors"),
        ("Priority", "u=0, i"),
        *at_home(draws),
    ]


def at_home(draws: Random) -> Pairs:
    """What a browser says of someone who has been here before."""
    session, token = draws.getrandbits(80), draws.getrandbits(60)
    found = [
        ("Referer", f"https://{word(draws)}.{draws.choice(ENDS)}/{word(draws)}/"),
        ("Cookie", f"sessionid={session:x}; csrftoken={token:x}; {word(draws)}=1"),
    ]
    if draws.random() < 0.3:  # who loads a page again
        found.append(("Cache-Control", draws.choice(["no-cache", "max-age=0"])))
    return found


def program(draws: Random) -> Pairs:
    name = draws.choice(["curl", "python-requests", "Go-http-client", "okhttp"])
    found = [
        ("User-Agent", f"{name}/{draws.randint(1, 8)}.{draws.randint(0, 31)}"),
        ("Accept", "*/*"),
    ]
    if draws.random() < 0.5:
        found.append(("Authorization", f"Bearer {draws.getrandbits(90):x}"))
    return found


def probe(draws: Random) -> Pairs:
    return [("User-Agent", draws.choice(["kube-probe/1.29", "ELB-HealthChecker/2.0", ""]))]


def behind_a_proxy(draws: Random) -> Pairs:
    return [
        ("X-Forwarded-For", f"{address(draws)}, 10.0.0.{draws.randrange(1, 255)}"),
        ("X-Forwarded-Proto", draws.choice(["http", "https"])),
        ("X-Request-ID", f"{draws.getrandbits(64):x}"),
        ("Via", "1.1 proxy"),
    ]


MOST = 60  # names of one request


def insider(draws: Random, names: Sequence[str]) -> Pairs:
    """Who sends headers and cookies that are named as something in the answer's source is."""
    # What a proxy says, servers check against each other.
    return [
        (name, value)
        for name, value in some_at_once(draws, names, MOST).headers
        if name.replace("-", "").isalnum() and not name.startswith("X-FORWARDED")
    ]


KINDS: tuple[Callable[[Random], Pairs], ...] = (chrome, firefox, program, probe, lambda draws: [])


class Visitors:
    """Visitors of the site, each kind in turn, and the site's hosts and paths, drawn as well.

    dashboard: the answer's own stands at /dashboard/. Else one of the pages does: to a layer, it
    is a page like any other.
    """

    def __init__(self, exam: Exam, dashboard: bool = False) -> None:
        self._exam, self._draws, self._names = exam, exam.random, exam.names
        draws = exam.random
        self.hosts = [f"{word(draws)}.{draws.choice(ENDS)}" for _ in range(3)]
        self.firsts = [*draws.sample(WORDS, 2), DASHBOARD if not dashboard else word(draws)]
        self._paths = dict(zip(ROUTES, draws.sample(self.firsts, len(ROUTES)), strict=True))
        self._kinds = self._in_turn()
        self._said = [*NEAR_HOSTS, *filter(str.isascii, self._names)]
        exam.ask("open_site", [*self.hosts, *self._said], self._paths)

    def _in_turn(self) -> Iterator[Callable[[Random], Pairs]]:
        """A browser comes first, and again with each round."""
        yield self._draws.choice([chrome, firefox])
        kinds = [*KINDS, partial(insider, names=self._names)]
        while True:
            yield from self._draws.sample(kinds, len(kinds))

    def query(self) -> str:
        """Parameters that are named as something in the answer's source is, or one such text."""
        if self._draws.random() < 0.5:
            return "?" + as_query(self._draws.choice(self._names))
        return "?" + some_at_once(self._draws, self._names, MOST).query

    def path(self, route: str = "", rest: str = "") -> str:
        """A path of one of ROUTES."""
        draws = self._draws
        first = self._paths[route or draws.choice(ROUTES)]
        ends = ["", f"{word(draws)}/", f"{draws.randrange(10**6)}/", self.query()]
        rest = rest or draws.choice(ends + [""] * 3 * (first == DASHBOARD))
        return f"/{first}/{rest}"

    def headers(self, own: Headers = ()) -> Pairs:
        """All headers of one visitor. own: what it says in any case."""
        draws = self._draws
        found = next(self._kinds)(draws)
        if draws.random() < 0.3:
            found += behind_a_proxy(draws)
        known = self._said if draws.random() < 0.2 else self.hosts
        host = draws.choice(known) + draws.choice(["", "", ":8000"])
        names = {name.lower() for name, _ in own}
        return [pair for pair in [("Host", host), *found] if pair[0].lower() not in names] + list(
            own
        )

    def request(
        self, target: str, method: str = "GET", headers: Headers = (), body: bytes = b""
    ) -> list[Any]:
        """A request that reaches a handler in the process: with its scheme and its address."""
        draws = self._draws
        sent = [list(each) for each in self.headers(headers)]
        scheme, client = draws.choice(["http", "https"]), draws.choice(["", address(draws)])
        return [method, target, sent, body, scheme, client]

    def fetch(self, port: int, target: str, headers: Headers = (), **options: Any) -> Reply:
        """One request to a server, and the whole response."""
        return self._exam.fetch(port, target, headers=self.headers(headers), **options)

    def exchange(self, port: int, target: str, headers: Headers = (), **options: Any) -> Exchange:
        """A request to a server whose response is read bit by bit."""
        return self._exam.exchange(port, target, headers=self.headers(headers), **options)
