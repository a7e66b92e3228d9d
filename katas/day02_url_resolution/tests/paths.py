"""Which paths there are, and where a flat list of all routes would lead each of them."""

import string
from collections.abc import Iterator
from itertools import product
from typing import Any
from urllib.parse import quote

from factory.random import randgen

from katas.day02_url_resolution.catalogue import PAGES, SECTIONS
from katas.day02_url_resolution.tests.driver import PAIRS
from katas.day02_url_resolution.tests.kinds import (
    HEADLINES,
    LONGEST,
    NO_HEADLINES,
    headline,
    ordinary,
)

SLUG = {*string.ascii_letters, *string.digits, *"-_"}
KNOWN_PAIRS = set(PAIRS)


def flat_answer(path: str) -> tuple[str, dict[str, Any]] | None:
    """The view and the keyword arguments that the path leads to in a flat list; None: nowhere."""
    if len(path) < 3 or path[0] != "/" or path[-1] != "/":
        return None
    match path[1:-1].split("/"):
        case ["about" | "archive" as name]:
            return name, {}
        case [slug] if set(slug) <= SLUG:
            return "article", {"slug": slug}
        case ["issues", text] if len(text) == 4 and set(text) <= {*string.digits}:
            return ("issue", {"number": int(text)}) if int(text) else None
        case [section, page] if (section, page) in KNOWN_PAIRS:
            return "section_page", {"section": section, "page": page}
    return None


def slugs_of_articles() -> list[str]:
    """Slugs that belong to articles, many of them close to another route."""
    letters = "".join(sorted(SLUG))
    made_up = ["".join(randgen.choices(letters, k=randgen.randrange(2, 30))) for _ in range(20)]
    near = ["issues", "About", "ARCHIVE", "about-us", "archives", "about_", "-about", "about-"]
    near += ["abou", "a--b", "__init__", "section_page", "article", "issue", "0042", "7", "_", "-"]
    near += ["x" * (LONGEST - 2)]
    sections = [*SECTIONS, *(f"{section}-2" for section in SECTIONS), *(s[:-1] for s in SECTIONS)]
    pages = [page for page in PAGES if page not in ("about", "archive")]
    whole = [f"{section}-{page}" for section, page in randgen.sample(PAIRS, 10)]
    headlines = [*HEADLINES, *map(headline, range(1, 13))]
    return [*near, *sections, *pages, *whole, *headlines, *made_up]


def corners() -> list[tuple[str, str]]:
    """The first, a middle and the last page of the first, a middle and the last section."""
    return [
        (section, page)
        for section in (SECTIONS[0], SECTIONS[len(SECTIONS) // 2], SECTIONS[-1])
        for page in (PAGES[0], PAGES[len(PAGES) // 2], PAGES[-1])
    ]


# Kelvin, long s, dotless i and dotted I: letters that become ASCII in another case. Then a digit of
# another script, a superscript and a full-width letter; then what is not seen.
STRANGE = "\u212a\u017f\u0131\u0130\u0662\u00b2\uff41\u00e9\u200b\ufeff\0"


def one_more(path: str) -> Iterator[str]:
    """The path with one character more: at the beginning, in the middle, at the end of a part."""
    parts = path.split("/")[1:-1]
    for number, part in enumerate(parts):
        for place in (0, len(part) // 2, len(part)):
            for character in f"x0-_.~+%: \t\n{STRANGE}":
                longer = part[:place] + character + part[place:]
                yield "/" + "/".join([*parts[:number], longer, *parts[number + 1 :]]) + "/"


def hyphenated() -> list[tuple[str, str]]:
    """Each section that has a hyphen, with pages that have one and pages that have none, drawn."""
    with_one = [[each for each in words if "-" in each] for words in (SECTIONS, PAGES)]
    return [
        *(
            (section, randgen.choice(pages))
            for section in with_one[0]
            for pages in (PAGES, with_one[1])
        ),
        *((randgen.choice(SECTIONS), page) for page in with_one[1]),
    ]


def other_joints(path: str) -> Iterator[str]:
    """The same words with hyphens and slashes exchanged, in each way; then in another order."""
    words = path.strip("/").replace("/", "-").split("-")
    orders = [words[turn:] + words[:turn] for turn in range(len(words))] + [words[::-1]]
    for order in orders:
        for joints in product("-/", repeat=len(words) - 1):
            yield "/" + "".join(map("".join, zip(order, (*joints, "/"), strict=True)))
    for joint in ("", "_", "--", "//", "-/", "/-", ".", " "):
        for place in range(1, len(words)):
            yield f"/{'-'.join(words[:place])}{joint}{'-'.join(words[place:])}/"


def no_headlines() -> Iterator[str]:
    """Paths of two to five ordinary words, which lead nowhere."""
    yield from NO_HEADLINES
    for parts in (2, 2, 3, 4, 5):
        yield "/" + "".join(f"{ordinary()}/" for _ in range(parts))
        yield "/" + "".join(f"{headline(2)}/" for _ in range(parts))


def other_places() -> Iterator[str]:
    """Paths of two parts, each a word that stands in some place of a path, be it another one."""
    (section, page), (last, _) = PAIRS[0], PAIRS[-1]
    words = ["about", "archive", "issues", "history", "0042", "a-storm", section, last, page]
    for first, second in product(words, words):
        if (first, second) != ("issues", "0042"):
            yield f"/{first}/{second}/"


def other_spellings(path: str) -> Iterator[str]:
    """What a web server, a browser or a careless eye might take for the same path."""
    parts = path.split("/")[1:-1]
    for number, part in enumerate(parts):
        for other in (
            part.upper(),
            part.title(),
            part[:-1],
            part[1:],
            f"%{ord(part[0]):02x}{part[1:]}",
            quote(part + "\n"),
            "".join(chr(ord(each) + 0xFEE0) for each in part),
            part.replace("i", "\u0131"),
            part.replace("s", "\u017f"),
            part.replace("-", "\u2010"),
            part.replace("-", "_"),
            # An anagram, two of the same length and ends; then what a pattern would take for it.
            part[::-1],
            part[0] + part[-2:0:-1] + part[-1],
            part[0] + "x" * (len(part) - 2) + part[-1],
            part[:-1] + "q",
            f"{part[0]}*",
            f"{part[0]}%",
            f".{part[1:]}",
            f"[{part[0]}]{part[1:]}",
            f"({part}|x)",
        ):
            if other != part:
                yield "/" + "/".join([*parts[:number], other, *parts[number + 1 :]]) + "/"
    yield from (
        f"{path}?page=2",
        f"{path}#top",
        f"{path[:-1]};v=1/",
        f"{path};",
        f"{path}index.html",
    )
    yield from (path[:-1], f"{path}/", f"/{path}", f"/.{path}", f"{path}./", f"{path}x/../")
    yield from (path.replace("/", "\\"), "/x/.." + path, path + path[1:], path[:-1] + "\\")


# Paths that lead nowhere, made of a section and a page.
UNKNOWN = {
    "no_last_slash": lambda section, page: [
        f"/{section}/{page}",
        f"/{section}",
        "/about",
        "/archive",
        "/a-storm-over-the-harbour",
        "/issues/0042",
    ],
    "unknown_page": lambda section, page: [
        f"/{section}/{page}s-of-nobody/",
        f"/{section}/x{page}/",
        f"/{section}/{page[:-1]}~/",
        f"/{section}/{page.upper()}/",
        f"/{section}/no-such-page/",
        f"/{section}/{section}-{page}/",
    ],
    "unknown_section": lambda section, page: [
        f"/nowhere/{page}/",
        f"/{section}x/{page}/",
        f"/x{section}/{page}/",
        f"/{section.upper()}/{page}/",
        f"/{page}/{section}x/",
        f"/articles/{page}/",
        f"/{section}{page}/0042/",
    ],
    "one_part_too_many": lambda section, page: [
        f"/{section}/{page}/2/",
        f"/{section}/{page}/{page}/",
        f"/{section}/{section}/{page}/",
        f"/{section}/{page}//",
        "/about/us/",
        "/archive/2024/",
        "/issues/0042/cover/",
        "/x" * 999 + "/",
        "/a-storm-over-the-harbour/comments/",
    ],
    "no_slug": lambda section, page: [
        "/",
        "//",
        "/caf\u00e9/",
        "/two words/",
        "/feed.xml/",
        "/100%/",
        "/a+b/",
        "//about/",
        "/about//",
        f"//{section}/{page}/",
        f"/{section}//{page}/",
        f"/{section}\n/",
        f"/{section}/{page}/\n",
        "/about/\n",
        "/archive/\n",
        "/a-storm\n/",
        "/a-storm/\n",
    ],
}
