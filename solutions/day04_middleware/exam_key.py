"""Headers that are keys, that are nearly keys, and what checking them costs."""

import codecs
from random import Random

from django.conf import global_settings

from katas.day04_middleware.tests.alike import CHECKSUMS
from solutions.day04_middleware.exam_door import Case, seen_by_key
from solutions.day04_middleware.exam_premises import (
    LETTERS,
    letters,
    nearly,
    some_client,
    some_key,
)
from solutions.day04_middleware.exam_room import API_KEY, LANES, Room
from solutions.grading.examiner import Contradicted, Exam

PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
# What a header beyond ASCII may hold, and what Unicode, or somebody's good will, makes of it.
BECOMES = [
    *(("\xe9", "e"), ("\xaa", "a"), ("\xb9\xb2\xb3", "123"), ("\xdf", "ss"), ("\xc6", "AE")),
    *(("\xc6", "ae"), ("\xad", ""), ("\xa0", ""), ("\uff4b".encode().decode("latin-1"), "k")),
]
HANDLERS = ["ignore", "replace", "backslashreplace", "xmlcharrefreplace", "namereplace"]
CHECKED, EACH, SLACK = 6, 0.015, 0.06  # visits of one measurement, seconds of CPU time


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


def right_and_nearly_right(random: Random) -> tuple[dict[str, str], list[Case]]:
    """Keys of many clients, and requests with each of them and with what is almost one."""
    keys = keys_of_all_kinds(random)
    offered: list[tuple[str, str]] = []
    pool = [key for key in keys.values() if len(key) > 8]
    near = [nearly(random, key) for key in random.sample(pool, len(pool))]
    for what in dict.fromkeys(what for each in near for what in each):
        headers = [each[what] for each in near if what in each]
        offered += [(f"a key, {what}", header) for header in headers[:2]]
    for given, made in [("\xe9", in_ascii(handler)) for handler in HANDLERS] + BECOMES:
        begin, end = letters(random, 5, 12), letters(random, 5, 12)
        keys[some_client(random)] = f"{begin}{made}{end}"
        offered.append((f"a header that is not ASCII, {given!a}", f"{begin}{given}{end}"))
    for one, other in CHECKSUMS:
        number = letters(random, 6, 9)
        keys[some_client(random)] = one.format(number)
        offered.append(("what has a checksum in common with a key", other.format(number)))
    offered += [("a header that is not ASCII", text) for text in ("cl\xe9", "\x80\xff", "\xb2")]
    keys = {some_client(random): "", **keys}
    names = {key: name for name, key in keys.items() if key}
    cases: list[Case] = []
    for what, header in offered:
        if header.strip(" \t") == header:  # servers strip blanks round a value
            who = names.get(header)
            cases.append(
                (what, {"path": "/health-admin/", "headers": [["X-API-Key", header]]}, who)
            )
    for key, name in names.items():
        plan = {"path": "/health-admin/", "headers": [["X-API-Key", key]]}
        cases.append((f"the key of {name}", plan, name))
    return keys, cases


def require_quick(exam: Exam, room: Room, lane: str, clients: int) -> None:
    """A check takes some milliseconds of CPU time, at Django's own hashers, for many too."""
    random = exam.random
    few = {some_client(random): some_key(random) for _ in range(3)}
    many = {some_client(random): some_key(random) for _ in range(clients)}
    room.change(PASSWORD_HASHERS=global_settings.PASSWORD_HASHERS)
    both = [*many.items(), *few.items()]
    for keys in (few, dict(random.sample(both, len(both))))[: 1 + bool(many)]:
        room.change(NEWSROOM_API_KEYS=keys)
        handler = room.build([API_KEY], lane)
        for _ in range(3):
            before = exam.session.cpu()
            headers = [some_key(random) for _ in range(CHECKED)]
            cases: list[Case] = [("a wrong key", with_header(it), None) for it in headers]
            seen_by_key(exam, room, lane, handler, cases)
            spent = (exam.session.cpu() - before) / CHECKED
            if spent <= EACH + SLACK / CHECKED or spent > 10 * EACH:
                break
        if spent > EACH + SLACK / CHECKED:
            asked = f"{LANES[lane]}: keys that were never seen, {len(keys)} clients having keys"
            expected = "some milliseconds of CPU time for each check"
            raise Contradicted(asked, expected, f"{spent * 1000:.0f} ms")


def with_header(key: str) -> dict[str, object]:
    return {"path": "/health-admin/", "headers": [["X-API-Key", key]]}
