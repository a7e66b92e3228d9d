"""What one process is asked: things of all kinds, mixed, in one thread and in several at once."""

from random import Random
from typing import Any

from katas.day02_url_resolution.catalogue import PAGES, SECTIONS
from solutions.day02_url_resolution import exam_paths as paths
from solutions.day02_url_resolution import exam_texts as texts
from solutions.day02_url_resolution import exam_things as things
from solutions.day02_url_resolution.exam_things import Thing
from solutions.grading.examiner import Contradicted, Exam, Raised

THREADS = 4
INTERVAL = 2e-5  # seconds
WITHIN = 90.0
LANGUAGES = ["tlh", "qaa", "la", "gsw", "zz-zz", "en-za"]  # none that LANGUAGES lists
FAR = (2**16, 2**31, 2**32, 2**63, 2**64, 10**30, 10**400)

Told = list[tuple[Thing, Any, str]]


def told(exam: Exam) -> Told:
    """What came of the plan: asked once for all questions, of one process."""
    if "told" not in exam.kept:
        # What the database is asked is another question's concern.
        exam.database.counted = False
        exam.kept["told"] = ask(exam, Plan(exam.random))
    found: Told = exam.kept["told"]
    return found


def ask(exam: Exam, plan: "Plan") -> Told:
    """In threads that use the answer for the first time; then in one; then in threads again."""
    found = in_threads(exam, plan.first(), f", in one of {THREADS} threads, among the first")
    mixed = plan.mixed()
    where = f", among {len(mixed)} other paths, names and links"
    got = exam.ask("in_turn", [each.asked for each in mixed], within=WITHIN)
    found += paired(mixed, got, where)
    return found + in_threads(exam, plan.later(), f", in one of {THREADS} threads")


def in_threads(exam: Exam, lists: list[list[Thing]], where: str) -> Told:
    asked = [[each.asked for each in list_] for list_ in lists]
    got = exam.ask("at_once", asked, INTERVAL, within=WITHIN)
    if not isinstance(got, list) or len(got) != len(lists):
        return paired(lists[0], got, where)
    return [each for pair in zip(lists, got, strict=True) for each in paired(*pair, where)]


def paired(asked: list[Thing], got: Any, where: str) -> Told:
    """Each thing with what came of it."""
    if isinstance(got, Raised) or not isinstance(got, list) or len(got) != len(asked):
        raise Contradicted(f"{len(asked)} paths, names and links{where}", "an answer to each", got)
    return [(thing, each, where) for thing, each in zip(asked, got, strict=True)]


class Plan:
    """Draws what is asked."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.language = random.choice(LANGUAGES)
        self.texts = [texts.slug(random), random.choice(SECTIONS) + "x", *["nowhere"] * 2]
        self.menus = [(random.choice(SECTIONS), texts.prefix(random)) for _ in range(4)]

    def where(self, prefix: str = "") -> dict[str, Any]:
        """A prefix and a language."""
        language = self.random.choice(["", "", "", None, self.language])
        return {"prefix": prefix or texts.prefix(self.random), "language": language}

    def paths(self, count: int) -> list[Thing]:
        drawn = [paths.path(self.random) for _ in range(count)]
        return [
            each for path in drawn for each in things.visiting(self.random, path, **self.where())
        ]

    def names(self, count: int) -> list[Thing]:
        """Names, and some of the paths that they lead to."""
        asked = []
        for section, page in self.random.sample(paths.PAIRS, count):
            path = f"/{section}/{page}/"
            asked.append(things.reversing(f"{section}-{page}", {}, path, 2, **self.where()))
            if self.random.random() < 0.2:
                asked += things.visiting(self.random, path, 2, **self.where())
        for name in ["about", "archive"] * (1 + count // 50):
            asked.append(things.reversing(name, {}, f"/{name}/", 2, **self.where()))
        for _ in range(count // 5):
            slug = self.random.choice([paths.article, texts.no_slug])(self.random)
            slug = self.random.choice([slug] * 20 + ["", "a/b"])
            path = f"/{slug}/" if slug and paths.SLUG.issuperset(slug) else None
            asked.append(things.reversing("article", {"slug": slug}, path, 2, **self.where()))
        return asked

    def issues(self, count: int) -> list[Thing]:
        """Numbers of issues and what is none, on the way in and on the way out."""
        asked: list[Thing] = []
        for _ in range(count):
            number = self.number()
            if 1 <= number <= 9_999:
                path = f"/issues/{number:04d}/"
                asked += things.visiting(self.random, path, 4, **self.where())
                tasks = (2, 4) if number >= 1_000 else (4,)
            else:
                path, tasks = "", (4,)
            given = {"number": number}
            asked.append(things.reversing("issue", given, path or None, *tasks, **self.where()))
            path = f"/issues/{texts.number_text(self.random)}/"
            asked += things.visiting(self.random, path, 4, **self.where())
        return asked

    def number(self) -> int:
        random = self.random
        if random.random() < 0.5:
            return random.choice(
                [1, 9, 10, 99, 100, 999, 9_998, 9_999, random.randrange(1, 10_000)]
            )
        far = random.choice(FAR) + random.randrange(100)
        return random.choice(
            [0, 10_000, random.randrange(10_000, 10**6), -random.randrange(10**5), far, -far]
        )

    def links(self, count: int) -> list[Thing]:
        """Links of sections, some of them several times, changed by who has asked for them."""
        asked = []
        for _ in range(count):
            section, prefix = self.random.choice(self.menus)
            if self.random.random() < 0.6:
                section = self.random.choice(SECTIONS)
                prefix = self.random.choice([texts.prefix, texts.prefix, texts.quoted_prefix])(
                    self.random
                )
            then = self.random.choice(["", "clear", "append", "reverse"])
            asked.append(things.linking(section, then, **self.where(prefix)))
        return asked

    def no_links(self, count: int) -> list[Thing]:
        asked = []
        for _ in range(count):
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
        """What threads ask at first, one of them for names and links."""
        lists = [self.paths(15) + self.issues(2) for _ in range(THREADS)]
        lists = [[each for each in list_ if each.what != "reverse"] for list_ in lists]
        lists[0] += self.names(20) + self.issues(4) + self.links(1)
        return [self.shuffled(list_) for list_ in lists]

    def mixed(self) -> list[Thing]:
        asked = self.paths(400) + self.names(300) + self.issues(100)
        asked += self.links(20) + self.no_links(60)
        unset = [things.linking(self.random.choice(SECTIONS), prefix=None) for _ in range(2)]
        return self.shuffled(asked + unset)

    def later(self) -> list[list[Thing]]:
        return [
            self.shuffled(
                self.paths(30) + self.names(20) + self.issues(15) + self.links(4) + self.no_links(5)
            )
            for _ in range(THREADS)
        ]
