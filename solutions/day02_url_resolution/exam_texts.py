"""Texts that are drawn: slugs, what is none, spellings close to a word, prefixes."""

import string
import unicodedata
from random import Random

from katas.day02_url_resolution.catalogue import PAGES, SECTIONS

SLUG = string.ascii_letters + string.digits + "-_"
PUNCTUATION = " .%+~:*([{$^|?#&'<;@=,!\"\\"
UNSEEN = "\n\r\x85\u2028\t\0\x7f\xa0\u200b\ufeff"
# Letters that are ASCII in another case, full-width ones, digits of other scripts, beyond 16 bits.
BEYOND = "\u00e9\u4e16\uff41\ufb01\u216b\u212a\u017f\u0131\u0130\u0662\uff10\u00b2\U0001f5de\u0301"
HALVES = "\ud83d\udc80\udcff"
STRANGE = PUNCTUATION + UNSEEN + BEYOND
DIGITS = [
    character
    for character in map(chr, range(0x80, 0x20000))
    if unicodedata.decimal(character, None) is not None
]
# Words by which an expression that takes them apart in many ways is not yet slow.
SHORT = 11


def slug(random: Random, most: int = SHORT) -> str:
    return "".join(random.choices(SLUG, k=random.randint(2, most)))


def strange(random: Random) -> str:
    """One character that no slug has; any there is, now and then."""
    if random.random() < 0.2:
        return random.choice(HALVES)
    if random.random() < 0.2:
        return chr(
            random.choice([random.randrange(0x80, 0xD800), random.randrange(0x10000, 0x20000)])
        )
    return random.choice(STRANGE)


def no_slug(random: Random) -> str:
    """A short text with a character that no slug has, in some place."""
    text = slug(random, 8)
    place = random.randint(0, len(text))
    return text[:place] + strange(random) + text[place:]


def misspelt(random: Random, word: str) -> str:
    """A word that is nearly this one, or this one again."""
    place = random.randrange(len(word))
    one = word[place]
    return random.choice(
        [
            lambda: word[:place] + word[place + 1 :],
            lambda: word[:place] + random.choice(SLUG) + word[place:],
            lambda: word[:place] + random.choice(SLUG) + word[place + 1 :],
            lambda: word[:place] + strange(random) + word[place:],
            lambda: word + random.choice([*UNSEEN, " ", ".", "%20", "~", "-", "_", "s"]),
            lambda: random.choice([*UNSEEN, " ", ".", "%20", "~", "-", "_", "x"]) + word,
            word.upper,
            word.title,
            lambda: word[:place] + one.upper() + word[place + 1 :],
            lambda: word[:place] + f"%{ord(one):02x}" + word[place + 1 :],
            lambda: word[:place] + chr(ord(one) + 0xFEE0) + word[place + 1 :],
            lambda: word.replace("-", random.choice(["_", "", "--", " ", "\u2010", "/"])),
            lambda: word.replace("i", "\u0131").replace("s", "\u017f").replace("k", "\u212a"),
            lambda: word[::-1],
            lambda: word[0] + word[-2:0:-1] + word[-1],
            *[lambda: pattern(random, word)] * 3,
            lambda: word[: random.randrange(1, len(word))],
            lambda: word[random.randrange(1, len(word)) :],
            lambda: f"{word}-{random.choice(PAGES)}",
            lambda: random.choice(word.split("-")),
        ]
    )()


def pattern(random: Random, word: str) -> str:
    """What some pattern language takes for the word."""
    place = random.randrange(len(word))
    start, one, end = word[:place], word[place], word[place + 1 :]
    whole = [f"{word[0]}*", f"{word[0]}%", f"{word[0]}.*", f"({word}|x)", f"{word}|x", "*", "[^/]*"]
    return random.choice(
        [*whole, *(start + each + end for each in (f"[{one}]", "?", "*", ".", "_"))]
    )


def number_text(random: Random) -> str:
    """What may stand for an issue's number, seldom the number of one."""
    number = random.choice(
        [0, random.randrange(10), random.randrange(100), random.randrange(10_000)]
    )
    padded = f"{number:04d}"
    place = random.randrange(4)
    other = "".join(random.choice(DIGITS) if random.random() < 0.5 else each for each in padded)
    zero = ord(random.choice([each for each in DIGITS if unicodedata.decimal(each) == 0]))
    return random.choice(
        [
            str(number),
            "0000",
            f"{number:05d}",
            f"{number:03d}",
            f"{random.randrange(10_000, 10**9)}",
            f"{random.choice('-+')}{number:03d}",
            padded[:place] + "_" + padded[place + 1 :],
            padded[:place] + random.choice(STRANGE + HALVES) + padded[place:],
            padded[:place] + random.choice(STRANGE + HALVES) + padded[place + 1 :],
            padded + random.choice(UNSEEN + " "),
            random.choice(UNSEEN + " ") + padded[1:],
            other,
            "".join(chr(zero + int(each)) for each in padded),
            random.choice(
                [f"0x{number % 256:02x}", f"{number % 10}e03", f"{number % 100:02d}.0", ""]
            ),
            slug(random, 6),
        ]
    )


def prefix(random: Random) -> str:
    """A script prefix in which nothing has to be quoted."""
    return random.choice(
        [
            "/",
            "/newsroom/",
            random.choice(
                ["/newsroom//", "/a//b///", "/newsroom/.//", "/newsroom/../", "/newsroom"]
            ),
            f"/sites/{random.randrange(10**6)}/",
            f"/{slug(random)}/",
            "/r&d/",
            "/!$&'()*+,;=:@~-._/",
            f"/{random.choice(SECTIONS)}/",
            f"/{random.choice(SECTIONS)}/{random.choice(PAGES)}/",
            "/a" + "".join(random.choices(["a", "b-2", "r&d", "/", "//", "/./", "/../", "."], k=5)),
        ]
    )


def prefix_of_signs(random: Random) -> str:
    """A script prefix with all that formats, templates and queries look for, in any order."""
    signs = ["{", "}", "{}", "{0}", "{x}", "%", "%s", "%(x)s", "$x", "\\", "\\1", "&", "?", "#"]
    return f"/{''.join(random.sample(signs, len(signs)))}/"


def quoted_prefix(random: Random) -> str:
    """A script prefix that reverse() does not leave as it is."""
    drawn = "".join(random.choices(PUNCTUATION + BEYOND + "ab/", k=8))
    return random.choice(["/100%/", "//", "//cdn/", "///a//", "/two words/", f"/x{drawn}é/"])
