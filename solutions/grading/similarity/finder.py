"""Answers of a day that are alike beyond what the day's own files explain. Alike, not guilty.

The comparison is compare50's (https://github.com/cs50/compare50), run by compare50_worker.py. Left
out of it is what everybody may have in common: the starter, the reference and its alternatives, and
what more than a third of the class has written. Answers that are the same byte by byte make one
group.
"""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from katas.harness.days import Day
from solutions import SOLUTIONS
from solutions.grading.similarity.model import Alike, Line, Similar

LARGEST = 64 * 1024  # bytes of a file: ten times what any answer needs
MOST = 1000  # different answers to a day: compare50's memory grows with the square
WITHIN = 600.0  # seconds for a day
# Independent right answers of the same day share a quarter, once in a while nearly a half; renamed
# and reordered copies more than a half (measured on the wheats, without them in the baseline).
SHARE_AT_LEAST = 0.55
PAIRS_SHOWN = 25
LINES_SHOWN, CONTEXT = 120, 1

Files = Mapping[str, bytes]


class NotCompared(Exception):
    """A day's answers were not compared. The text says why."""


def of_cohort(
    days: Iterable[Day],
    students: Iterable[str],
    read: Callable[[Day, str], Files],
    jobs: int = 1,
) -> Similar:
    """What `find` finds, for all the days. read: a student's answer files by name."""
    names, pairs, gaps = list(students), list[Alike](), list[str]()

    def of_day(day: Day) -> tuple[list[Alike], str]:
        try:
            return find(day, names, partial(read, day)), ""
        except NotCompared as error:
            return [], f"Day {day.number} was not compared: {error}"

    with ThreadPoolExecutor(jobs) as pool:  # each day has a process of its own
        for found, gap in pool.map(of_day, days):
            pairs += found
            gaps += [gap] if gap else []
    return Similar(tuple(pairs), tuple(gaps))


def find(day: Day, students: Iterable[str], read: Callable[[str], Files]) -> list[Alike]:
    """The most alike answers of a day, most alike first. Raises NotCompared."""
    if importlib.util.find_spec("compare50") is None:
        raise NotCompared("compare50 is missing: make grade installs it")
    with tempfile.TemporaryDirectory(prefix="katas-alike-") as scratch:
        folder = Path(scratch)
        groups = laid_out(day, sorted(students), read, folder)
        if sum(len(names) for names in groups.values()) < 2:
            return []
        found = [
            Alike(day.number, students, each["share"], *sides(day, folder, each))
            for each in compared(folder)
            if len(students := named(groups, each["names"])) > 1 and each["share"] >= SHARE_AT_LEAST
        ]
    return sorted(found, key=lambda a: (-a.share, a.students))[:PAIRS_SHOWN]


def laid_out(
    day: Day, students: Iterable[str], read: Callable[[str], Files], folder: Path
) -> dict[str, list[str]]:
    """Write each different answer into a folder of its own. Returns whose each of them is.

    One that several handed in is written twice: how much of it is its own is found like all else.
    """
    for number, source in enumerate(everybodys(day)):
        known = {f: (source / f).read_bytes() for f in day.answers if (source / f).is_file()}
        write(folder / "known" / f"{number}", known)
    (folder / "answers").mkdir()
    numbers: dict[bytes, str] = {}
    groups: dict[str, list[str]] = defaultdict(list)
    for student in students:
        files = {name: content for name, content in read(student).items() if usable(content)}
        if not files:
            continue
        digest = sha256(repr(sorted(files.items())).encode()).digest()
        name = numbers.setdefault(digest, f"{len(numbers):06}")
        if len(groups[name]) < 2:
            write(folder / "answers" / f"{name}{'' if not groups[name] else '-again'}", files)
        groups[name].append(student)
        if len(groups) > MOST:
            raise NotCompared(f"more than {MOST:,} different answers are too many for compare50")
    return groups


def everybodys(day: Day) -> list[Path]:
    """Folders of answers that nobody owns: the starter, the reference and the wheats."""
    home = SOLUTIONS / day.name
    return [day.starter, home, *sorted((home / "wheats").glob("*/"))]


def usable(content: bytes) -> bool:
    return len(content) <= LARGEST and b"\0" not in content


def write(folder: Path, files: Files) -> None:
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def named(groups: Mapping[str, list[str]], names: Iterable[str]) -> tuple[str, ...]:
    """The students of a pair; of equal answers all of them."""
    one, other = names
    if other == f"{one}-again":
        return tuple(groups[one])
    if "-again" in one + other:
        return ()  # the same pair is there without
    return groups[one][0], groups[other][0]


def compared(folder: Path) -> list[dict[str, Any]]:
    """What `compare50_worker.py` says of the folder. Raises NotCompared."""
    command = [sys.executable, "-m", "solutions.grading.similarity.compare50_worker", str(folder)]
    environ = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}
    try:
        ran = subprocess.run(
            command,
            cwd=SOLUTIONS.parent,
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=WITHIN,
        )
    except subprocess.TimeoutExpired:
        raise NotCompared(f"compare50 took more than {WITHIN:g} s") from None
    if ran.returncode:
        said = ran.stderr.decode("utf-8", "replace").strip().splitlines() or [""]
        raise NotCompared(f"compare50 ended with {ran.returncode}: {said[-1][:300]}")
    pairs: list[dict[str, Any]] = json.loads(ran.stdout)
    return pairs


def sides(day: Day, folder: Path, pair: dict[str, Any]) -> Iterable[tuple[Line, ...]]:
    """Both answers, the lines that are alike with a little of what is around them."""
    for name, lines in zip(pair["names"], pair["lines"], strict=True):
        found: list[Line] = []
        for file in day.answers:
            path = folder / "answers" / name / file
            if path.is_file():
                found += marked(path.read_text(encoding="utf-8"), set(lines[file]))
        yield tuple(found[:LINES_SHOWN])


def marked(text: str, hits: set[int]) -> Iterable[Line]:
    near = {hit + step for hit in hits for step in range(-CONTEXT, CONTEXT + 1)}
    last = 0
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        if number in near:
            if number > last + 1:
                yield Line(0, "...")
            yield Line(number, line, number in hits)
            last = number
