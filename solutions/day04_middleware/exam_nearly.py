"""Headers that are almost a key, and places where a key does not count."""

import hashlib
import itertools
import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from random import Random
from typing import Any
from urllib.parse import quote

from solutions.day04_middleware.exam_premises import letters

SCHEMES = ("Bearer", "Token", "ApiKey", "Api-Key", "Key", "X-API-Key", "Digest", "HMAC", "")
HEADERS = (
    *(
        "API-Key",
        "ApiKey",
        "X-Api-Token",
        "X-Auth-Token",
        "X-Auth-Key",
        "X-Access-Token",
        "X-Token",
    ),
    *("X-Key", "X-Secret", "X-Client-Key", "Proxy-Authorization", "X-Forwarded-API-Key", "Token"),
)
NAMES = (
    *(
        "api_key",
        "key",
        "apikey",
        "api-key",
        "token",
        "access_token",
        "auth",
        "auth_token",
        "secret",
    ),
    *("X-API-Key", "x-api-key", "HTTP_X_API_KEY", "x_api_key", "client_key", "sessionid", "k"),
)
# What names of a parameter, a cookie or a header may be made of.
BEGINS = (
    *("feed", "rss", "api", "x", "access", "auth", "client", "partner", "my", "private", "user"),
    *("newsroom", "app", "service", "request", "reader", "site"),
)
ENDS = (
    *("key", "token", "secret", "auth", "id", "code", "pass", "password", "sig", "hash"),
    *("apikey", "credential", "client"),
)
FORMS: tuple[Callable[[bytes], str], ...] = (
    lambda digest: digest.hex(),
    lambda digest: digest.hex().upper(),
    lambda digest: b64encode(digest).decode(),
    lambda digest: urlsafe_b64encode(digest).decode().rstrip("="),
)


def spelt() -> list[str]:
    """Names that a parameter, a cookie or a header with a key may have: fewer than 1,000."""
    found = []
    for begin, end in itertools.product(BEGINS, ENDS):
        found += [f"{begin}_{end}", f"{begin}-{end}", f"{begin}{end}", f"{begin}{end.title()}"]
    return [*dict.fromkeys((*NAMES, *ENDS, *found))]


SPELT = spelt()
SPELT_HEADERS = sorted({it.replace("_", "-").lower() for it in (*HEADERS, *SPELT)} - {"x-api-key"})


def elsewhere(random: Random, key: str) -> dict[str, dict[str, Any]]:
    """Ways to send a key that are none: parts of a plan."""
    basic = [b64encode(f"{pair}".encode()).decode() for pair in (f"client:{key}", f"{key}:")]
    values = [f"{scheme} {key}".strip() for scheme in SCHEMES] + [f"Basic {it}" for it in basic]
    names = random.sample(SPELT, len(SPELT))
    escaped = quote(key)
    query = "&".join([f"{name}={escaped}" for name in names])
    cookies = "; ".join([f"{name}={key}" for name in names])
    return {
        **{
            f"a key in Authorization: {it[:9]}": {"headers": [["Authorization", it]]}
            for it in values
        },
        "a key in cookies": {"headers": [["Cookie", cookies]]},
        "a key in Referer": {"headers": [["Referer", f"https://testserver/?api_key={key}"]]},
        "a key in other headers": {"headers": [[name, key] for name in SPELT_HEADERS]},
        "a key in the query": {"query": query},
        "a key as api_key in the query": {"query": f"api_key={escaped}"},
        "a key in the query, alone": {"query": f"{random.choice(SPELT)}={quote(key)}"},
        "a key as the query": {"query": quote(key)},
        **bodies(names, key),
    }


def bodies(names: Sequence[str], key: str) -> dict[str, dict[str, Any]]:
    """Forms and the like that have the key under all these names."""
    kinds = {
        "x-www-form-urlencoded": "&".join([f"{quote(it)}={quote(key)}" for it in names]),
        "json": json.dumps(dict.fromkeys(names, key)),
    }
    return {
        f"a key in a body, {kind}": {
            "method": "POST",
            "headers": [["Content-Type", f"application/{kind}"]],
            "body": body.encode(),
        }
        for kind, body in kinds.items()
    }


def hashed(random: Random, key: str) -> dict[str, str]:
    """Hashes of a key by all algorithms, as they are written; and the key in another writing."""
    plain = key.encode()
    found = {}
    for number, form in enumerate(FORMS):
        found[f"written in another way, {number}"] = form(plain)
        for name in hashlib.algorithms_guaranteed:
            made = hashlib.new(name, plain, usedforsecurity=False)
            digest = made.digest(32) if not made.digest_size else made.digest()  # type: ignore[call-arg]
            found[f"its {name} instead, {number}"] = form(digest)
    begin = letters(random, 1, 8)
    return {**found, "after another text": f"{begin}{key}", "with another after it": key + begin}


def ends_differ(random: Random, key: str) -> list[str]:
    """The key with one other letter: the first, one of all, the last but one and the last."""
    last = len(key) - 1
    places = {0, random.randrange(last), last - 1, last}
    return [key[:it] + ("x" if key[it] != "x" else "y") + key[it + 1 :] for it in places]


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
