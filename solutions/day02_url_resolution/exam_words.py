"""Ordinary words that nobody knows, as headlines have them, and paths that are made of them."""

import re
from random import Random

from katas.day02_url_resolution.catalogue import PAGES, SECTIONS

CONSONANTS, VOWELS = "bcdfghjklmnprstvwz", "aeiou"
KNOWN = {*SECTIONS, *PAGES, "about", "archive", "issues"}
MOST = 12  # words of a headline


def word(random: Random) -> str:
    """A word of four to nine letters that can be spoken."""
    syllables = range(random.randint(2, 4))
    text = "".join(random.choice(CONSONANTS) + random.choice(VOWELS) for _ in syllables)
    return text + random.choice(["", *"nrst"])


def headline(random: Random, count: int = 0) -> str:
    """A slug of so many ordinary words, or of one to twelve."""
    return "-".join(word(random) for _ in range(count or random.randint(1, MOST)))


def dated(random: Random) -> str:
    """A year, a date, or a headline with a number: ahead, within or behind."""
    year, month, day = random.randint(1900, 2099), random.randint(1, 12), random.randint(1, 28)
    number = random.choice([year, random.randrange(10), random.randrange(10**6)])
    text = headline(random)
    return random.choice(
        [
            *[str(year), f"{year}-{month:02d}-{day:02d}", f"{year}-{month:02d}-{day:02d}-{text}"],
            *[f"{number}-{text}", f"{text}-{number}", f"{word(random)}-{number}-{text}"],
            f"{word(random)}{number}",
        ]
    )


def slug(random: Random) -> str:
    """Such a slug of any kind."""
    return dated(random) if random.random() < 0.3 else headline(random)


def nowhere(random: Random, parts: int = 0) -> str:
    """A path of so many parts of ordinary words, or of two to five: it leads nowhere."""
    draw = random.choice([word, word, slug])
    return "/" + "".join(f"{draw(random)}/" for _ in range(parts or random.randint(2, 5)))


def twin(random: Random, path: str) -> str:
    """A path of the same form, with other letters and digits in what is no known word."""

    def other(found: re.Match[str]) -> str:
        if found[0] in KNOWN:
            return found[0]
        return "".join(map(another, found[0]))

    def another(character: str) -> str:
        for kind in (VOWELS, CONSONANTS, "123456789"):
            if character in kind:
                return random.choice(kind)
        return character

    return re.sub(r"[^/]+", other, path)
