"""What of a day's runs is not as it should be: the surprises and the flips."""

from collections import Counter
from collections.abc import Iterator

from katas.harness.days import Day
from katas.harness.postgres import databases
from solutions.checks.soundness import completeness, messages, mistakes_file
from solutions.checks.soundness.candidates import Candidate, faults_of_files, of
from solutions.checks.soundness.report import DayReport
from solutions.checks.soundness.workers import Trial
from solutions.grading.verdict.expected import bounds


def judge(report: DayReport, *, update: bool, partial: bool) -> None:
    """Fill in the surprises and the flips."""
    say = report.surprises.append
    for fault in report.left_out.values():
        say(fault)
    for fault in faults_of_files(report.day):
        say(fault)
    failed_by: Counter[str] = Counter()
    for candidate, trials in report.trials.items():
        first = trials[0]
        failed_by.update(test for test, outcome in first.outcomes.items() if outcome == "failed")
        for trial in trials[1:]:
            # A run of some tests announces those; one that announces none lacks them all.
            for name in set(trial.outcomes or first.outcomes) - candidate.sometimes:
                if trial.outcomes.get(name) != first.outcomes.get(name):
                    report.flips[f"{candidate.label}: {name}"] += 1
        problems = problems_of(candidate, first, report.day, new=update, told=len(trials) == 1)
        second = report.second.get(candidate)
        if second and not problems_of(candidate, second, report.day):
            report.wavered += [f"{candidate.label}: {problem}" for problem in problems]
        else:
            report.surprises += [f"{candidate.label}: {problem}" for problem in problems]
        known = {test["id"] for test in first.tests}
        if known and (odd := sorted(candidate.sometimes - known)):
            say(f"{candidate.label}: Sometimes: names no test of the day: {', '.join(odd)}")
        if candidate.kind == "chaff" and update and len(trials) == 1:
            if messages.caught_by(report.day, candidate):
                changes = caught_otherwise(candidate, first, report.day)
                report.recorded += [f"{candidate.label}: {change}" for change in changes]
            messages.record(report.day, candidate, first)
    for fault in odd_figures(report):
        say(fault)
    # Messages and hints are SQLite's; and what proves nothing elsewhere may prove something there.
    if not databases.are_served():
        for fault in mistakes_file.faults(report.day, update):
            say(fault)
    if not databases.are_served() and not partial:
        report.unwritten = completeness.unwritten(report.day)
        for fault in completeness.faults(report.day):
            say(fault)
        for test in report.tests:
            if not failed_by[test["id"]]:
                say(f"{test['id']} is failed by no wrong answer: it proves nothing")
        for stray in messages.strays(report.day, of(report.day)):
            say(stray)
    for candidate, (first, *_) in report.trials.items():
        if candidate.kind == "starter" or (candidate.kind == "chaff" and update):
            report.told += told_of(candidate, first, report.day)


def odd_figures(report: DayReport) -> Iterator[str]:
    """Answers that pass a test with other bounds than the reference: the grader would look at them
    as if somebody had written the record."""
    held = {
        candidate: {
            str(event["id"]): bounds(event)
            for event in trials[0].events
            if event["event"] == "test" and event["outcome"] == "passed"
        }
        for candidate, trials in report.trials.items()
    }
    known = next((held[each] for each in held if each.kind == "reference"), {})
    for candidate, found in held.items():
        for test, its in found.items():
            if its != known.get(test, its):
                yield f"{candidate.label}: {test} passes with other bounds than for the reference"


def problems_of(
    candidate: Candidate, trial: Trial, day: Day, *, new: bool = False, told: bool = True
) -> list[str]:
    """Where a run is not what it should be; told: in what its messages say, too."""
    found = surprises_of(candidate, trial, day, new=new)
    if candidate.kind == "chaff" and told and not new and not databases.are_served():
        found += [changed] if (changed := messages.difference(day, candidate, trial)) else []
    return found


def surprises_of(candidate: Candidate, trial: Trial, day: Day, *, new: bool = False) -> list[str]:
    """Where the outcomes of one run are not what they should be.

    new: the messages of a wrong answer are about to be recorded, whatever catches it.
    """
    if trial.stopped:
        return [trial.stopped]
    outcomes = trial.outcomes
    failed = {test for test, outcome in outcomes.items() if outcome == "failed"}
    found = [
        f"{test}: {outcome}, the test itself is at fault\n{_note(trial, test)}"
        for test, outcome in outcomes.items()
        if outcome in ("unfit", "error")
    ]
    if candidate.kind in ("reference", "wheat"):
        found += [f"{test} rejects a right answer\n{_note(trial, test)}" for test in sorted(failed)]
    elif candidate.kind == "chaff" and databases.are_served():
        found += _not_caught(candidate, failed - candidate.sometimes, trial, day)
    elif candidate.kind == "chaff":
        found += [] if new else caught_otherwise(candidate, trial, day)
        if not failed - candidate.sometimes:
            found.append("is caught by no test")
    else:
        for task in day.tasks:
            ids = [test["id"] for test in trial.tests if test["task"] == task.number]
            if not failed & set(ids):
                found.append(f"task {task.number} is green from the start")
    return found


def caught_otherwise(candidate: Candidate, trial: Trial, day: Day) -> list[str]:
    """Where the tests that catch a wrong answer are not those that its messages name."""
    failed = {test for test, outcome in trial.outcomes.items() if outcome == "failed"}
    failed, named = failed - candidate.sometimes, set(messages.caught_by(day, candidate))
    gone = [f"is not caught by {test}" for test in sorted(named - failed)]
    return gone + [f"is caught by {test} too" for test in sorted(failed - named)]


def _not_caught(candidate: Candidate, failed: set[str], trial: Trial, day: Day) -> list[str]:
    """On another database than the messages': one of the tasks that they name is to catch it.

    Which of its tests does, and in what words, may differ there.
    """
    task = {test["id"]: test["task"] for test in trial.tests}
    named = {task[test] for test in messages.caught_by(day, candidate) if test in task}
    if not failed:
        return ["is caught by no test"]
    if named and named.isdisjoint(task[test] for test in failed):
        return [f"is caught by no test of task {' or '.join(map(str, sorted(named)))}"]
    return []


def told_of(candidate: Candidate, trial: Trial, day: Day) -> list[str]:
    """What `make hint` says of an answer by other answers' Hint:, task by task.

    Each sentence is to be true of it, too.
    """
    outcomes = {} if trial.stopped else trial.outcomes
    red = {test["id"]: test["task"] for test in trial.tests if outcomes[test["id"]] == "failed"}
    said = mistakes_file.said_of(day, red)
    return [
        f"{candidate.label}, task {number}: {sentence}"
        for number, sentence in said.items()
        if sentence != candidate.hint
    ]


def _note(trial: Trial, test: str) -> str:
    event = next(e for e in trial.events if e["event"] == "test" and e["id"] == test)
    verdict = event["verdict"] or {}
    parts = [f"      {key}: {verdict.get(key)}" for key in ("asked", "expected", "got", "note")]
    return "\n".join(part for part in parts if not part.endswith((": ", ": None")))
