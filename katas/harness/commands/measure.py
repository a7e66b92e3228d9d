"""Measures one answer in a process of its own: `python -m katas.harness.commands.measure DAY`.

The day's `tests/figures.py` has `once()`, called first, and `each_round()`, called for each line
that comes on standard input; both return Figures, printed as one JSON line each. A parent that
takes turns between several such processes gets figures from one interleaved run.
"""

import importlib
import json
import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from dataclasses import asdict

from katas.harness import answers
from katas.harness.days import Day, by_number
from katas.harness.verdicts import Figure


class Measured:
    """A process that measures one answer. Use it as a context manager.

    answers_folder: the answers' folder, None for katas/ itself.
    """

    def __init__(self, day: Day, answers_folder: str | None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "katas.harness.commands.measure", str(day.number)],
            cwd=answers.KATAS.parent,
            env=answers.environment(answers_folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def __enter__(self) -> "Measured":
        return self

    def __exit__(self, *error: object) -> None:
        self._process.kill()
        self._process.communicate()

    def figures(self) -> dict[str, float]:
        """The next line of figures, {} if the answer failed at it."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        return {each["name"]: each["measured"] for each in json.loads(line or "[]")}

    def another_round(self) -> dict[str, float]:
        """Run one round and wait for its figures."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write("\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            return {}
        return self.figures()


def main(number: int) -> None:
    """Set up an empty database, then measure until standard input closes."""
    import django
    from django.test.utils import setup_databases, setup_test_environment

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "katas.harness.settings")
    django.setup()
    setup_test_environment()
    setup_databases(verbosity=0, interactive=False)
    warnings.simplefilter("ignore")
    day = by_number(number)
    assert day is not None
    figures = importlib.import_module(f"{day.package}.tests.figures")
    out = os.dup(1)
    os.dup2(2, 1)

    def say(measure: Callable[[], list[Figure]]) -> None:
        line = json.dumps([asdict(figure) for figure in measure()]) + "\n"
        os.write(out, line.encode())

    say(figures.once)
    for _ in sys.stdin:
        say(figures.each_round)


if __name__ == "__main__":
    main(int(sys.argv[1]))
