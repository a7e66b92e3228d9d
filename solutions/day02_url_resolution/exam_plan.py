"""What one process is asked: things of all kinds, mixed, in one thread and in several at once."""

from random import Random
from typing import Any

from katas.day02_url_resolution.catalogue import PAGES, SECTIONS
from solutions.day02_url_resolution import exam_paths as paths
from solutions.day02_url_resolution import exam_texts as texts
from solutions.day02_url_resolution import exam_things as things
from solutions.day02_url_resolution.exam_things import Thing
from solutions.grading.examiner import BrokeOff, Contradicted, Exam, Raised

THREADS = 4
AT_FIRST, LATER = 2e-5, 5e-6  # seconds after which threads take turns
WITHIN = 60.0
LANGUAGES = ["tlh", "qaa", "la", "gsw", "zz-zz", "en-za"]  # none that LANGUAGES lists
FAR = (2**16, 2**31, 2**32, 2**63, 2**64, 10**30, 10**400)

Told = list[tuple[Thing, Any, str]]


def told(exam: Exam, task: int) -> Told:
    """What came of the plan, asked once for all questions, of one process.

    Where that has broken off, it is the task's own part that is asked for.
    """
    # What the database is asked is another question's concern.
    exam.database.counted = False
    if "told" not in exam.kept:
        exam.kept["told"] = []
        exam.kept["told"] = ask(exam, Plan(exam.random))
    return exam.kept["told"] or ask(exam, Plan(exam.random), task)


def ask(exam: Exam, plan: "Plan", task: int = 0) -> Told:
    """In threads that use the answer for the first time; then in one; then in threads again.

    task: the only one whose things are asked for, if there is one.
    """

    def of_task(asked: list[Thing]) -> list[Thing]:
        return [each for each in asked if task in (0, each.task)]

    first, mixed, later = plan.first(), of_task(plan.mixed()), plan.later()
    found = in_threads(
        exam, [*map(of_task, first)], AT_FIRST, f", in one of {THREADS} threads, the first"
    )
    where = f", among {len(mixed)} other paths, names and links"
    got = exam.ask("in_turn", [each.asked for each in mixed], within=WITHIN)
    found += paired(mixed, got, where)
    return found + in_threads(exam, [*map(of_task, later)], LATER, f", in one of {THREADS} threads")


def in_threads(exam: Exam, lists: list[list[Thing]], interval: float, where: str) -> Told:
    asked = [[each.asked for each in list_] for list_ in lists]
    got = exam.ask("at_once", asked, interval, within=WITHIN)
    if not isinstance(got, list) or len(got) != len(lists):
        return paired(lists[0], got, where)
    if None in got:
        raise BrokeOff("a thread of the answer's waits and waits")
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
        self.languages: list[str | None] = [""]
        self.texts = [texts.slug(random), random.choice(SECTIONS) + "x", "nowhere"]
        # What several threads ask for.
        self.sections = random.sample(SECTIONS, 2)
        self.prefixes = [texts.prefix(random), f"/{texts.slug(random)}/"]

    def where(self, prefix: str = "") -> dict[str, Any]:
        """A prefix and a language."""
        language = self.random.choice(self.languages)
        return {"prefix": prefix or texts.prefix(self.random), "language": language}

    def visits(self, path: str, task: int) -> list[Thing]:
        return things.visiting(self.random, path, task, **self.where())

    def paths(self, count: int) -> list[Thing]:
        drawn = [paths.path(self.random) for _ in range(count)]
        drawn = [path for path in drawn if not paths.is_of_issues(path)]
        drawn += [f"/issues/{self.usual_number()}/" for _ in range(count // 8)]
        return [each for path in drawn for each in self.visits(path, 1)]

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
            asked.append(things.reversing("issue", {"number": number}, path, 4))
            texts_of_numbers = [f"/issues/{texts.number_text(self.random)}/" for _ in range(2)]
            for each in [*texts_of_numbers, *([path] if path else [])]:
                asked += things.visiting(self.random, each, 4)
        return asked

    def number(self) -> int:
        random = self.random
        if random.random() < 0.5:
            ends = [1, 9, 10, 99, 100, 999, 9_998, 9_999]
            return random.choice([*ends, *(random.randrange(1, 10_000) for _ in ends)])
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
        self.languages = ["", "", "", None, self.random.choice(LANGUAGES)]
        asked = self.paths(380) + self.names(300) + self.issues(80)
        asked += self.links(16) + self.no_links(60)
        unset = [things.linking(self.random.choice(SECTIONS), prefix=None) for _ in range(2)]
        return self.shuffled(asked + unset)

    def later(self) -> list[list[Thing]]:
        """What threads ask then, much of it the same: numbers and the links of two sections."""
        lists = []
        for _ in range(THREADS):
            asked = self.paths(20) + self.names(12) + self.no_links(5)
            asked += [each for section in self.sections * 2 for each in self.links(1, section)]
            for _ in range(30):
                number = self.usual_number()
                path = f"/issues/{number}/"
                asked.append(things.resolving(path, 1, **self.where()))
                asked.append(self.name("issue", path, number=number))
            lists.append(self.shuffled(asked))
        return lists
