"""What one process is asked: things of all kinds, mixed, in one thread and in several at once."""

from collections.abc import Sequence
from random import Random
from typing import Any

from django.conf import settings

from katas.day02_url_resolution.catalogue import PAGES, SECTIONS
from solutions.day02_url_resolution import exam_paths as paths
from solutions.day02_url_resolution import exam_texts as texts
from solutions.day02_url_resolution import exam_things as things
from solutions.day02_url_resolution import exam_visitors as visitors
from solutions.day02_url_resolution import exam_words as words
from solutions.day02_url_resolution.exam_meetings import meetings
from solutions.day02_url_resolution.exam_things import Thing

THREADS = 4
UNLISTED = ["tlh", "qaa", "la", "gsw", "zz-zz", "en-za"]
LISTED = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
FAR = (2**16, 2**31, 2**32, 2**63, 2**64, 10**30, 10**400)


class Plan:
    """Draws what is asked. names: what stands in the answer's source."""

    def __init__(self, random: Random, names: Sequence[str]) -> None:
        self.random, self._names = random, names
        # Names are looked up in a table for each language, and that is dear to make.
        self.spoken = [*random.sample(LISTED, 2), random.choice(UNLISTED)]
        self.languages: list[str | None] = [""]
        self.texts = [texts.slug(random), random.choice(SECTIONS) + "x", "nowhere"]
        # What several threads ask for.
        self.sections = random.sample(SECTIONS, 2)
        self.prefixes = [texts.prefix(random), f"/{texts.slug(random)}/"]

    def where(self, prefix: str = "") -> dict[str, Any]:
        """A prefix and a language."""
        language = self.random.choice(self.languages)
        return {"prefix": prefix or texts.prefix(self.random), "language": language}

    def anywhere(self) -> dict[str, Any]:
        """A prefix and any language: for paths, whatever is made of names."""
        return {**self.where(), "language": self.random.choice(["", "", "", None, *self.spoken])}

    def visits(self, path: str, task: int) -> list[Thing]:
        return things.visiting(self.random, path, task, **self.anywhere())

    def paths(self, count: int) -> list[Thing]:
        drawn = [paths.path(self.random) for _ in range(count)]
        drawn = [path for path in drawn if not paths.is_of_issues(path)]
        drawn += [f"/issues/{self.usual_number()}/" for _ in range(count // 8)]
        return [each for path in drawn for each in self.visits(path, 1)]

    def shortest(self) -> list[Thing]:
        """Articles of one character."""
        drawn = self.random.sample(texts.SLUG, 4)
        return [each for slug in drawn for each in self.visits(f"/{slug}/", 1)]

    def by_name(self) -> list[Thing]:
        """Paths that begin or end with a name, and pages that are asked for by all of them."""
        random, asked = self.random, list[Thing]()
        for name in self._names:
            base, word = name.strip("/"), words.word(random)
            some = [f"/{base}/", f"/{base}/{word}/", f"/{base}{word}/", f"/{word}-{base}/"]
            for path in some:
                task = 4 if paths.is_of_issues(path) else 1
                asked.append(things.resolving(path, task, **self.anywhere()))
        for said in visitors.named(random, self._names):
            pages = [paths.page(random), f"/{words.slug(random)}/", "/about/", "/archive/"]
            for page in [*pages, f"/issues/{self.usual_number()}/"]:
                asked.append(things.serving(random, page, 1, said))
        return asked

    def usual_number(self) -> int:
        """Of an issue, whatever is thought of zeros and ends: those are another task's."""
        return self.random.randrange(1_001, 9_999)

    def name(self, name: str, path: str | None, **given: Any) -> Thing:
        return things.reversing(name, given, path, 2, **self.where())

    def names(self, count: int) -> list[Thing]:
        """Names, and some of the paths that they lead to."""
        asked = []
        for section, page in self.random.sample(paths.PAIRS, count):
            path = f"/{section}/{page}/"
            asked.append(self.name(f"{section}-{page}", path))
            if self.random.random() < 0.2:
                asked += self.visits(path, 2)
        for name in ["about", "archive"] * (1 + count // 50):
            asked.append(self.name(name, f"/{name}/"))
        for _ in range(count // 5):
            slug = self.random.choice([paths.article, texts.no_slug])(self.random)
            slug = self.random.choice([slug] * 20 + ["", "a/b"])
            known = slug and paths.SLUG.issuperset(slug)
            asked.append(self.name("article", f"/{slug}/" if known else None, slug=slug))
            number = self.usual_number()
            asked.append(self.name("issue", f"/issues/{number}/", number=number))
        return asked

    def issues(self, count: int) -> list[Thing]:
        """Numbers of issues and what is none, on the way in and on the way out."""
        asked: list[Thing] = []
        for _ in range(count):
            number = self.number()
            path = f"/issues/{number:04d}/" if 1 <= number <= 9_999 else None
            asked.append(things.reversing("issue", {"number": number}, path, 4, **self.where()))
            texts_of_numbers = [f"/issues/{texts.number_text(self.random)}/" for _ in range(2)]
            for each in [*texts_of_numbers, *([path] if path else [])]:
                asked += self.visits(each, 4)
        for _ in range(count // 8):
            asked += self.visits(paths.behind_an_issue(self.random), 4)
        return asked

    def number(self) -> int:
        random = self.random
        if random.random() < 0.5:
            ends = [1, 9, 10, 42, 99, 100, 999, 9_998, 9_999]
            digits = random.randint(1, 4)
            drawn = random.randrange(10 ** (digits - 1), 10**digits)
            return random.choice([random.choice(ends), drawn, drawn])
        far = random.choice(FAR) + random.randrange(100)
        near = random.randrange(10_000, 10**6), -random.randrange(10**5)
        return random.choice([0, 10_000, *near, far, -far])

    def links(self, count: int, section: str = "") -> list[Thing]:
        """Links of sections, some of them several times, changed by who has asked for them."""
        asked = []
        for _ in range(count):
            prefix = self.random.choice(self.prefixes)
            chosen = section or self.random.choice(self.sections)
            if not section and self.random.random() < 0.6:
                chosen = self.random.choice(SECTIONS)
                draw = self.random.choice([texts.prefix, texts.prefix, texts.quoted_prefix])
                prefix = draw(self.random)
            then = self.random.choice(["", "clear", "append", "reverse"])
            asked.append(things.linking(chosen, then, **self.where(prefix)))
        return asked

    def no_links(self, count: int) -> list[Thing]:
        """Links of what is no section, and lists to which something is added."""
        asked: list[Thing] = []
        while len(asked) < count:
            word = self.random.choice([*SECTIONS, *PAGES])
            near = texts.misspelt(self.random, self.random.choice(SECTIONS))
            more = texts.no_slug(self.random), word, "-".join(self.random.sample(SECTIONS, 2)), ""
            section = self.random.choice([near, near, near, *self.texts, *more, "x" * 2_000])
            then = self.random.choice(["", "append"])
            asked.append(things.linking(section, then, **self.where()))
        return asked

    def shuffled(self, asked: list[Thing]) -> list[Thing]:
        """In any order, some of them twice."""
        asked = asked + self.random.sample(asked, len(asked) // 8)
        self.random.shuffle(asked)
        return asked

    def first(self) -> list[list[Thing]]:
        """What threads ask at first: of names, two of them."""
        lists = [self.paths(12) for _ in range(THREADS)]
        for each in lists[:2]:
            each += self.names(12) + self.links(1, self.sections[0])
        # What is made of all pages on first use is needed by all.
        pages = [things.resolving(paths.page(self.random), 1) for _ in lists]
        return [[page, *self.shuffled(each)] for page, each in zip(pages, lists, strict=True)]

    def mixed(self) -> list[Thing]:
        self.languages = ["", "", "", None, self.spoken[0], self.spoken[-1]]
        asked = self.paths(370) + self.names(290) + self.issues(80)
        asked += self.links(15) + self.no_links(60) + self.shortest()
        asked.append(things.linking(self.random.choice(SECTIONS), prefix=None))
        signs = texts.prefix_of_signs(self.random)
        asked.append(things.linking(self.random.choice(SECTIONS), prefix=signs))
        asked += self.by_name()
        return [*self.shuffled(asked), *meetings(self.random)]

    def later(self) -> list[list[Thing]]:
        """What threads ask then, much of it the same: numbers and the links of two sections."""
        lists = []
        for _ in range(THREADS):
            asked = self.paths(20) + self.names(12) + self.issues(5) + self.no_links(5)
            asked += [each for section in self.sections * 2 for each in self.links(1, section)]
            for _ in range(30):
                number = self.usual_number()
                path = f"/issues/{number}/"
                asked.append(things.resolving(path, 1, **self.anywhere()))
                asked.append(self.name("issue", path, number=number))
            lists.append(self.shuffled(asked))
        return lists
