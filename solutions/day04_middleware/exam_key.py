"""Headers that are keys, that are nearly keys, and what checking them costs."""

import codecs
import json
from collections.abc import Sequence
from random import Random
from typing import Any

from katas.day04_middleware.tests.alike import CHECKSUMS
from solutions.day04_middleware.exam_nearly import ends_differ, hashed, nearly
from solutions.day04_middleware.exam_premises import (
    LETTERS,
    letters,
    some_client,
    some_key,
)
from solutions.day04_middleware.exam_room import API_KEY, Room
from solutions.grading.examiner import Contradicted, Exam

PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
# What a header beyond ASCII may hold, and what Unicode, or somebody's good will, makes of it.
BECOMES = [
    *(("\xe9", "e"), ("\xaa", "a"), ("\xb9\xb2\xb3", "123"), ("\xdf", "ss"), ("\xc6", "AE")),
    *(("\xc6", "ae"), ("\xad", ""), ("\xa0", ""), ("\uff4b".encode().decode("latin-1"), "k")),
]
HANDLERS = ["ignore", "replace", "backslashreplace", "xmlcharrefreplace", "namereplace"]
Case = tuple[str, str, str | None]  # what is sent, the header, and whose key it is
CLIENTS, WRONG = 800, 250  # hashes of 16 bits show 19 times of 20


def in_ascii(handler: str) -> str:
    """What an error handler makes of an e with an accent."""
    error = UnicodeEncodeError("ascii", "\xe9", 0, 1, "")
    return str(codecs.lookup_error(handler)(error)[0])


def keys_of_all_kinds(random: Random) -> dict[str, str]:
    """Long ones, short ones, with any punctuation, and such as are spelt alike."""
    short = "k" + random.choice("ABC") + "".join(random.choices(LETTERS, k=7))
    found = [
        short,
        short[:-1],
        short[1:],
        short.swapcase(),
        short[::-1],
        f"{short}=",
        f"%41{short}",
    ]
    found += [f"Bearer {short}", f"{short},{short}", f"{short} {short}", f'"{short}"', "0", "k"]
    found += ["None", "".join(random.sample(PUNCTUATION, len(PUNCTUATION))), f"{short}?"]
    lengths = (64, 65, 129, 1_025, random.randint(2_000, 4_000))
    found += ["".join(random.choices(LETTERS, k=length)) for length in lengths]
    found += [some_key(random) for _ in range(3)]
    found.append("cl-" + "-".join("".join(random.choices(LETTERS, k=6)) for _ in range(3)) + "_x")
    found = random.sample(found, len(found))
    names = [some_client(random) + random.choice(["", " & S\xf6hne", "-Partner"]) for _ in found]
    return dict(zip(names, dict.fromkeys(found), strict=False))


def right_and_nearly_right(
    random: Random, written: Sequence[str]
) -> tuple[dict[str, str], list[Case]]:
    """Keys of many clients, and requests with each of them and with what is almost one.

    written: what stands in the answer's source.
    """
    keys = keys_of_all_kinds(random)
    offered: list[tuple[str, str]] = []
    pool = [key for key in keys.values() if len(key) > 8]
    near = [nearly(random, key) for key in random.sample(pool, len(pool))]
    for what in dict.fromkeys(what for each in near for what in each):
        headers = [each[what] for each in near if what in each]
        offered += [(f"a key, {what}", header) for header in headers[:1]]
    for key in pool:
        offered += [
            (f"a key of {len(key)} letters, one of them changed", it)
            for it in ends_differ(random, key)
        ]
    longest = max(pool, key=len)
    offered += [(f"a long key, {what}", it) for what, it in nearly(random, longest).items()]
    offered += [(f"a key, {what}", it) for what, it in hashed(random, random.choice(pool)).items()]
    for given, made in [("\xe9", in_ascii(handler)) for handler in HANDLERS] + BECOMES:
        begin, end = letters(random, 5, 12), letters(random, 5, 12)
        keys[some_client(random)] = f"{begin}{made}{end}"
        offered.append((f"a header that is not ASCII, {given!a}", f"{begin}{given}{end}"))
    for one, other in CHECKSUMS:
        number = letters(random, 6, 9)
        keys[some_client(random)] = one.format(number)
        offered.append(("what has a checksum in common with a key", other.format(number)))
    offered += [("a header that is not ASCII", text) for text in ("cl\xe9", "\x80\xff", "\xb2")]
    texts = [text for text in written if text.isascii()]
    offered += [(f"the text {text!r} of your source", text) for text in texts]
    offered += [(f"a key behind {text!r}", f"{text}{random.choice(pool)}") for text in texts]
    keys = {some_client(random): "", **keys}
    names = {key: name for name, key in keys.items() if key}
    offered = [each for each in offered if each[1].strip(" \t") == each[1]]  # as servers do
    cases = [(what, header, names.get(header)) for what, header in offered]
    cases += [(f"the key of {name}", key, name) for key, name in names.items()]
    return keys, random.sample(cases, len(cases))


def with_headers(room: Room, handler: int, cases: list[Case]) -> None:
    """Each with the header alone: whose key it is, and that nothing else opens."""
    with room.exam.database.counting() as ledger:
        told = room.many("W", handler, {}, [headers(header) for _, header, _ in cases])
    for (what, _, who), came in zip(cases, told, strict=True):
        require_who(f"WSGI: GET /health-admin/ with {what}", who, came)
    if ledger.statements:
        raise Contradicted("the key check alone; queries", "none", str(len(ledger.statements)))


def require_who(asked: str, who: str | None, came: tuple[int, str]) -> None:
    """The client whose key it is, as the page sees it; or 403."""
    status, body = came
    expected = json.dumps({"status": "ok", "client": who})
    if who is None and status != 403:
        raise Contradicted(asked, "403", f"{status}: {body}")
    if who is not None and (status, body) != (200, expected):
        raise Contradicted(asked, f"200: {expected}", f"{status}: {body}")


def headers(key: str) -> dict[str, Any]:
    return {"headers": [["X-API-Key", key]]}


def by_turns(exam: Exam, room: Room, lanes: list[str]) -> None:
    """In threads that change all the time, each request has the client whose key it brings."""
    random = exam.random
    keys = {some_client(random): some_key(random) for _ in range(40)}
    room.change(NEWSROOM_API_KEYS=keys)
    handler = room.build([API_KEY])
    turns: dict[str, list[tuple[str | None, str]]] = {}
    for lane in lanes:
        # Strangers last: whoever lets them wait would have the threads take turns.
        turns[lane] = [*random.sample(list(keys.items()), len(keys))]
        turns[lane] += [(None, some_key(random)) for _ in range(8)]
        room.begin_many(lane, handler, {}, [headers(key) for _, key in turns[lane]], len(lanes))
    for lane in lanes:
        told = room.end_many(lane, len(turns[lane]))
        for (who, _), came in zip(turns[lane], told, strict=True):
            asked = f"WSGI, {len(lanes)} threads at once: with {'a' if who else 'no'} key"
            require_who(asked, who, came)


def many_wrong(exam: Exam, room: Room) -> None:
    """Of many keys and many headers no two are taken for each other."""
    random = exam.random
    room.change(NEWSROOM_API_KEYS={some_client(random): some_key(random) for _ in range(CLIENTS)})
    wrong = [some_key(random) for _ in range(WRONG)]
    told = room.many("W", room.build([API_KEY]), {}, [headers(key) for key in wrong])
    for came in told:
        require_who(f"WSGI: with {WRONG} wrong keys, {CLIENTS} clients having keys", None, came)
