"""What questions draw: names, keys, addresses, articles; and what requests look like."""

import datetime
import json
import string
from collections.abc import Iterable
from random import Random
from typing import Generic, TypeVar

from katas.day04_middleware.tests.misshapen import MISSHAPEN
from katas.newsroom.models import Article, Author
from solutions.grading.examiner import Exam

LETTERS = string.ascii_letters + string.digits
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
SELDOM = (
    *("CONNECT", "LOCK", "UNLOCK", "COPY", "MOVE", "PURGE", "LINK", "UNLINK", "MKCOL", "PROPPATCH"),
    *("REPORT", "SEARCH", "QUERY", "ACL", "BIND", "MERGE", "CHECKOUT", "get", "options", "Post"),
)
# What addresses of this machine, of networks of one's own and of examples begin with.
NETWORKS = (
    *("127.0.0.", "127.0.1.", "127.", "10.0.0.", "10.0.2.", "10.42.", "10.96.", "10.244.", "10."),
    *(f"172.{number}." for number in (16, 17, 18, 19, 20, 31)),
    *("192.168.0.", "192.168.1.", "192.168.49.", "192.168.65.", "192.168.", "169.254."),
    *("100.64.", "198.18.", "192.0.2.", "198.51.100.", "203.0.113.", "fd00::", "fe80::"),
    *("2001:db8::", "::ffff:127.9."),
)
NEAR = ("127.0.0.1", "::1")
PROBE = [
    ["User-Agent", "kube-probe/1.33 ELB-HealthChecker/2.0 GoogleHC/1.0"],
    ["X-Requested-With", "XMLHttpRequest"],
    ["Sec-Purpose", "prefetch"],
]
PREFLIGHT = [["Origin", "https://partner.example"], ["Access-Control-Request-Method", "GET"]]
LIKE_HEALTH = [
    *("/health-admin/", "/health", "/health/live/", "/articles/health/", "/HEALTH/"),
    *("/articles/?next=/health/", "/health-admin/?/health/", "/health/%0A", "/health/%20"),
    *("/health/%3Fverbose=1", "/health//", "/health/;v=1", "/health/../articles/", "/healthz/"),
    *("/%EF%BD%88ealth/", "/", "/health-admin"),
]


def like_health(random: Random) -> list[str]:
    """Paths that somebody may take for /health/."""
    word, end = letters(random, 1, 9), random.choice(["", "/"])
    drawn = [f"/health/{word}{end}", f"/health/{word}.json", f"/health{word}/", f"/{word}/health/"]
    slashes = "/" * random.randint(2, 4)
    drawn += [f"{slashes}health/", f"{slashes}health/{word}{end}", f"/health{slashes}", "/health/0"]
    return [*LIKE_HEALTH, *drawn]


T = TypeVar("T")


class Deck(Generic[T]):
    """Deals all of some things in an order that is drawn, and then again: none is left out."""

    def __init__(self, random: Random, things: Iterable[T]) -> None:
        self._random, self._things, self._left = random, list(things), list[T]()

    def deal(self) -> T:
        if not self._left:
            self._left = self._random.sample(self._things, len(self._things))
        return self._left.pop()


def letters(random: Random, least: int, most: int) -> str:
    return "".join(random.choices(LETTERS, k=random.randint(least, most)))


def some_key(random: Random) -> str:
    """A key with letters of both cases, a digit and some punctuation in it."""
    parts = [*random.sample("abcdefgh", 2), *random.sample("KLMNOP", 2), random.choice("123456789")]
    parts += [random.choice("-_.~!$%"), letters(random, 6, 40)]
    random.shuffle(parts)
    return "k" + "".join(parts) + random.choice("ABCxyz789")


def some_client(random: Random) -> str:
    return f"{random.choice(['harbour', 'Le Matin', 'bureau', 'wire'])}-{letters(random, 7, 12)}"


def some_address(random: Random) -> str:
    if random.random() < 0.3:
        return f"2001:db8::{random.randrange(1, 65_536):x}:{random.randrange(1, 65_536):x}"
    return ".".join(str(random.randrange(1, 255)) for _ in range(4))


def some_method(random: Random) -> str:
    drawn = "".join(random.choices(string.ascii_letters, k=random.randint(2, 12)))
    return random.choice([*METHODS, *SELDOM, drawn.upper(), drawn, drawn.lower()])


def methods(random: Random, seldom: int = len(SELDOM)) -> list[str]:
    """The known ones, so many that are seldom seen, and some that nobody has heard of."""
    return [*METHODS, *random.sample(SELDOM, seldom), *(some_method(random) for _ in range(3))]


def near_addresses(random: Random) -> list[str]:
    """One of each network that somebody may take for their own."""
    found = list(NEAR)
    for begin in NETWORKS:
        if begin.endswith("::"):
            found.append(f"{begin}{random.randrange(1, 65_536):x}")
            continue
        missing = 4 - begin.rpartition(":")[2].count(".")
        found.append(begin + ".".join(str(random.randrange(2, 255)) for _ in range(missing)))
    return list(dict.fromkeys(found))


def paths(random: Random) -> list[str]:
    """Pages that there are, and such as are often left open."""
    name = letters(random, 3, 9)
    return [
        *("/articles/", "/health-admin/", page_of(random), f"/nowhere/{name}/", f"/{name}"),
        *(f"/static/{name}.css", f"/media/{name}.png", "/favicon.ico", "/robots.txt", "/metrics/"),
        *(f"/.well-known/{name}", "/admin/login/", "/accounts/login/", f"/api/{name}/", "/docs/"),
        *(
            "/status/",
            "/ping/",
            "/readyz/",
            "/livez/",
            f"/public/{name}",
            "/login/",
            "/sitemap.xml",
        ),
    ]


def page_of(random: Random) -> str:
    """A path of a page that asks the examiner how it ends."""
    return f"/pages/{letters(random, 3, 20)}/"


def misshapen(random: Random, path: str, what: str = "") -> tuple[str, str, list[list[str]]]:
    """What is wrong with a POST, its path with a query, and its headers."""
    what = what or random.choice(list(MISSHAPEN))
    query, headers = MISSHAPEN[what]
    whole = f"{path}?{query}" if query else path
    return what, whole, [[name, value] for name, value in headers.items()]


def articles(exam: Exam) -> str:
    """Make articles once; what /articles/ answers."""
    if "articles" not in exam.kept:
        random, now = exam.random, datetime.datetime(2024, 5, 1, tzinfo=datetime.UTC)
        with exam.database.counting():
            author = Author.objects.create(name=some_client(random))
        titles = [letters(random, 20, 60) for _ in range(random.randint(3, 9))]
        rows = [
            Article(
                title=title,
                slug=title.lower() + str(number),
                author=author,
                published=True,
                published_at=now - datetime.timedelta(hours=number),
            )
            for number, title in enumerate(titles)
        ]
        Article.objects.bulk_create(rows)
        exam.kept["articles"] = json.dumps({"titles": titles})
    text: str = exam.kept["articles"]
    return text
