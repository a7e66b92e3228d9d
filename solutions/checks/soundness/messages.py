"""The messages of each chaff: what its learner reads, without the figures that vary.

Records what the tests say, whose words are their own. A section for each test that catches it;
what the test requires is in its own docstring.
"""

import re
from itertools import zip_longest
from pathlib import Path

from katas.harness.days import Day
from solutions.checks.soundness.candidates import Candidate, home_of
from solutions.checks.soundness.workers import Trial

FUNCTION = re.compile(r"\.py:# in \S+")
ONE_OF = re.compile(r"\((\w+\.\w+)(?: = %s OR |\) IN \(\(%s\)).*")
NUMBER = re.compile(r"\d[\d,.]*\d|\d")


HEADING = re.compile(r"^== (.+)$", re.MULTILINE)
GOT = re.compile(r"^got: (.+)$", re.MULTILINE)


def file_of(day: Day, candidate: Candidate) -> Path:
    return home_of(day) / "messages" / f"{candidate.name}.txt"


def caught_by(day: Day, candidate: Candidate) -> list[str]:
    """The ids of the tests that the chaff fails, as its messages are recorded; [] without any."""
    file = file_of(day, candidate)
    return HEADING.findall(file.read_text(encoding="utf-8")) if file.is_file() else []


def first_got(day: Day, candidate: Candidate) -> str:
    """The first line of the first "got:" of the chaff's messages, or ""."""
    file = file_of(day, candidate)
    found = GOT.search(file.read_text(encoding="utf-8")) if file.is_file() else None
    return found[1] if found else ""


def text_of(candidate: Candidate, trial: Trial) -> str:
    """The messages of a run, in the order of the tests; numbers are shown as #.

    Without those of the tests that catch the answer only sometimes.
    """
    order = [test["id"] for test in trial.tests]
    tests = [event for event in trial.events if event["event"] == "test"]
    failed = [e for e in tests if e["outcome"] == "failed" and e["id"] not in candidate.sometimes]
    parts = [trial.stopped] if trial.stopped else []
    for event in sorted(failed, key=lambda event: order.index(event["id"])):
        verdict = event["verdict"]
        lines = [f"== {event['id']}"]
        lines += [
            f"{part}: {verdict[part]}" for part in ("asked", "expected", "got") if verdict[part]
        ]
        lines += [verdict[part] for part in ("note", "where") if verdict[part]]
        lines += [f"figure: {figure['name']}" for figure in verdict["figures"]]
        parts.append("\n".join([lines[0], *(masked(line) for line in lines[1:])]))
    return "\n\n".join(parts) + "\n"


def masked(line: str) -> str:
    """Numbers differ from run to run; the one in Django's Http404 is a name."""
    return NUMBER.sub("#", line).replace("Http#", "Http404")


def alike(text: str) -> str:
    """Without what the versions do not agree on.

    A comprehension is a function on Python 3.11 and none on 3.12; Django 6.1 compares a flag with a
    parameter, where 5.2 names it bare, and on SQLite looks keys up as tuples, too, where 5.2 writes
    an OR for each (supports_tuple_lookups in django/db/backends/sqlite3/features.py).
    """
    text = FUNCTION.sub(".py:#", text).replace(".published = %s", ".published")
    return ONE_OF.sub(r"\1 IN ...", text)


def record(day: Day, candidate: Candidate, trial: Trial) -> None:
    """Keep the messages of this run as they are."""
    file = file_of(day, candidate)
    file.parent.mkdir(exist_ok=True)
    file.write_text(text_of(candidate, trial), encoding="utf-8")


def difference(day: Day, candidate: Candidate, trial: Trial) -> str:
    """ "" if the messages are as recorded; otherwise what to do."""
    file, text = file_of(day, candidate), text_of(candidate, trial)
    name = f"messages/{file.name}"
    if not file.is_file():
        return f"{name} is missing: make soundness day={day.number} update=1, then read it"
    recorded, text = alike(file.read_text(encoding="utf-8")), alike(text)
    if recorded == text:
        return ""
    pairs = zip_longest(recorded.splitlines(), text.splitlines(), fillvalue="(nothing)")
    was, now = next(((a, b) for a, b in pairs if a != b), ("", ""))
    return f"{name}: a message changed\n      was  {was}\n      now  {now}"


def strays(day: Day, candidates: list[Candidate]) -> list[str]:
    """Files of messages that belong to no chaff."""
    known = {file_of(day, c).name for c in candidates if c.kind == "chaff"}
    folder = home_of(day) / "messages"
    return [
        f"messages/{file.name} belongs to no chaff: remove it"
        for file in sorted(folder.glob("*"))
        if file.name not in known
    ]
