"""Where a flat list of all routes leads a path; and paths that are drawn."""

import json
import string
from itertools import product
from random import Random
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest
from django.utils.http import RFC3986_SUBDELIMS, escape_leading_slashes
from django.views.defaults import page_not_found

from katas.day02_url_resolution.catalogue import PAGES, SECTIONS
from solutions.day02_url_resolution import exam_texts as texts
from solutions.day02_url_resolution import exam_words as words

PAIRS = [*product(SECTIONS, PAGES)]
KNOWN = {f"/{section}/{page}/": (section, page) for section, page in PAIRS}
SLUG = set(texts.SLUG)
Answer = tuple[str, dict[str, Any]]


def flat_answer(path: str) -> Answer | None:
    """The view and its keyword arguments; None: nowhere."""
    if path in KNOWN:
        section, page = KNOWN[path]
        return "section_page", {"section": section, "page": page}
    if len(path) < 3 or path[0] != "/" or path[-1] != "/":
        return None
    match path[1:-1].split("/"):
        case ["about" | "archive" as name]:
            return name, {}
        case [slug] if set(slug) <= SLUG:
            return "article", {"slug": slug}
        case ["issues", text] if len(text) == 4 and set(text) <= {*string.digits}:
            return ("issue", {"number": int(text)}) if int(text) else None
    return None


def is_of_issues(path: str) -> bool:
    """Whether it stands where an issue's path does: another task than the rest."""
    return path.startswith("/issues/") and path.count("/") == 3 and path[-1] == "/"


def response(answer: Answer | None) -> list[Any]:
    """Status, type and content of what the given views answer, or of Django's own 404."""
    if answer is None:
        found = page_not_found(HttpRequest(), Http404())
        return [404, found["Content-Type"], found.content]
    view, given = answer
    return [200, "application/json", json.dumps({"view": view, **given}).encode()]


def quoted(path: str) -> str:
    """The path as reverse() gives it: quoted, and below no other host."""
    return escape_leading_slashes(quote(path, safe=f"{RFC3986_SUBDELIMS}/~:@"))


def mounted(prefix: str | None) -> str:
    """The script prefix as it is where it was set so."""
    return "/" if prefix is None else prefix if prefix.endswith("/") else f"{prefix}/"


def article(random: Random) -> str:
    """An article's slug: a third ordinary words, of the others many close to another route."""
    if random.random() < 0.35:
        return words.slug(random)
    while True:
        slug = random.choice(
            [
                lambda: texts.slug(random),
                lambda: texts.slug(random, 40),
                lambda: "".join(random.choices(texts.SLUG, k=random.randint(1, 3))),
                lambda: random.choice(SECTIONS),
                lambda: random.choice(PAGES),
                lambda: "-".join(random.choice(PAIRS)),
                lambda: random.choice(["issues", "About", "ARCHIVE", "archives", "about_", "0042"]),
                lambda: texts.misspelt(random, random.choice(["about", "archive", *SECTIONS])),
                lambda: random.choice(texts.SLUG) * random.randint(1, 1_998),
                lambda: "".join(random.choices(texts.SLUG, k=random.randint(1_000, 1_998))),
            ]
        )()
        if slug and set(slug) <= SLUG and slug not in ("about", "archive"):
            return slug


def nearly(random: Random, path: str) -> str:
    """A path close to another: mostly it leads nowhere."""
    parts = path.strip("/").split("/")
    number = random.randrange(len(parts))
    split = path.strip("/").replace("/", "-").split("-")
    other = [*parts[:number], texts.misspelt(random, parts[number]), *parts[number + 1 :]]
    joints = [random.choice("-/") for _ in split[1:]] + ["/"]
    added = random.choice(
        ["2", words.word(random), random.choice(PAGES), random.choice(SECTIONS), "0042", ""]
    )
    place = random.randrange(len(path) + 1)
    behind = ["?page=2", "#top", ";v=1/", "\n", "/", "./", "x/../", "index.html", "\0", "%0a", "\\"]
    return random.choice(
        [
            *["/" + "/".join(other) + "/"] * 4,
            "/" + "".join(map("".join, zip(split, joints, strict=True))),
            "/" + "/".join(reversed(parts)) + "/",
            "/" + "/".join([*parts, added]) + "/",
            "/" + "/".join([added, *parts]) + "/",
            "/" + "/".join([*parts[:number], random.choice(PAGES), *parts[number + 1 :]]) + "/",
            "/" + "/".join([*parts[:number], random.choice(SECTIONS), *parts[number + 1 :]]) + "/",
            "/" + "/".join([*parts[:number], texts.slug(random), *parts[number + 1 :]]) + "/",
            "/" + "/".join([*parts[:number], words.word(random), *parts[number + 1 :]]) + "/",
            *[path[:-1]] * 2,
            path + random.choice(behind),
            path[:-1] + random.choice(behind),
            random.choice(["/", "/.", "/x/..", "//", " "]) + path,
            path[:place] + texts.strange(random) + path[place:],
            path + path[1:],
            path.replace("/", "\\"),
        ]
    )


def page(random: Random) -> str:
    """The path of a page, of which many have hyphens."""
    section, page = random.choice(PAIRS)
    if random.random() < 0.2:
        section = random.choice([each for each in SECTIONS if "-" in each])
    if random.random() < 0.2:
        page = random.choice([each for each in PAGES if "-" in each])
    return f"/{section}/{page}/"


def known(random: Random) -> str:
    """The path of a page, or a fixed one's."""
    return random.choice(["/about/", "/archive/"]) if random.random() < 0.04 else page(random)


def path(random: Random) -> str:
    """Any path: about half of them lead somewhere."""
    drawn = random.random()
    if drawn < 0.35:
        return known(random)
    if drawn < 0.47:
        return f"/{article(random)}/"
    if drawn < 0.5:
        return random.choice(
            ["/", "//", "/issues/", "/issues/0042", "/x" * random.randint(1, 999) + "/"]
        )
    if drawn < 0.54:
        return f"/{texts.no_slug(random)}/"
    if drawn < 0.61:
        return words.nowhere(random)
    if drawn < 0.65:
        section, name = random.choice(PAIRS)
        like = texts.pattern(random, random.choice([section, section, name]))
        return random.choice([f"/{like}/{name}/", f"/{like}/{name}/", f"/{section}/{like}/"])
    some = (
        f"/{texts.slug(random)}/",
        f"/{words.slug(random)}/",
        issue(random),
        "/about/",
        "/archive/",
    )
    return nearly(random, random.choice([*[known(random)] * 4, *some]))


def issue(random: Random) -> str:
    """An issue's path: its count of digits is drawn first."""
    digits = random.randint(1, 4)
    return f"/issues/{random.randrange(10 ** (digits - 1), 10**digits):04d}/"


def behind_an_issue(random: Random) -> str:
    """An issue's path that goes on behind its end, or is there twice."""
    path = issue(random)
    more = random.choice([words.word(random), random.choice(PAGES), f"{random.randrange(99)}"])
    return random.choice([f"{path}{more}/", f"{path}{more}/", f"{path}{more}", path + path[1:]])
