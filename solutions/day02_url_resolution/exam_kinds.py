"""The kinds of paths whose cost is asked for: each kind on its own, as an answer may tell it."""

from collections.abc import Iterator
from itertools import chain, product
from random import Random

from katas.day02_url_resolution.catalogue import PAGES, SECTIONS
from solutions.day02_url_resolution import exam_paths as paths
from solutions.day02_url_resolution import exam_texts as texts
from solutions.day02_url_resolution import exam_words as words

Kind = tuple[str, bool, list[str]]


class Kinds:
    """Draws paths of each kind.

    Of some it is asked where they lead: the plain ones, lest all be found, or nothing. What may be
    wrong with issues, fixed pages and paths that are nearly others is the concern of other tasks.
    """

    def __init__(self, random: Random) -> None:
        self.random = random

    def page(self) -> str:
        return "/{}/{}/".format(*self.random.choice(paths.PAIRS))

    def known(self) -> str:
        return self.random.choice([*SECTIONS, *PAGES])

    def every(self, count: int) -> Iterator[Kind]:
        """All kinds: whether it is asked where they lead, and some paths of each."""
        random, some = self.random, range(count)
        yield "a page", True, [*self.pages()]
        for size in (*range(1, words.MOST + 1),):
            yield "an article", True, [f"/{words.headline(random, size)}/"]
        yield "an article", True, [f"/{words.dated(random)}/" for _ in range(2 * count)]
        yield "an article", True, [*map("/{}/".format, random.sample(SECTIONS, count))]
        yield "an article", False, [f"/{texts.slug(random)}/" for _ in some]
        yield "an article", False, [f"/{random.choice('xqz')}{random.randrange(10**9)}/"]
        yield "an article", False, [f"/{self.known()}-{random.randrange(99)}/" for _ in some]
        yield "a fixed page", False, ["/about/", "/archive/"]
        yield "an issue", False, [*map(self.issue, (1, 2, 3, 4)), "/issues/0042/"]
        yield "no issue", False, [f"/issues/{random.randrange(10**n)}/" for n in (1, 2, 3, 5, 12)]
        yield "no issue", False, [f"/issues/{words.slug(random)}/", paths.behind_an_issue(random)]
        yield "no page", True, [f"/{section}/{words.slug(random)}/" for section in self.sections(8)]
        yield "no page", False, [paths.nearly(random, self.page()) for _ in range(2 * count)]
        yield "no section", True, [f"/{words.slug(random)}/{page}/" for page in self.some_pages(4)]
        yield "no section", False, [f"/{texts.slug(random)}/{page}/" for page in self.some_pages(4)]
        for parts in (2, 2, 3, 4, 5, random.randint(6, 12)):
            yield f"a path of {parts} words", True, [words.nowhere(random, parts) for _ in some]
        for parts in (3, 4, 5, random.randint(6, 12)):
            known = ["/" + "".join(f"{self.known()}/" for _ in range(parts)) for _ in some]
            yield f"a path of {parts} known words", False, known
        yield "a page with a word more", False, [f"{self.page()}{words.word(random)}/"]
        ends = [self.page(), f"/{words.slug(random)}/", f"/{words.word(random)}/", self.issue(4)]
        ends += ["/about/", f"/{self.known()}/", words.nowhere(random), words.nowhere(random, 2)]
        yield "a path without its last slash", False, [each[:-1] for each in ends]

    def issue(self, digits: int) -> str:
        return f"/issues/{self.random.randrange(10 ** (digits - 1), 10**digits):04d}/"

    def pages(self) -> Iterator[str]:
        """Each page once, each section twice."""
        sections = [*SECTIONS, *SECTIONS]
        self.random.shuffle(sections)
        return (f"/{section}/{page}/" for section, page in zip(sections, PAGES, strict=True))

    def sections(self, count: int) -> list[str]:
        return self.random.sample(SECTIONS, count)

    def some_pages(self, count: int) -> list[str]:
        return self.random.sample(PAGES, count)

    def many(self) -> list[tuple[str, list[str]]]:
        """Hundreds of fresh paths, one kind after the other."""
        random = self.random
        word = words.word(random)
        return [
            ("articles", [f"/{word}-{random.randrange(10**9)}/" for _ in range(600)]),
            ("pages", ["/{}/{}/".format(*pair) for pair in random.sample(paths.PAIRS, 400)]),
            ("issues", [f"/issues/{random.randrange(1, 10_000):04d}/" for _ in range(600)]),
            ("paths of two words", [f"/{word}/{random.randrange(10**9)}/" for _ in range(400)]),
            (
                "articles without the last slash",
                [words.nowhere(random, 1)[:-1] for _ in range(400)],
            ),
        ]

    def long_ones(self, size: int) -> list[str]:
        """Paths that lead nowhere, with a text of that size in each place, of each kind."""
        letter, other = self.random.sample("bcdfghjklmnpqtuvwxyz", 2)
        kinds = [letter, other.upper(), *"70-_", "0-", f"{other}-", f"{letter}{other}"]
        kinds += [f"-0_{letter}", f"{letter}/", f"{self.known()}/"]
        known, page = self.random.choice(SECTIONS), self.random.choice(PAGES)
        places = ["/{}", f"/{known}/{{}}", "/issues/{}", f"/{known}{{}}", f"/{known}/{page}{{}}"]
        drawn = []
        for kind, place, end in product(kinds, places, ["", "~/"]):
            text = (kind * size)[:size]
            drawn.append(place.format(text) + end)
        return drawn


def mixed(kinds: Kinds, count: int) -> list[str]:
    """Paths of all kinds."""
    return [*chain.from_iterable(drawn for _, _, drawn in kinds.every(count))]
