"""Task 2: which header is a key, and what checking it gives away and costs."""

import codecs
import hashlib
import string

import pytest
from factory.random import randgen

from katas.day04_middleware.tests.alike import CHECKSUMS, cut
from katas.day04_middleware.tests.driver import Onion
from katas.day04_middleware.tests.expectations import require_403, require_client, require_passed
from katas.day04_middleware.tests.knocking import (
    LAYERS,
    another_end,
    check_comparison,
    check_cost,
    require_the_keys_open,
    some_key,
)
from katas.day04_middleware.tests.premises import newsroom, some_client

pytestmark = pytest.mark.django_db


@pytest.mark.task(2)
def test_each_key_brings_its_client(keys):
    """With a client's key the request passes, and request.api_client is that client's name."""
    plain = [(f"{client}-Partner", key) for client, key in keys.items()]
    keys = dict(randgen.sample(plain, len(plain)))
    keys["\xd1and\xfa & S\xf6hne"] = "".join(randgen.sample(string.punctuation, 32))
    keys["42"] = some_key(200)
    keys |= {f"length {length}": some_key(length) for length in (64, 65, 129, 1025, 4000)}
    # Keys that begin, end or are spelt alike, or look like something else, are keys of their own.
    short = some_key(9)
    others: tuple[str, ...] = (
        short[:-1],
        short[1:],
        short.swapcase(),
        short[::-1],
        f"{short}=",
        "0",
        "k",
    )
    others += (f"Bearer {short}", f"{short},{short}", f"{short} {short}", f'"{short}"', "%41")
    keys |= {f"client {number}": key for number, key in enumerate((short, *others))}
    # The client that has no key yet stands first: it must not move the others' names.
    for configured in (keys, {"no-key-yet": "", **keys}):
        with newsroom(keys=configured):
            onion = Onion(LAYERS)
            for client, key in keys.items():
                visit = onion.visit("/articles/", {"X-API-Key": key})
                asked = f"GET /articles/ with the key of {client}: {cut(key)}"
                if configured is not keys:
                    asked += '\nNEWSROOM_API_KEYS = {"no-key-yet": "", ...}'
                require_passed(visit, asked)
                require_client(visit, client, asked)


NEARLY = {
    "its last letter missing": lambda key: key[:-1],
    "its first letter missing": lambda key: key[1:],
    "only its first letter": lambda key: key[:1],
    "one letter more": lambda key: key + "0",
    "another last letter": lambda key: another_end(key),
    "another first letter": lambda key: "x" + key[1:],
    "upper and lower case swapped": str.swapcase,
    "in lower case": str.lower,
    "twice": lambda key: key + key,
    "in quotes": lambda key: f'"{key}"',
    "after the word Bearer": lambda key: f"Bearer {key}",
    "two times with a comma": lambda key: f"{key},{key}",
    "a blank in the middle": lambda key: f"{key[:5]} {key[5:]}",
    "its first letter percent-encoded": lambda key: f"%{ord(key[0]):X}{key[1:]}",
    "its hash instead": lambda key: hashlib.sha256(key.encode()).hexdigest(),
    "a zero byte more": lambda key: key + "\0",
    "its dash missing": lambda key: key.replace("-", ""),
    "a dash for its underscore": lambda key: key.replace("_", "-"),
}


@pytest.mark.task(2)
def test_nearly_right_is_wrong(keys):
    """A header that is almost a key is no key."""
    keys |= {"long": some_key(200), "parted": f"{some_key(8)}-{some_key(8)}_{some_key(8)}"}
    with newsroom(keys=keys):
        onion = Onion(LAYERS)
        for described, near in NEARLY.items():
            for key in keys.values():
                if near(key) == key:
                    continue
                visit = onion.visit("/articles/", {"X-API-Key": near(key)})
                asked = f"GET /articles/ with a key, {described}"
                require_403(visit, f"{asked}\nkey     {key}\nheader  {near(key)!a}")
    number = some_key(8)
    pairs = [(one.format(number), other.format(number)) for one, other in CHECKSUMS]
    with newsroom(keys={client: client for client, _ in pairs}):
        onion = Onion(LAYERS)
        for key, other in pairs:
            visit = onion.visit("/articles/", {"X-API-Key": other})
            asked = "GET /articles/ with what has a checksum in common with a key, or its letters"
            require_403(visit, f"{asked}\nkey     {key}\nheader  {other}")
    require_the_keys_open(keys)


@pytest.mark.task(2)
def test_a_header_that_is_not_ascii(keys):
    """A header beyond ASCII is a wrong key like any other: 403, never 500."""
    with newsroom(keys=keys):
        onion = Onion(LAYERS)
        for key in ("", *keys.values()):
            for text in ("cl\xe9", "Schl\xfcssel", "\x80\xff", "\xb2"):
                visit = onion.visit("/articles/", {"X-API-Key": key + text})
                asked = f"GET /articles/ with X-API-Key: {key + text!a}"
                note = "A header may hold any byte; Django decodes it as latin-1."
                require_403(visit, asked, note)
    require_the_keys_open(keys)


# What a header beyond ASCII may hold, and what Unicode, or somebody's good will, makes of it.
ALMOST_ASCII = [
    ("\xe9", "e"),
    ("\xaa", "a"),
    ("\xb9\xb2\xb3", "123"),
    ("\xdf", "ss"),
    ("\xc6", "AE"),
    ("\xc6", "ae"),
    ("\xad", ""),
    ("\xa0", ""),
    # Wide letters, in UTF-8: three bytes each.
    ("\uff4b".encode().decode("latin-1"), "k"),
]
# How a text that is not ASCII may be made into one that is.
HANDLERS = ["ignore", "replace", "backslashreplace", "xmlcharrefreplace", "namereplace"]


def in_ascii(handler: str) -> str:
    """What an error handler makes of an e with an accent."""
    replaced, _ = codecs.lookup_error(handler)(UnicodeEncodeError("ascii", "\xe9", 0, 1, ""))
    return str(replaced)


@pytest.mark.task(2)
def test_what_becomes_a_key_is_none():
    """A header that only some conversion makes into a key is not ASCII, and so no key: 403."""
    becomes = [("\xe9", in_ascii(handler)) for handler in HANDLERS] + ALMOST_ASCII
    for given, made in becomes:
        begin, end = some_key(8), some_key(8)
        key, header = f"{begin}{made}{end}", f"{begin}{given}{end}"
        with newsroom(keys={some_client(): key}):
            onion = Onion(LAYERS)
            wrong, right = (onion.visit("/articles/", {"X-API-Key": it}) for it in (header, key))
        require_403(
            wrong,
            f"GET /articles/ with a header that is not ASCII\nkey     {key}\nheader  {header!a}",
            "Whatever Unicode or an encoding can make of it, this header is not the key.",
        )
        require_passed(right, f"GET /articles/ with the key {key}")


@pytest.mark.task(2)
def test_a_check_is_quick(keys):
    """Checking a key, right or wrong, takes some milliseconds of CPU time, for 200 clients too."""
    check_cost(keys, "", lambda onion, headers: onion.visit("/articles/", headers))


@pytest.mark.task(2)
@pytest.mark.parametrize("header", ["right", "wrong"])
def test_the_comparison_tells_nothing(header, keys):
    """Neither the header nor an unhashed copy of it is compared with ==, in or a look-up."""
    check_comparison(header, keys, "", lambda onion, headers: onion.visit("/articles/", headers))
