"""Measures one answer: `python -m katas.harness.measuring DAY figures 60 20` (or `pictures`).

That module of the day's `tests/` has `once()`, called first, and `each_round()`, called for each
line that comes on standard input. What they return is printed as one line of JSON: {"value": ...},
or {"fault": text} if the answer failed at it. A parent that takes turns between several such
processes gets what it compares from one interleaved run. The two numbers are the seconds of CPU
time for once() and for each round: who needs more is ended by the system.
"""

import importlib
import json
import math
import os
import resource
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from katas.harness import answers, days
from katas.harness.answers import MissingName
from katas.harness.run.explain import where
from katas.harness.run.fork import die_with
from katas.harness.verdicts import Wrong

LONGEST = 300  # characters of a fault


def main(number: int, module: str, once: int, each_round: int) -> None:
    """Set up an empty database, then measure until standard input closes."""
    allow(once)
    die_with(os.getppid())
    import django
    from django.test.utils import setup_databases, setup_test_environment

    out = os.dup(1)
    os.dup2(2, 1)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "katas.harness.settings")
    django.setup()
    setup_test_environment()
    setup_databases(verbosity=0, interactive=False)
    warnings.simplefilter("ignore")
    day = days.by_number(number)
    assert day is not None
    folder = answers.day_folder(day.name)
    files = [folder / file for file in day.answers]

    def say(measure: Callable[[], Any]) -> None:
        try:
            said = {"value": measure()}
        except BaseException as error:
            said = {"fault": fault_of(error, where(error, files))}
        os.write(out, json.dumps(said, default=asdict).encode() + b"\n")

    measured = importlib.import_module(f"{day.package}.tests.{module}")
    say(measured.once)
    for _ in sys.stdin:
        allow(each_round)
        say(measured.each_round)


def allow(seconds: int) -> None:
    """As much CPU time from now on, for this process."""
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = math.ceil(time.process_time()) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (wanted, most))


def fault_of(error: BaseException, place: str) -> str:
    """What the answer did instead of working, on one line."""
    if isinstance(error, MissingName):
        text = str(error)
    elif isinstance(error, Wrong):
        verdict = error.verdict
        text = f"{verdict.asked}: expected {verdict.expected}, got {verdict.got}"
        place = verdict.where or place
    else:
        text = f"{type(error).__name__}: {error}"
    return ", ".join(filter(None, [" ".join(text.split())[:LONGEST], " ".join(place.split())]))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
