"""The pairs of a day's answers that are alike, as JSON.

    python -m solutions.grading.similarity.compare50_worker FOLDER

Runs compare50 in a process of its own, because it numbers what it has seen and hashes with
Python's own hash: with PYTHONHASHSEED=0 the same answers give the same pairs each time.
FOLDER/answers/NAME/ holds the answers, FOLDER/known/NAME/ what everybody may have in common. No
answer is run: it is read as a row of tokens.
"""

import json
import sys
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import compare50
from compare50 import _api
from compare50.comparators import Winnowing
from compare50.comparators._winnowing import CompareIndex

LENGTH = 16  # tokens in a row that count as alike: two or three short lines
REPEATS = 8  # of such a row in one answer; a table's further rows say nothing more
OWN_AT_LEAST = 40  # tokens of one's own: below that, two answers are alike by chance
COMMON_SHARE, CLASS = 1 / 3, 9  # what so many have written in a class of that size is common
EXAMINED = 150  # pairs of a day, those first that compare50 ranks highest for their size

Spans = Iterable[Any]  # of compare50: each has a file, a start and an end


def seldom(tokens: Iterable[Any]) -> Iterator[Any]:
    """Leave out what is repeated on and on: its pairs would grow with the square."""
    last: deque[str] = deque(maxlen=LENGTH)
    seen: Counter[tuple[str, ...]] = Counter()
    for token in tokens:
        last.append(token.val)
        row = tuple(last)
        seen[row] += 1
        if seen[row] <= REPEATS:
            yield token


class Structure(compare50.Pass):
    """compare50's own pass of that name, with shorter rows, each of which counts."""

    preprocessors = [*compare50.passes.structure.preprocessors, seldom]
    comparator = Winnowing(k=LENGTH, t=LENGTH)


PREPARE = compare50._data.Preprocessor(Structure.preprocessors)


def main() -> None:
    folder = Path(sys.argv[1])
    _api.Executor = _api.FauxExecutor  # one process
    sys.setrecursionlimit(100_000)  # it walks along the spans that are alike
    known = [file for each in folders(folder / "known") for file in submission(each)]
    json.dump(pairs([submission(each) for each in folders(folder / "answers")], known), sys.stdout)


def folders(above: Path) -> list[Path]:
    return sorted(path for path in above.iterdir() if path.is_dir())


def submission(folder: Path) -> Any:
    names = sorted(file.name for file in folder.iterdir())
    return compare50.Submission(folder, names, preprocessor=PREPARE)


def pairs(answers: list[Any], known: list[Any]) -> list[dict[str, Any]]:
    """The answers' names, the share of the smaller one's own part, and the lines of each."""
    tokens = {file: file.tokens() for answer in answers for file in answer}
    common = habits(answers, tokens)
    sizes = {each.id: sum(len(tokens[file]) for file in each) for each in answers}
    scores = compare50.rank(answers, [], known, Structure, n=len(answers) ** 2)
    scores.sort(key=lambda s: -s.score / min(sizes[s.sub_a.id], sizes[s.sub_b.id]))
    found = []
    for result in compare50.compare(scores[:EXAMINED], known, Structure):
        shared = [span for group in result.groups for span in group.spans]
        sides = [
            side(each, tokens, [*result.ignored_spans, *common], shared)
            for each in (result.sub_a, result.sub_b)
        ]
        own, hit, _ = min(sides, key=lambda each: each[:2])
        if own >= OWN_AT_LEAST:
            names = [result.sub_a.path.name, result.sub_b.path.name]
            found.append({"names": names, "share": hit / own, "lines": [s[2] for s in sides]})
    return found


def habits(answers: list[Any], tokens: dict[Any, list[Any]]) -> list[Any]:
    """The spans that more than a third of the class has written."""
    if len(answers) < CLASS:
        return []
    holders: dict[int, set[int]] = {}
    spans = []
    for answer in answers:
        for file in answer:
            for value, span in CompareIndex(LENGTH).fingerprint(file, tokens[file]):
                holders.setdefault(value, set()).add(answer.id)
                spans.append((value, span))
    return [span for value, span in spans if len(holders[value]) > COMMON_SHARE * len(answers)]


def side(
    answer: Any, tokens: dict[Any, list[Any]], ignored: Spans, shared: Spans
) -> tuple[int, int, dict[str, list[int]]]:
    """How many tokens are an answer's own, how many of them are shared, and on which lines."""
    own = hit = 0
    lines: dict[str, list[int]] = {}
    for file in answer:
        text, numbers = file.read(), set[int]()
        left, right = inside(ignored, file, len(text)), inside(shared, file, len(text))
        for token in tokens[file]:
            if not left[token.start]:
                own += 1
                if right[token.start]:
                    hit += 1
                    first = text.count("\n", 0, token.start) + 1
                    numbers.update(range(first, first + token.val.count("\n") + 1))
        lines[str(file.name)] = sorted(numbers)
    return own, hit, lines


def inside(spans: Spans, file: Any, length: int) -> bytearray:
    """A 1 for each character of the file that a span covers."""
    covered = bytearray(length)
    for span in spans:
        if span.file == file:
            covered[span.start : span.end] = b"\1" * (span.end - span.start)
    return covered


if __name__ == "__main__":
    main()
