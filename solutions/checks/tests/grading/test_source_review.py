"""The static reading of answers: silent on honest ones, and not on what touches the verdict."""

from pathlib import Path

import pytest

from katas.harness import days
from solutions.checks.soundness import candidates
from solutions.grading.source_review import read
from solutions.grading.source_review.reader import Reader

DAY = "day05_app_ready"


@pytest.mark.parametrize("day", days.present(), ids=lambda day: day.name)
def test_no_answer_of_ours_is_flagged(day: days.Day) -> None:
    """Starter, reference, wheats and chaffs: right or wrong, an honest answer raises no flag."""
    flags: dict[str, list[str]] = {}
    for candidate in candidates.of(day):
        for name, source in candidate.files(day).items():
            found = read(name, source, day.name)
            flags[f"{candidate.label}, {name}"] = [str(flag) for flag in found]
    assert len(flags) == len(candidates.of(day)) * len(day.answers)
    assert {whose: found for whose, found in flags.items() if found} == {}


# A line is a source, with \\n for its line ends.
LINES = Path(__file__).parent / "source_review"
FORBIDDEN = (LINES / "forbidden.txt").read_text(encoding="utf-8").splitlines()
HONEST = (LINES / "honest.txt").read_text(encoding="utf-8").splitlines()


def of_line(text: str) -> bytes:
    return text.replace("\\n", "\n").encode()


@pytest.mark.parametrize("text", FORBIDDEN)
def test_forbidden_idea_is_flagged(text: str) -> None:
    """What leads to the verdict, to other files or processes has a flag with its line."""
    flags = read("startup.py", of_line(text), DAY)
    assert flags
    assert all(flag.file == "startup.py" and flag.line > 0 and flag.reason for flag in flags)


@pytest.mark.parametrize("text", HONEST)
def test_honest_shape_is_not_flagged(text: str) -> None:
    """What a right answer needs, in whatever shape, has no flag."""
    compile(of_line(text), "startup.py", "exec")
    assert [str(flag) for flag in read("startup.py", of_line(text), DAY)] == []


def test_broken_source_is_no_reason() -> None:
    """What Python cannot parse does not load; there is nothing to read."""
    assert read("startup.py", b"def f(:\n", DAY) == read("startup.py", b"a\0b", DAY) == []


DEEP = {
    "brackets": "(" * 60_000 + ")" * 60_000,
    "signs": "x = " + "-" * 200_000 + "1",
    "sum": "x = " + "+".join(["1"] * 100_000),
    "attributes": "x" + ".a" * 120_000,
    "calls": "x" + "()" * 100_000,
    "lambdas": "x = " + "lambda: " * 30_000 + "0",
}


def test_deeply_nested_sources_end_nothing() -> None:
    """What is too much for Python's parser is passed over or flagged; the next one is read."""
    with Reader() as reader:
        for text in DEEP.values():
            reader.flags(DAY, {"startup.py": text.encode()})
            (flag,) = reader.flags(DAY, {"startup.py": b"\nimport gc\n"})
            assert (flag.file, flag.line) == ("startup.py", 2)
