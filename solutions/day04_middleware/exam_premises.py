"""What questions draw: names, keys, addresses, articles; and what requests look like."""

import datetime
import hashlib
import json
import string
from base64 import b64encode
from random import Random
from typing import Any

from katas.day04_middleware.tests.misshapen import MISSHAPEN
from katas.newsroom.models import Article, Author
from solutions.grading.examiner import Exam

LETTERS = string.ascii_letters + string.digits
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
NEAR = ("127.0.0.1", "::1", "172.17.0.1", "192.168.1.7", "169.254.1.1", "fd00::1")
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
    return random.choice([*METHODS, letters(random, 5, 9).upper()])


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


def elsewhere(key: str) -> dict[str, dict[str, Any]]:
    """Ways to send a key that are none: parts of a plan."""
    basic = b64encode(f"client:{key}".encode()).decode()
    names = ("Authorization", "API-Key", "X-Auth-Token", "X-Access-Token", "X-Token", "X-Key")
    return {
        "a key as Bearer": {"headers": [["Authorization", f"Bearer {key}"]]},
        "a key in Basic Authorization": {"headers": [["Authorization", f"Basic {basic}"]]},
        "a key in a cookie": {"headers": [["Cookie", f"api_key={key}; X-API-Key={key}"]]},
        "a key in Referer": {"headers": [["Referer", f"https://testserver/?api_key={key}"]]},
        **{f"a key in {name}": {"headers": [[name, key]]} for name in names},
    }


def another_end(key: str) -> str:
    return key[:-1] + ("x" if key[-1] not in "xX" else "y")


def nearly(random: Random, key: str) -> dict[str, str]:
    """Headers that are almost that key."""
    number = random.randrange(1, len(key) - 1)
    near = {
        "its last letter missing": key[:-1],
        "its first letter missing": key[1:],
        "only its beginning": key[:number],
        "one letter more": key + "0",
        "another last letter": another_end(key),
        "another letter within": key[:number] + chr(ord(key[number]) ^ 1) + key[number + 1 :],
        "another first letter": "x" + key[1:],
        "upper and lower case swapped": key.swapcase(),
        "in lower case": key.lower(),
        "twice": key + key,
        "backwards": key[::-1],
        "in quotes": f'"{key}"',
        "after the word Bearer": f"Bearer {key}",
        "two times with a comma": f"{key},{key}",
        "a blank within": f"{key[:number]} {key[number:]}",
        "its first letter percent-encoded": f"%{ord(key[0]):X}{key[1:]}",
        "its SHA-256 instead": hashlib.sha256(key.encode()).hexdigest(),
        "its MD5 instead": hashlib.md5(key.encode(), usedforsecurity=False).hexdigest(),
        "a zero byte more": key + "\0",
        "its dashes missing": key.replace("-", ""),
        "dashes for its underscores": key.replace("_", "-"),
        "a letter with an accent more": key + "\xe9",
        "one letter of it not in ASCII": key[:number] + "\xc1" + key[number + 1 :],
    }
    return {what: header for what, header in near.items() if header != key}
