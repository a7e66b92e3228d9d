"""The mistakes that a day knows by their marks: which tests are red, to the last one.

`mistakes.toml` maps the mark, a hash of the red tests' ids, to one sentence for the learner. It
holds neither code nor test names, and is written from the solutions: see katas/harness/README.md.
"""

import hashlib
import tomllib
from collections.abc import Iterable
from itertools import chain, combinations

from katas.harness.days import Day, ManifestError

FILE = "mistakes.toml"
MOST_UNJUDGED = 4


def mark(red: Iterable[str]) -> str:
    """The mark of a set of red tests."""
    return hashlib.sha256("\n".join(sorted(set(red))).encode()).hexdigest()[:16]


def known(day: Day) -> dict[str, str]:
    """Sentences by mark; {} for a day that names no mistakes. Raises ManifestError."""
    file = day.tests / FILE
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ManifestError(f"{file} cannot be read: {error}") from None
    return {mark: sentence for mark, sentence in found.items() if isinstance(sentence, str)}


def named(day: Day, red: Iterable[str], unjudged: Iterable[str] = ()) -> str:
    """The sentence for what is red, or "" where no mistake or more than one has this mark.

    unjudged: tests that could not run here, each of which might be red as well.
    """
    sentences, red, rest = known(day), set(red), sorted(unjudged)
    if not red or len(rest) > MOST_UNJUDGED:
        return ""
    also = chain.from_iterable(combinations(rest, count) for count in range(len(rest) + 1))
    found = {sentences.get(mark(red.union(more))) for more in also} - {None}
    return str(found.pop()) if len(found) == 1 else ""
