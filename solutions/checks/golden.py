"""Golden failure messages: what each chaff's learner reads, without the figures that vary."""

import re
from itertools import zip_longest
from pathlib import Path

from katas.harness.days import Day
from solutions.checks.candidates import SOLUTIONS, Candidate
from solutions.checks.workers import Job

FUNCTION = re.compile(r"\.py:# in \S+")
NUMBER = re.compile(r"\d[\d,.]*\d|\d")


def file_of(day: Day, candidate: Candidate) -> Path:
    return SOLUTIONS / day.name / "golden" / f"{candidate.name}.txt"


def text_of(job: Job) -> str:
    """The messages of a run, in the order of the tests; numbers are shown as #."""
    order = [test["id"] for test in job.tests]
    rules = {test["id"]: test["rule"] for test in job.tests}
    failed = [e for e in job.events if e["event"] == "test" and e["outcome"] == "failed"]
    parts = [job.stopped] if job.stopped else []
    for event in sorted(failed, key=lambda event: order.index(event["id"])):
        verdict = event["verdict"]
        lines = [f"== {event['id']}", rules[event["id"]], ""]
        lines += [
            f"{part}: {verdict[part]}" for part in ("asked", "expected", "got") if verdict[part]
        ]
        lines += [verdict[part] for part in ("note", "where") if verdict[part]]
        lines += [f"figure: {figure['name']}" for figure in verdict["figures"]]
        parts.append("\n".join([lines[0], *(NUMBER.sub("#", line) for line in lines[1:])]))
    return "\n\n".join(parts) + "\n"


def alike(text: str) -> str:
    """Without what the versions do not agree on.

    A comprehension is a function on Python 3.11 and none on 3.12; Django 6.1 compares a flag with a
    parameter, where 5.2 names it bare.
    """
    return FUNCTION.sub(".py:#", text).replace(".published = %s", ".published")


def difference(day: Day, candidate: Candidate, job: Job, update: bool) -> str:
    """ "" if the messages are as recorded; otherwise what to do. update: record them anew."""
    file, text = file_of(day, candidate), text_of(job)
    if update:
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return ""
    name = f"golden/{file.name}"
    if not file.is_file():
        return f"{name} is missing: make soundness day={day.number} update=1, then read it"
    recorded, text = alike(file.read_text(encoding="utf-8")), alike(text)
    if recorded == text:
        return ""
    pairs = zip_longest(recorded.splitlines(), text.splitlines(), fillvalue="(nothing)")
    was, now = next(((a, b) for a, b in pairs if a != b), ("", ""))
    return f"{name}: a message changed\n      was  {was}\n      now  {now}"


def strays(day: Day, candidates: list[Candidate]) -> list[str]:
    """Golden files that belong to no chaff."""
    known = {file_of(day, c).name for c in candidates if c.kind == "chaff"}
    folder = SOLUTIONS / day.name / "golden"
    return [
        f"golden/{file.name} belongs to no chaff: remove it"
        for file in sorted(folder.glob("*"))
        if file.name not in known
    ]
