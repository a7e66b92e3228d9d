"""Answers that are alike are found; answers that only solve the same task are not."""

import re

import pytest

from katas.harness import days
from katas.harness.days import Day
from solutions.grading import similarity
from solutions.grading.tokens import NotPython, fingerprints

# Two ways to the same export: what one student might write, and another one.
MINE = '''
"""My answer."""
import csv
from django.http import StreamingHttpResponse
from katas.day06_streaming_exports import audit
from katas.newsroom.models import Article

class Pseudo:
    """Keeps nothing."""
    def write(self, value):
        return value

def defuse(value, signs=("=", "+", "-", "@")):
    # a formula must not run
    for sign in signs:
        if value[:1] == sign:
            return "'" + value
    if value and ord(value[0]) in (9, 13):
        return "'" + value
    return value

def batches(query, size=250):
    last = 0
    while True:
        page = list(query.filter(pk__gt=last)[:size])
        if not page:
            break
        yield page
        last = page[-1].pk

def produce(counter):
    pen = csv.writer(Pseudo(), quoting=csv.QUOTE_NONNUMERIC)
    yield pen.writerow(["id", "title", "author", "word_count", "published_at"])
    for page in batches(Article.objects.filter(published=True).order_by("pk")):
        counter["rows"] += len(page)
        lines = [pen.writerow([a.pk, defuse(a.title), a.word_count]) for a in page]
        yield "".join(lines)
'''
RENAMED = {
    "Pseudo": "Trick", "defuse": "quote_it", "signs": "starts", "sign": "start", "value": "text",
    "batches": "chunks", "size": "many", "page": "found", "last": "seen", "produce": "stream",
    "counter": "state", "pen": "out", "lines": "rows_",
}  # fmt: skip


@pytest.fixture(scope="module")
def day() -> Day:
    found = days.by_number(6)
    assert found is not None
    return found


def disguised(text: str) -> str:
    """The same answer with other names, comments, strings and another layout."""
    for old, new in RENAMED.items():
        text = re.sub(rf"\b{old}\b", new, text)
    text = text.replace("# a formula must not run", "# all mine").replace('"""My answer."""', "")
    text = text.replace("    ", "  ").replace("[a.pk, ", "[\n a.pk,\n ")
    pieces = text.split("\nclass Trick")
    return pieces[0] + "\n\n\nclass Trick" + pieces[1]


def found_among(day: Day, answers: dict[str, str]) -> list[similarity.Alike]:
    return similarity.find(day, answers, lambda name: {"exports.py": answers[name]})


def test_a_copy_is_found_whatever_it_is_called_and_commented(day: Day) -> None:
    """The pair, its share, and the lines of both sides."""
    answers = {"amara": MINE, "bo": disguised(MINE)}
    (pair,) = found_among(day, answers)
    assert pair.students == ("amara", "bo")
    assert pair.share > 0.9
    texts = [line.text for line in pair.left if line.alike]
    assert "        page = list(query.filter(pk__gt=last)[:size])" in texts
    assert any("found = list(query.filter(pk__gt=seen)" in line.text for line in pair.right)
    assert all(answers["amara"].splitlines()[line.number - 1] == line.text for line in pair.left
               if line.number)  # fmt: skip


def test_a_part_that_was_copied_is_found_in_another_order(day: Day) -> None:
    """Functions moved about, and something of one's own between them."""
    head, *functions = re.split(r"\n(?=def |class )", MINE)
    own = (
        "\ndef mine(rows):\n    total = sum(map(len, rows))\n    return total / 2 if total else 0\n"
    )
    moved = "\n".join([head, *reversed(functions), own])
    (pair,) = found_among(day, {"amara": MINE, "bo": moved})
    assert 0.7 < pair.share < 1


def test_who_writes_what_the_reference_writes_is_not_named(day: Day) -> None:
    """Nor is who hands in the starter: both are everybody's."""
    reference = (similarity.SOLUTIONS / day.name / "exports.py").read_text()
    starter = (day.starter / "exports.py").read_text()
    answers = {"amara": reference, "bo": reference, "chen": starter, "dana": starter}
    assert found_among(day, answers) == []


@pytest.mark.parametrize("number", [1, 4, 7])
def test_independent_answers_are_not_named(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The alternatives to the reference, which are right in ways of their own."""
    day = days.by_number(number)
    assert day is not None
    home = similarity.SOLUTIONS / day.name
    folders = {f.name: f for f in (home / "wheats").glob("*/") if f.name != "__pycache__"}
    starter = {file: (day.starter / file).read_text() for file in day.answers}
    # Here they are students' answers, so they are no part of what everybody may have.
    known = similarity.values(day, starter) | similarity.values(
        day, {file: (home / file).read_text() for file in day.answers}
    )
    monkeypatch.setattr(similarity, "baseline", lambda day: known)

    def read(name: str) -> dict[str, str]:
        return {file: (folders[name] / file).read_text() for file in day.answers}

    assert len(folders) > 5
    assert similarity.find(day, folders, read) == []


def test_what_a_third_of_the_class_has_written_is_a_habit(day: Day) -> None:
    """The idiom of the lesson makes no pairs; in a class of two it would."""
    idiom = MINE[MINE.index("def batches") :]
    line = "    a.m{n}_{k}(a, [{k}, a.q{n}]) or a\n"
    own = [f"def f{n}(a):\n" + "".join(line.format(n=n, k=k) for k in range(2)) for n in range(12)]
    answers = {f"s{n:02}": idiom + text for n, text in enumerate(own)}
    assert found_among(day, answers) == []
    assert len(found_among(day, dict(list(answers.items())[:2]))) == 1


def test_equal_answers_make_one_group_not_many_pairs(day: Day) -> None:
    """Twelve copies are told once, with all the names, also where they are a third of the class."""
    others = {f"t{n}": "def f(a):\n" + f"    a.x{n}(a, {n}, [a.y{n}])\n" * 30 for n in range(5)}
    answers = {f"s{n:02}": MINE for n in range(12)} | others
    (group,) = found_among(day, answers)
    assert group.share == 1
    assert group.students == tuple(f"s{n:02}" for n in range(12))


def test_a_large_cohort_is_sampled_and_says_so(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    """The copy is found among hundreds; the work does not grow with the square."""
    monkeypatch.setattr(similarity, "baseline", lambda day: set())

    def text(n: int) -> str:
        return "def f(a):\n" + "".join(
            f"    a.m{n}_{k}(a, [{k}, a.q{n}], {n})\n" for k in range(16)
        )

    answers = {f"s{n:03}": text(n) for n in range(similarity.EXACT + 20)}
    answers["thief"] = answers["s007"].replace("def f(a)", "def g(a)") + "\nx = 1\n" * 3
    (pair,) = found_among(day, answers)
    assert pair.students == ("s007", "thief")
    assert pair.estimated
    assert pair.share > 0.8


def test_what_is_no_python_is_left_out(day: Day) -> None:
    """Broken, endless, hostile or too large: none of it stops the comparison."""
    for text in ("def (", "\x00", "(" * 5_000, "x = '", "\tif\n  x"):
        with pytest.raises(NotPython):
            fingerprints(text)
    odd = {"broken": "def (", "nul": "\x00", "deep": "(" * 5_000, "large": "x = 1\n" * 30_000}
    pairs = found_among(day, {**odd, "empty": "", "amara": MINE, "bo": MINE})
    assert [pair.students for pair in pairs] == [("amara", "bo")]


def test_fingerprints_are_the_same_in_every_process() -> None:
    """They do not depend on the hash seed, so that a second run names the same pairs."""
    assert (
        fingerprints(MINE)[0].value
        == fingerprints(disguised(MINE))[0].value
        == 10806973369284431298
    )
