"""What titles, names and moments are drawn of: texts that somebody trips over."""

import string
from datetime import UTC, datetime, timedelta
from random import Random

EPOCH = datetime(2019, 3, 1, tzinfo=UTC)
LONGEST_TITLE, LONGEST_NAME, LONGEST_LABEL = 200, 100, 50
PIECES = (
    *("Storm", "Tram", "River", " ", "  ", "[", "]", "[]", ", ", " by ", "%s", "{0}", "<b>"),
    *("&amp;", "'", '"', "\\n", "\n", "\r\n", "\t", "\u2028", "\xdf", "Zo\xeb", "Zoe\u0308"),
    *("\U0001f4f0", "0", "None", "|", " / ", ";"),
)
LABELS = {"zoo", "Zebra", "\xc9lan", "arts", "Arts", " ["}
ZONES = "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu"
# Clocks are put back about here.
HARD_MOMENTS = [
    datetime.fromisoformat(f"{text}+00:00")
    for text in (
        *("2025-10-26 00:50:00", "2025-10-26 01:10:00", "2010-11-07 02:30:30"),
        *("2010-11-07 02:40:00", "2025-04-05 14:50:00", "2025-04-05 15:10:00"),
        *("2025-10-26 00:50:00.000001", "0001-01-02 00:00:00", "9999-12-30 23:59:59"),
    )
]


def text(random: Random, most: int = 9) -> str:
    """A text that somebody trips over, seldom the same."""
    pieces = random.choices(PIECES, k=random.randrange(2, most))
    letters = word(random, 4)
    return "".join(random.sample([*pieces, letters], len(pieces) + 1)).strip("\t\u2028") or letters


def word(random: Random, length: int) -> str:
    return "".join(random.choices(string.ascii_letters, k=length))


def title(random: Random) -> str:
    return (
        random.choice(("", "Storm", "Storm []", " ", "0"))
        if random.random() < 0.3
        else text(random)
    )


def long_titles(random: Random) -> list[str]:
    """Some of the greatest length: one word, words, lines."""
    words = " ".join(word(random, random.randrange(1, 9)) for _ in range(LONGEST_TITLE))
    lines = words.replace(" ", random.choice(("\n", "\r\n")), 30)
    return [word(random, LONGEST_TITLE), words[: LONGEST_TITLE - 1] + "x", lines[:LONGEST_TITLE]]


def labels(random: Random) -> list[str]:
    """Names of tags. One has whatever others may be joined with: each mark, once and thrice."""
    marks = random.sample(string.punctuation, len(string.punctuation))
    one, other = word(random, 1), word(random, 2)
    hard = {one + gap + other for gap in ("\n", "\r\n", "\t", ", ", " | ")}
    for half in (marks[:16], marks[16:]):
        hard |= {f"{one} {' '.join(half)} {other}", "".join(3 * mark for mark in half)}
    hard.add(word(random, LONGEST_LABEL))
    return sorted({text(random, 5) for _ in range(5)} | LABELS | hard)


def hard_slugs(random: Random) -> list[str]:
    """None at all, one letter, digits alone, signs, capitals: each once."""
    letter, digits = word(random, 1), str(random.randrange(100, 10**6))
    return ["", letter, digits, "_", "-", word(random, 5).upper(), f"_{word(random, 3)}_{letter}"]


def moment(random: Random) -> datetime:
    return EPOCH + timedelta(
        seconds=random.randrange(3 * 10**8), microseconds=random.randrange(10**6)
    )
