"""Answers that are alike are found; answers that only solve the same task are not."""

import re

import pytest

from katas.harness import days
from katas.harness.days import Day
from solutions.grading.similarity import finder

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


def found_among(day: Day, answers: dict[str, str]) -> list[finder.Alike]:
    return finder.find(day, answers, lambda name: {"exports.py": answers[name].encode()})


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
    produce, batches, *earlier = reversed(functions)
    moved = "\n".join([head, produce, own, batches, *earlier])
    (pair,) = found_among(day, {"amara": MINE, "bo": moved})
    assert pair.share > 0.7
    marks = {line.text: line.alike for line in pair.right}
    assert marks["def batches(query, size=250):"]
    assert not marks.get("    total = sum(map(len, rows))"), "what is left out is not alike"


def test_who_writes_what_the_reference_writes_is_not_named(day: Day) -> None:
    """Nor is who hands in the starter: both are everybody's."""
    reference = (finder.SOLUTIONS / day.name / "exports.py").read_text()
    starter = (day.starter / "exports.py").read_text()
    answers = {"amara": reference, "bo": reference, "chen": starter, "dana": starter}
    assert found_among(day, answers) == []


@pytest.mark.parametrize("number", [4, 7])
def test_independent_answers_are_not_named(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The alternatives to the reference, which are right in ways of their own."""
    day = days.by_number(number)
    assert day is not None
    starter, home, *wheats = finder.everybodys(day)
    folders = {folder.name: folder for folder in wheats if folder.name != "__pycache__"}
    # Here they are students' answers, so they are no part of what everybody may have.
    monkeypatch.setattr(finder, "everybodys", lambda day: [starter, home])

    def read(name: str) -> dict[str, bytes]:
        return {file: (folders[name] / file).read_bytes() for file in day.answers}

    assert len(folders) > 5
    assert finder.find(day, folders, read) == []


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
    others = {f"t{n}": "def f(a):\n" + f"    a(a, {n}{' ** a' * n})\n" * 30 for n in range(5)}
    answers = {f"s{n:02}": MINE for n in range(12)} | others
    (group,) = [pair for pair in found_among(day, answers) if "s00" in pair.students]
    assert group.share == 1
    assert group.students == tuple(f"s{n:02}" for n in range(12))


def test_a_cohort_that_is_too_large_says_so(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    """Equal answers count once; what is not compared is named, and the other days are."""
    monkeypatch.setattr(finder, "MOST", 3)
    answers = {f"s{n}": f"{MINE}\nx = {n}\n" for n in range(4)}
    found = finder.of_cohort(
        [day], answers, lambda day, name: {"exports.py": answers[name].encode()}
    )
    assert found.pairs == ()
    assert found.gaps == (
        "Day 6 was not compared: more than 3 different answers are too many for compare50",
    )
    assert len(found_among(day, dict.fromkeys(answers, MINE))) == 1


def test_nothing_that_is_handed_in_stops_the_comparison(day: Day) -> None:
    """Broken, endless, hostile or too large: the others' copy is found nevertheless."""
    odd = {
        "broken": "def (",
        "nul": "\x00",
        "deep": "(" * 5_000,
        "large": "x = 1\n" * 30_000,
        "table": "x = [\n" + '    ("a", 1),\n' * 4_000 + "]\n",
        "sums": "x = 1" + " + 1" * 12_000 + "\n",
        "empty": "",
    }
    again = {f"{name} again": text for name, text in odd.items()}
    pairs = found_among(day, {**odd, **again, "amara": MINE, "bo": MINE})
    assert ("amara", "bo") in [pair.students for pair in pairs]
    assert len(pairs) <= 2


def test_the_same_answers_give_the_same_pairs(day: Day) -> None:
    """In every process, in whatever order the students come."""
    answers = {"amara": MINE, "bo": disguised(MINE), "chen": MINE.replace("250", "900 + 9")}
    first = found_among(day, answers)
    assert len(first) == 3
    assert found_among(day, dict(reversed(answers.items()))) == first
