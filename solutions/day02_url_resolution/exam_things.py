"""What is asked of an answer: things to do, each with what may come of it, drawn in any order."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from django.utils.encoding import iri_to_uri

from katas.day02_url_resolution.catalogue import PAGES, SECTIONS
from solutions.day02_url_resolution import exam_paths as paths
from solutions.day02_url_resolution import exam_texts as texts
from solutions.day02_url_resolution import exam_visitors as visitors
from solutions.grading.examiner import Contradicted
from solutions.grading.examiner.exam import alike

SHOWN = 60


@dataclass(frozen=True)
class Thing:
    """Something to do, the task it belongs to, and what may come of it.

    prefix, language: where it is done; None where there is none, "" for the process' own language.
    """

    task: int
    what: str
    given: tuple[Any, ...]
    right: tuple[list[Any], ...]
    prefix: str | None = "/"
    language: str | None = ""

    @property
    def asked(self) -> list[Any]:
        return [self.what, self.prefix, self.language, *self.given]

    def check(self, got: Any, where: str = "") -> None:
        """Raises Contradicted unless one of the right ones came."""
        again = ""
        if self.what == "serve" and isinstance(got, list) and len(got) == 3:
            # A client that knows the page gets it again; the one that did not has got it, too.
            first, known = got[:2], [got[0], got[2]]
            if self.is_right(first):
                got, again = known, ", by a client that knows the page already"
            else:
                got = first
        if not self.is_right(got):
            asked = f"{self.words}{again}{where}"
            raise Contradicted(asked, in_words(self.right[0]), in_words(got))

    def is_right(self, got: Any) -> bool:
        return any(alike(each, got) for each in self.right)

    @property
    def words(self) -> str:
        first, *more = self.given
        text = {
            "resolve": f"resolve {cut(first)}",
            "reverse": f"reverse {first!r}"
            + "".join(f" with {cut(each)}" for each in more if each),
            "links": f"section_links({cut(first)})",
            "serve": f"GET {cut(first)}" + "".join(f", {cut(each)}" for each in more if each),
        }[self.what]
        below = f", script prefix {cut(self.prefix)}" if self.prefix != "/" else ""
        return f"{text}{below}" + (f", language {self.language!r}" if self.language != "" else "")


def cut(value: object) -> str:
    text = repr(value)
    if len(text) <= 2 * SHOWN:
        return text
    return f"{text[:SHOWN]}...{text[-SHOWN // 2 :]} ({len(text):,} characters)"


def in_words(told: Any) -> str:
    """What came of a thing, in words."""
    match told:
        case ["found", [], [*pairs]]:
            given = ", ".join(f"{name}={cut(value)}" for name, value in pairs)
            return f"a view with {given or 'nothing'}"
        case ["url", url]:
            return cut(url)
        case ["links", [first, *others], left] if others:
            ends = f"from {cut(first)} to {cut(others[-1])}"
            return f"{1 + len(others)} links {ends}; the prefix that is left: {left!r}"
        case ["served", [status, kind, content]]:
            return f"{status} {kind} {cut(content)}"
        case [str() as word]:
            return word
        case ["raised", name, text]:
            return f"{name}: {text}"
    return cut(told)


def resolving(path: str, task: int, **where: Any) -> Thing:
    answer = paths.flat_answer(path)
    right = (
        ["Resolver404"]
        if answer is None
        else ["found", [], [*map(list, sorted(answer[1].items()))]]
    )
    return Thing(task, "resolve", (path,), (right,), **where)


def serving(
    random: Random,
    path: str,
    task: int,
    said: tuple[str, dict[str, str]] | None = None,
    **where: Any,
) -> Thing:
    """said: a query and headers; any if none are given."""
    mount = random.choice(
        ["", "", "/newsroom", f"/{texts.slug(random)}", f"/{random.choice(SECTIONS)}"]
    )
    query, headers = said or visitors.headers(random)
    right = ["served", paths.response(paths.flat_answer(path))]
    given = (path, mount, query, headers)
    return Thing(task, "serve", given, (right,), **where)


def visiting(random: Random, path: str, task: int, **where: Any) -> list[Thing]:
    """Resolve the path, or have it served, or both."""
    drawn = random.random()
    can_be_sent = path.startswith("/") and not any("\ud800" <= each <= "\udfff" for each in path)
    served = [serving(random, path, task, **where)] if can_be_sent and drawn < 0.5 else []
    return served if drawn < 0.3 and served else [resolving(path, task, **where), *served]


def reversing(name: str, given: dict[str, Any], path: str | None, task: int, **where: Any) -> Thing:
    """path: what it reverses to; None: nothing."""
    mounted = paths.mounted(where.get("prefix", "/"))
    right = ["NoReverseMatch"] if path is None else ["url", paths.quoted(f"{mounted}{path[1:]}")]
    return Thing(task, "reverse", (name, given), (right,), **where)


def quotings(links: list[str]) -> list[list[str]]:
    """As reverse() quotes them, and as Django's iri_to_uri does."""
    return [[*map(paths.quoted, links)], [*map(iri_to_uri, links)]]


def linking(section: str, then: str = "", **where: Any) -> Thing:
    mounted = paths.mounted(where.get("prefix", "/"))
    plain = [f"{mounted}{section}/{page}/" for page in PAGES] if section in SECTIONS else []
    right = [["links", each, mounted] for each in (plain, *quotings(plain))]
    return Thing(5, "links", (section, then), tuple(right), **where)


def judge(task: int, told: Sequence[tuple[Thing, Any, str]]) -> None:
    """Raises Contradicted for what went wrong among the things of that task: for the plainest."""
    found: list[Contradicted] = []
    for thing, got, where in told:
        if task == thing.task:
            try:
                thing.check(got, where)
            except Contradicted as wrong:
                found.append(wrong)
    if found:
        places = ("language", "script prefix", "thread")
        raise min(found, key=lambda it: (sum(each in it.asked for each in places), len(it.asked)))
