"""mistakes.toml of a day against the chaffs: each Hint: with the tests that its chaffs turn red.

Which tests a chaff fails is read from its file of messages, which every run of soundness compares.
`python -m solutions.checks.soundness.mistakes_file` writes the files of all days from the messages
as they are; nothing is run.
"""

import ast
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from katas.harness.days import Day, present
from katas.harness.learner import mistakes
from katas.harness.learner.mistakes import Mistake
from solutions.checks.soundness import candidates, messages
from solutions.checks.soundness.candidates import Candidate

HEAD = """\
# The mistakes that `make hint` can name, by the tests that they turn red: a sentence for the
# learner, the points at stake, what the first of its tests got (# stands for a number), and what
# such an answer does.
# Lookalikes are other wrong answers: they turn the same tests of a task red, or more, and have no
# sentence.
# Written by `make soundness day={} update=1` from the solutions.
"""
LONGEST = 240  # characters of a sentence
ByTests = dict[tuple[str, ...], list[Candidate]]


def by_tests(day: Day) -> ByTests:
    """The day's chaffs, those that fail the same tests together; without those whose messages are
    of tests that are there no more."""
    found, known = ByTests(), tasks_of(day)
    for chaff in candidates.chaffs(day):
        red = messages.caught_by(day, chaff)
        if red and not unknown(red, known):
            found.setdefault(tuple(red), []).append(chaff)
    return found


def unknown(red: Iterable[str], known: Mapping[str, int]) -> list[str]:
    """The tests that the day does not have, of those with these ids."""
    return [test for test in red if test.partition("[")[0] not in known]


def tasks_of(day: Day) -> dict[str, int]:
    """The task of each test function, read from the marks in the day's tests."""
    found = {}
    for file in sorted(day.tests.glob("test_*.py")):
        tree = parsed(file)
        whole = [node for node in tree.body if isinstance(node, ast.Assign)]
        of_file = [number for node in whole for number in _marks(node)]
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                own = [number for mark in node.decorator_list for number in _marks(mark)]
                if node.name.startswith("test_") and (numbers := own or of_file):
                    found[node.name] = numbers[0]
    return found


def parsed(file: Path) -> ast.Module:
    """The module's tree; an empty one where it is no Python, as every run says."""
    try:
        return ast.parse(file.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError):
        return ast.Module([], [])


def _marks(node: ast.AST) -> list[int]:
    """The numbers in `pytest.mark.task(N)` within a node."""
    calls = [call for call in ast.walk(node) if isinstance(call, ast.Call)]
    return [
        ast.literal_eval(call.args[0])
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr == "task"
    ]


def task_of(test: str, tasks: dict[str, int]) -> int:
    """The task of the test with that id."""
    return tasks[test.partition("[")[0]]


def speaker(chaffs: list[Candidate]) -> Candidate | None:
    """Of chaffs that fail the same tests the one that has the hint; None without one, or if they
    have several."""
    named = [chaff for chaff in chaffs if chaff.hint]
    return named[0] if len({chaff.hint for chaff in named}) == 1 else None


def told(day: Day) -> list[Mistake]:
    """The mistakes with a sentence: of chaffs with the same red tests, one has it for all."""
    tasks, found = tasks_of(day), []
    for tests, chaffs in by_tests(day).items():
        if named := speaker(chaffs):
            numbers = {task_of(test, tasks) for test in tests}
            points = sum(day.task(number).points for number in numbers)
            got = messages.first_got(day, named)
            found.append(Mistake(tests, named.hint, points, got, named.sentence))
    return sorted(found, key=lambda mistake: (len(mistake.tests), mistake.tests))


def lookalikes(day: Day) -> list[Mistake]:
    """The mistakes without a sentence that turn, of some task, what a named one does red, or more.

    Of those that turn more red, the ones with the least: where another is met, they are, too.
    """
    tasks = tasks_of(day)
    others = [Mistake(red) for red, chaffs in by_tests(day).items() if not speaker(chaffs)]
    found = set()
    for mistake in told(day):
        for number in {task_of(test, tasks) for test in mistake.tests}:
            part = {test for test in mistake.tests if task_of(test, tasks) == number}
            near = [other for other in others if part <= other.red]
            for other in near:
                same = part == {test for test in other.tests if task_of(test, tasks) == number}
                if same or not any(less.red < other.red for less in near):
                    found.add(other)
    return sorted(found, key=lambda mistake: (len(mistake.tests), mistake.tests))


def said_of(day: Day, red: Mapping[str, int]) -> dict[int, str]:
    """What `make hint` says of an answer, by the tasks of which it says something.

    red: the task of each test that is red.
    """
    said = {task.number: mistakes.named(day, task.number, red) for task in day.tasks}
    return {number: sentence for number, sentence in said.items() if sentence}


def text_of(day: Day) -> str:
    """mistakes.toml as it should be."""
    parts = [HEAD.format(day.number)]
    for mistake in told(day):
        lines = [
            "[[mistakes]]",
            f"sentence = {_text(mistake.sentence)}",
            f"points = {mistake.points}",
            f"got = {_text(mistake.got)}",
            f"what = {_text(mistake.what)}",
            _tests(mistake),
        ]
        parts.append("\n".join(lines))
    parts += [f"[[lookalikes]]\n{_tests(mistake)}" for mistake in lookalikes(day)]
    return "\n".join(parts)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _tests(mistake: Mistake) -> str:
    return "tests = [\n" + "".join(f"  {_text(test)},\n" for test in mistake.tests) + "]\n"


def write(day: Day) -> None:
    """Write mistakes.toml anew, from the messages and the hints as they are."""
    (day.tests / mistakes.FILE).write_text(text_of(day), encoding="utf-8")


def faults(day: Day, update: bool = False) -> list[str]:
    """Where hints, messages and mistakes.toml do not agree. update: write mistakes.toml anew."""
    found = []
    for chaffs in by_tests(day).values():
        if len({chaff.hint for chaff in chaffs if chaff.hint}) > 1:
            names = " and ".join(chaff.name for chaff in chaffs if chaff.hint)
            found.append(f"{names} fail the same tests: one Hint: speaks for all, drop the others")
    known = tasks_of(day)
    for chaff in candidates.chaffs(day):
        if gone := unknown(messages.caught_by(day, chaff), known):
            found.append(
                f"messages/{chaff.name}.txt: the day has no {', '.join(gone)};"
                f" make soundness day={day.number} only={chaff.name} update=1 records it anew"
            )
    for sentence in {mistake.sentence for mistake in told(day)}:
        if len(sentence) > LONGEST or not sentence.endswith((".", "?")):
            found.append(f"not one short sentence, to {LONGEST} characters: {sentence}")
    file = day.tests / mistakes.FILE
    if update:
        write(day)
    elif not file.is_file() or file.read_text(encoding="utf-8") != text_of(day):
        remedy = f"make soundness day={day.number} update=1"
        found.append(f"{file.name} is not what the chaffs say: {remedy}")
    return found


if __name__ == "__main__":
    for each in present():
        write(each)
