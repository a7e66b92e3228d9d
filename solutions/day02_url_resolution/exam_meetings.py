"""Two requests that meet: before each line of the answer's that one runs, the other is served."""

from dataclasses import dataclass
from random import Random
from typing import Any

from katas.day02_url_resolution.catalogue import PAGES, SECTIONS
from solutions.day02_url_resolution import exam_words as words
from solutions.day02_url_resolution.exam_paths import flat_answer, response
from solutions.day02_url_resolution.exam_things import Thing
from solutions.grading.examiner import Contradicted


@dataclass(frozen=True)
class Meeting(Thing):
    """Two things to serve. Each is right by itself, whatever the other one does meanwhile."""

    both: tuple[Thing, ...] = ()

    @property
    def words(self) -> str:
        mine, other = self.both
        return f"{mine.words}; before lines of yours, in another thread, {other.words}"

    def check(self, got: Any, where: str = "") -> None:
        match got:
            case ["met", mine, [*others]]:
                pass
            case _:
                raise Contradicted(f"{self.words}{where}", "a response to each", got)
        for thing, each in [(self.both[0], mine), *((self.both[1], each) for each in others)]:
            try:
                thing.check(each)
            except Contradicted as wrong:
                asked = f"{self.words}: what came of {thing.words}"
                raise Contradicted(asked, wrong.expected, wrong.got) from None


def meetings(random: Random) -> list[Thing]:
    """Two of each kind, pages of one section among them; then any two."""
    section = random.choice(SECTIONS)
    pages = [f"/{section}/{page}/" for page in random.sample(PAGES, 2)]
    articles = [f"/{words.headline(random, size)}/" for size in random.sample(range(1, 9), 2)]
    issues = [f"/issues/{number}/" for number in random.sample(range(1_001, 9_999), 2)]
    every = [*pages, *articles, *issues, "/about/", "/archive/"]
    pairs = [pages, articles, issues, *(random.sample(every, 2) for _ in range(3))]
    return [meeting(*pair) for pair in pairs]


def meeting(path: str, other: str) -> Meeting:
    mine, theirs = plainly_served(path), plainly_served(other)
    return Meeting(1, "meet", ([*mine.given], theirs.asked), (), both=(mine, theirs))


def plainly_served(path: str) -> Thing:
    return Thing(1, "serve", (path, "", "", {}), (["served", response(flat_answer(path))],))
