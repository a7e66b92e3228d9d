"""Texts of every kind, and paths that are made of them: nobody thinks of each of them.

Kinds, places and sizes are the same in every run: what shows with one seed shows with all. What is
drawn comes on top.
"""

from collections.abc import Iterator
from itertools import count, islice, product

from factory.random import randgen

from katas.day02_url_resolution.catalogue import PAGES, SECTIONS

# What a slug or a number may be made of; some in turns.
PLAIN = ("x", "Q", "7", "0", "-", "_", "0-", "a-", "-0_", "x1")
# What regular expressions, formats, templates, shells, browsers or servers look for.
PUNCTUATION = (*" .%+~:*([{$^|?#&'<;@=,!", '"', "\\", "%2f", "%s", "{0}")
# What is not seen: ends of lines, a tab, NUL, DEL, two blanks of other kinds, the mark of the byte
# order.
UNSEEN = (*"\n\r\x85\u2028\t\0\x7f\xa0\u200b\ufeff",)
# Beyond ASCII: letters, one of full width, a ligature, a Roman number; what is ASCII in another
# case; digits of other scripts; beyond 16 bits; a letter that is put together.
BEYOND = (
    *"\u00e9\u4e16\uff41\ufb01\u216b\u212a\u017f\u0131\u0130\u0662\uff10\u00b2\U0001f5de",
    "e\u0301",
)
# Halves of a pair, which no encoding knows; os.fsdecode() makes some.
HALVES = ("\ud83d", "\udc80", "\udcff")
STRANGE = (*PUNCTUATION, *UNSEEN, *BEYOND, *HALVES)
# Many parts instead of a long one.
PARTS = (
    *("/", "a/", "0/", "-/", "./", "../", "\u00e9/", "issues/", "about/", "issues/0042/"),
    *(f"{SECTIONS[0]}/", f"{SECTIONS[0]}/{PAGES[0]}/"),
)

# What newsrooms call their articles: an ordinary word, two, or many, a year, a date, a number.
HEADLINES = (
    *("storm", "harbour-reopens", "ferries-stay-in-port", "storm-keeps-all-ferries-in-the-harbour"),
    *("2024", "2024-11-05", "election-2024", "100-days-later", "storm-over-the-harbour-2"),
    "what-we-know-about-the-storm-that-keeps-all-ferries-in-port",
)
# Paths of ordinary words that lead nowhere.
NO_HEADLINES = (
    *("/products/wireless/", "/blog/storm/", "/weather-map/for-tomorrow/", "/2024/11/", "/shop/7/"),
    *("/2024/11/05/storm/", "/news/harbour/ferries/", "/all/about/ferries/in/port/"),
)

# Longer paths are not judged.
LONGEST = 2_000
turns = count()
SECTION, PAGE = SECTIONS[len(SECTIONS) // 2], PAGES[len(PAGES) // 2]
# Where a slug, a page and a number may stand.
ARTICLE, PAGE_OF, NUMBER = "/{}", f"/{SECTION}/{{}}", "/issues/{}"
# Where a word that is known goes on.
BEHIND = (f"/{SECTION}", f"/{SECTION}/{PAGE}", "/issues/0042", "/about")
ELSEWHERE = (f"/{{}}/{PAGE}", "/about/{}", "/issues/0042/{}", f"/{SECTION}/{PAGE}/{{}}", "{}")


def ordinary() -> str:
    """A word that can be spoken, and that nobody knows."""
    syllables = ("".join(map(randgen.choice, ("bdfgklmnprstv", "aeiou"))) for _ in range(6))
    return "".join(islice(syllables, randgen.randrange(2, 5))) + randgen.choice("nrst")


def headline(count: int) -> str:
    """A slug of so many ordinary words."""
    return "-".join(ordinary() for _ in range(count))


def repeated(kind: str, size: int) -> str:
    """A text of that kind, of that many characters."""
    return (kind * (size // len(kind) + 1))[:size]


def texts() -> list[str]:
    """Short texts of every kind: alone, repeated, among others; and mixtures."""
    plain = [repeated(kind, size) for kind in PLAIN for size in (1, 2, 3, 5)]
    strange = [text for kind in STRANGE for text in (kind, kind * 4, f"00{kind}2", f"a{kind}")]
    lengths = [randgen.randrange(1, 9) for _ in range(10)]
    mixed = ["".join(randgen.choices((*PLAIN, *STRANGE), k=length)) for length in lengths]
    return [*dict.fromkeys([*plain, *strange, *mixed])]


def short_paths() -> Iterator[str]:
    """Paths with a text of every kind in each place but an issue's, with and without last slash."""
    for text, place in product(texts(), (ARTICLE, PAGE_OF)):
        yield place.format(text) + "/"
    for kind, place in product((*PLAIN, *STRANGE), ELSEWHERE):
        yield place.format(kind) + "/"
    for kind, place in product((*PLAIN, *STRANGE), (ARTICLE, PAGE_OF)):
        yield place.format(kind)


def long_paths(*places: str) -> Iterator[str]:
    """The longest paths there are, of every kind: of one long part, of many parts.

    No answer has seen them before: each time, they are a character shorter.
    """
    room = LONGEST - next(turns) % 100
    for kind, place in product((*PLAIN, "\u00e9", "\udc80", "\n", "%", "."), places):
        text = repeated(kind, room - len(place))
        yield from (place.format(text) + "/", place.format(text))
    for kind, place in product(PARTS, places):
        text = repeated(kind, room - len(place)).rpartition("/")[0]
        yield from (place.format(text) + "/", place.format(text))


def growing_paths() -> Iterator[str]:
    """Paths that lead nowhere, the short ones first.

    An expression that takes them apart in every way takes ages for the long ones; from one size to
    the next, it is a matter of seconds.
    """
    kinds = (*PLAIN, "\u00e9", "\u0662", ".", "%", *PARTS, f"{SECTION}-", f"{PAGE}-")
    for size in (16, 20, 24, 32, 48, 80, 200, LONGEST - 50):
        for kind, place, end in product(kinds, (ARTICLE, PAGE_OF, NUMBER), ("", "~/")):
            text = repeated(kind, size)
            yield place.format(text) + (end or "x" * text.endswith("/"))
        for kind, place in product(PLAIN, BEHIND):
            yield place + repeated(kind, size)
