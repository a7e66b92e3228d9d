"""What a request may say beside its path: queries and headers, of browsers and of programs."""

from collections.abc import Iterator, Sequence
from random import Random

from django.utils.http import http_date

from solutions.day02_url_resolution import exam_texts as texts
from solutions.day02_url_resolution import exam_words as words
from solutions.grading.examiner.said import visitors

AGENTS = [
    "Mozilla/5.0 (X11; Linux x86_64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/{0}.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/{0}.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    *("curl/8.{0}.0", "Wget/1.{0}", "python-requests/2.{0}.1", "Lynx/2.8.{0}", "", "{1}/{0}.0"),
]
ACCEPTS = [
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    *("*/*", "application/json", "text/plain", "image/avif,image/webp,*/*", "application/rss+xml"),
]
SPOKEN = ["de-AT,de;q=0.8,en;q=0.3", "fr", "*", "en-US,en;q=0.5", "ja", "ar;q=0.9"]
KEYS = ["page", "q", "format", "lang", "callback", "preview", "debug", "utm_source", "slug", "next"]
VALUES = ["", "1", "json", "xml", "true", "/about/", "archive", "de", "7"]


def query(random: Random) -> str:
    """Up to four keys with values, known ones and others."""
    pairs = []
    for _ in range(random.choice([0, 0, 1, 2, 4])):
        key = random.choice([*KEYS, words.word(random)])
        pairs.append(f"{key}={random.choice([*VALUES, words.word(random)])}")
    return "&".join(pairs)


def cookie(random: Random) -> str:
    known = ["django_language=fr", "slug=about", "number=7", "page=front", "messages=x"]
    return random.choice([*known, f"{words.word(random)}={words.word(random)}"])


def named(random: Random, names: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Queries and headers that say these names, as each other's values, too."""
    for query, sent in visitors(random, names):
        told = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in sent}
        if "HTTP_CONTENT_TYPE" in told:
            told["CONTENT_TYPE"] = told.pop("HTTP_CONTENT_TYPE")
        yield query, told


def headers(random: Random) -> tuple[str, dict[str, str]]:
    """A query and headers: nothing of the path."""
    word, address = words.word(random), f"192.0.2.{random.randint(1, 254)}"
    sent = {
        "HTTP_HOST": f"{word}.example.com:8443",
        "HTTP_ACCEPT": random.choice(ACCEPTS),
        "HTTP_ACCEPT_ENCODING": random.choice(["gzip", "gzip, deflate, br, zstd", "identity"]),
        "HTTP_ACCEPT_LANGUAGE": random.choice(SPOKEN),
        "HTTP_AUTHORIZATION": random.choice([f"Bearer {word}", "Basic dTpw"]),
        "HTTP_CACHE_CONTROL": random.choice(["max-age=0", "no-cache"]),
        "HTTP_COOKIE": f"{cookie(random)}; sessionid={word}; {cookie(random)}",
        "HTTP_DNT": "1",
        "HTTP_FROM": f"{word}@example.com",
        "HTTP_IF_MODIFIED_SINCE": http_date(random.randrange(2**31)),
        "HTTP_IF_NONE_MATCH": random.choice([f'"{word}"', f'W/"{word}"', f'"{word}", "x"']),
        "HTTP_ORIGIN": f"https://{word}.example.com",
        "HTTP_PURPOSE": "prefetch",
        "HTTP_RANGE": f"bytes={random.randint(0, 9)}-{random.randint(10, 99)}",
        "HTTP_REFERER": f"https://news.example.com/{word}/",
        "HTTP_SAVE_DATA": "on",
        "HTTP_SEC_FETCH_MODE": random.choice(["navigate", "cors"]),
        "HTTP_SEC_FETCH_SITE": random.choice(["none", "cross-site"]),
        "HTTP_X_FORWARDED_FOR": address,
        "HTTP_X_FORWARDED_HOST": f"{word}.example.net",
        "HTTP_X_FORWARDED_PREFIX": f"/{word}",
        "HTTP_X_FORWARDED_PROTO": random.choice(["http", "https"]),
        "HTTP_X_ORIGINAL_URL": "/archive/",
        "HTTP_X_REQUESTED_WITH": "XMLHttpRequest",
        f"HTTP_X_{word.upper()}": texts.slug(random),
        "REMOTE_ADDR": address,
    }
    names = random.sample(list(sent), random.choice([0, 2, 4, 8, len(sent)]))
    told = {name: sent[name] for name in names}
    if random.random() < 0.7:
        told["HTTP_USER_AGENT"] = random.choice(AGENTS).format(random.randint(3, 150), word)
    return query(random), told
