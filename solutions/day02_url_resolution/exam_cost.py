"""What resolving costs: of paths of all kinds, in one process and in new threads and languages."""

from itertools import product

from katas.day02_url_resolution.catalogue import PAGES, SECTIONS
from solutions.day02_url_resolution import exam_words as words
from solutions.day02_url_resolution.exam_gauge import Asked, Gauge
from solutions.day02_url_resolution.exam_kinds import Kinds, mixed
from solutions.day02_url_resolution.exam_plan import LISTED
from solutions.day02_url_resolution.exam_things import Thing, resolving
from solutions.grading.examiner import Exam

# An expression that takes a path apart in many ways is found by the first size that it is slow for.
SIZES = (16, 22, 28, 34, 42, 60, 200, 1_950)
ELSEWHERE = 0.5e-3  # seconds of CPU time for a thread, a language and a prefix
CODES = [*product("q", "abcdefghijklmnopqrst", "abcdefghij")]  # for local use: ISO 639-2


def cheap(exam: Exam) -> None:
    """In one process that can make no other, and no thread."""
    gauge, random, kinds = Gauge(exam), exam.random, Kinds(exam.random)

    def loosely(drawn: list[str]) -> Asked:
        return [(resolving(each, 3), False) for each in drawn]

    exam.session.alone()
    gauge.start(loosely([*mixed(kinds, 1), *(f"/{each}/{PAGES[-1]}/" for each in SECTIONS)]))

    def one_by_one(count: int) -> None:
        asked = [(plainly, each) for plainly, some in kinds.every(count) for each in some]
        random.shuffle(asked)
        gauge.one_by_one(kinds, asked)

    one_by_one(3)
    for size in SIZES:
        what = f"paths that lead nowhere, of some {size:,} characters"
        gauge.together(what, "in_turn", lambda: loosely(kinds.long_ones(size)))  # noqa: B023
    for what, draw in kinds.many().items():
        gauge.together(what, "in_turn", lambda: loosely(draw()))  # noqa: B023
    one_by_one(1)
    gauge.end()


def cheap_elsewhere(exam: Exam) -> None:
    """Each path in a new thread and language, below a new prefix."""
    gauge, random, kinds = Gauge(exam), exam.random, Kinds(exam.random)
    sections, languages = kinds.sections(4), list[str]()

    def drawn() -> Asked:
        paths = [f"/{each}/{random.choice(PAGES)}/" for each in sections * 2]
        paths += [f"/{each}/{words.slug(random)}/" for each in sections]
        paths += [f"/{words.slug(random)}/", f"/{words.slug(random)}/", words.nowhere(random)]
        random.shuffle(paths)
        # What Django reads of a language's texts is no work of the answer's.
        listed = random.sample(LISTED, 3)
        exam.ask("read_texts", listed)
        made_up = ["".join(each) for each in random.sample(CODES, len(paths) - len(listed))]
        languages[:] = random.sample([*listed, *made_up], len(paths))
        return [(elsewhere(each), True) for each in paths]

    def elsewhere(path: str) -> Thing:
        prefix = f"/{random.randrange(10**9)}/"
        return resolving(path, 3, prefix=prefix, language=languages.pop())

    known = [f"/{each}/{PAGES[-1]}/" for each in sections] + [words.nowhere(random)]
    gauge.start([(resolving(each, 3), True) for each in known])
    what = "paths, each in a new thread, language and below a new script prefix"
    gauge.together(what, "each_in_a_thread", drawn, ELSEWHERE)
    gauge.end()
