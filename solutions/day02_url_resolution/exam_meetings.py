"""Two that meet: at each step of the answer's that one comes to, the other is done as a whole."""

from dataclasses import dataclass
from random import Random
from typing import Any

from katas.day02_url_resolution.catalogue import PAGES, SECTIONS
from solutions.day02_url_resolution import exam_words as words
from solutions.day02_url_resolution.exam_paths import flat_answer, response
from solutions.day02_url_resolution.exam_things import Thing, linking, resolving, reversing
from solutions.grading.examiner import Contradicted


@dataclass(frozen=True)
class Meeting(Thing):
    """Two things to do. Each is right by itself, whatever the other one does meanwhile."""

    both: tuple[Thing, ...] = ()

    @property
    def words(self) -> str:
        mine, other = self.both
        return f"{mine.words}; at steps of yours, in another thread, {other.words}"

    def check(self, got: Any, where: str = "") -> None:
        match got:
            case ["met", mine, [*others]]:
                pass
            case _:
                raise Contradicted(f"{self.words}{where}", "an answer to each", got)
        for thing, each in [(self.both[0], mine), *((self.both[1], each) for each in others)]:
            try:
                thing.check(each)
            except Contradicted as wrong:
                asked = f"{self.words}: what came of {thing.words}"
                raise Contradicted(asked, wrong.expected, wrong.got) from None


def meetings(random: Random) -> list[Thing]:
    """What is served, two of each kind, pages of one section among them; then any two.

    Then what reverses, numbers of issues above all, and what links, each below its own prefix.
    """
    section = random.choice(SECTIONS)
    pages = [f"/{section}/{page}/" for page in random.sample(PAGES, 2)]
    articles = [f"/{words.headline(random, size)}/" for size in random.sample(range(1, 9), 2)]
    numbers = random.sample(range(1_001, 9_999), 2)
    issues = [f"/issues/{number}/" for number in numbers]
    every = [*pages, *articles, *issues, "/about/", "/archive/"]
    pairs = [pages, articles, issues, *(random.sample(every, 2) for _ in range(3))]
    served = [meeting(1, *map(plainly_served, pair)) for pair in pairs]
    names = [reversing(f"{section}-{path.split('/')[2]}", {}, path, 2) for path in pages]
    both = [
        [reversing("issue", {"number": number}, f"/issues/{number}/", task) for number in numbers]
        for task in (2, 4)
    ]
    none = reversing("issue", {"number": random.choice([0, 10_000, 98_765])}, None, 4)
    links = [
        linking(each, prefix=f"/{words.slug(random)}/")
        for each in (section, section, random.choice(SECTIONS))
    ]
    of_names = [(2, *names), (2, *both[0]), (2, both[0][0], resolving(issues[1], 2))]
    of_issues = [(4, *both[1]), (4, both[1][0], none), (4, none, both[1][1])]
    of_issues.append((4, resolving(issues[0], 4), both[1][1]))
    of_links = [(5, *links[:2]), (5, *links[1:]), (5, links[0], names[0])]
    return served + [meeting(*each) for each in of_names + of_issues + of_links]


def meeting(task: int, mine: Thing, other: Thing) -> Meeting:
    return Meeting(task, "meet", (mine.asked, other.asked), (), both=(mine, other))


def plainly_served(path: str) -> Thing:
    return Thing(1, "serve", (path, "", "", {}), (["served", response(flat_answer(path))],))
