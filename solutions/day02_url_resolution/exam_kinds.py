"""The kinds of paths whose cost is asked for: each kind on its own, as an answer may tell it."""

from collections.abc import Callable, Iterator
from itertools import chain, product
from random import Random

from katas.day02_url_resolution.catalogue import PAGES, SECTIONS
from solutions.day02_url_resolution import exam_paths as paths
from solutions.day02_url_resolution import exam_texts as texts
from solutions.day02_url_resolution import exam_words as words

Kind = tuple[bool, list[str]]


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
        yield True, [*self.pages()][: 34 * count]
        for size in (*range(1, words.MOST + 1),):
            yield True, [f"/{words.headline(random, size)}/"]
        yield True, [f"/{words.dated(random)}/" for _ in range(2 * count)]
        yield True, [*map("/{}/".format, random.sample(SECTIONS, count))]
        yield False, [f"/{texts.slug(random)}/" for _ in some]
        yield False, [f"/{random.choice('xqz')}{random.randrange(10**9)}/"]
        yield False, [f"/{self.known()}-{random.randrange(99)}/" for _ in some]
        yield False, ["/about/", "/archive/"]
        yield False, [*map(self.issue, (1, 2, 3, 4)), "/issues/0042/"]
        yield False, [f"/issues/{random.randrange(10**n)}/" for n in (1, 2, 3, 5, 12)]
        yield False, [f"/issues/{words.slug(random)}/", paths.behind_an_issue(random)]
        yield True, [f"/{section}/{words.slug(random)}/" for section in self.sections(8)]
        yield False, [paths.nearly(random, self.page()) for _ in range(2 * count)]
        yield True, [f"/{words.slug(random)}/{page}/" for page in self.some_pages(4)]
        yield False, [f"/{texts.slug(random)}/{page}/" for page in self.some_pages(4)]
        for parts in (2, 2, 3, 4, 5, random.randint(6, 12)):
            yield True, [words.nowhere(random, parts) for _ in some]
        for parts in (3, 4, 5, random.randint(6, 12)):
            known = ["/" + "".join(f"{self.known()}/" for _ in range(parts)) for _ in some]
            yield False, known
        yield False, [f"{self.page()}{words.word(random)}/"]
        ends = [self.page(), f"/{words.slug(random)}/", f"/{words.word(random)}/", self.issue(4)]
        ends += ["/about/", f"/{self.known()}/", words.nowhere(random), words.nowhere(random, 2)]
        yield False, [each[:-1] for each in ends]

    def like(self, path: str) -> list[Callable[[], str]]:
        """Draws of other paths of that form: other letters and digits.

        Of a page two: the same page in other sections, and others of its section. What makes a page
        dear may be either word.
        """
        if path not in paths.KNOWN:
            return [lambda: words.twin(self.random, path)]
        section, page = paths.KNOWN[path]
        return [
            lambda: f"/{self.random.choice(SECTIONS)}/{page}/",
            lambda: f"/{section}/{self.random.choice(PAGES)}/",
        ]

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

    def many(self) -> dict[str, Callable[[], list[str]]]:
        """Hundreds of fresh paths of one kind."""
        random, word = self.random, words.word(self.random)
        return {
            "articles": lambda: [f"/{word}-{random.randrange(10**9)}/" for _ in range(500)],
            "pages": lambda: ["/{}/{}/".format(*pair) for pair in random.sample(paths.PAIRS, 300)],
            "issues": lambda: [f"/issues/{random.randrange(1, 10_000):04d}/" for _ in range(500)],
            "paths of two words": lambda: [
                f"/{word}/{random.randrange(10**9)}/" for _ in range(300)
            ],
            "articles without the last slash": lambda: [
                f"/{word}-{random.randrange(10**9)}" for _ in range(300)
            ],
        }

    def long_ones(self, size: int) -> list[str]:
        """Paths that lead nowhere, with a text of that size in each place, of each kind."""
        letter, other = self.random.sample("bcdfghjklmnpqtuvwxyz", 2)
        kinds = [letter, other.upper(), *"70-_", "0-", f"{other}-", f"{letter}{other}"]
        kinds += [f"-0_{letter}", f"{letter}/", f"{self.known()}/"]
        known, page = self.random.choice(SECTIONS), self.random.choice(PAGES)
        places = ["/{}", f"/{known}/{{}}", "/issues/{}", f"/{known}{{}}", f"/{known}/{page}{{}}"]
        drawn = []
        for kind, place in product(kinds, places):
            text = (kind * size)[:size]
            drawn.append(place.format(text) + self.random.choice(["", "~/"]))
        return drawn


def mixed(kinds: Kinds, count: int) -> list[str]:
    """Paths of all kinds."""
    return [*chain.from_iterable(drawn for _, drawn in kinds.every(count))]
