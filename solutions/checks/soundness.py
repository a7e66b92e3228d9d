"""Is a day sound? Runs all its answers and says where tests and answers do not agree."""

import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from katas.harness import mistakes
from katas.harness.console import escape
from katas.harness.days import Day
from solutions.checks import golden, marks
from solutions.checks.candidates import Candidate, faults_of_files, of
from solutions.checks.workers import Job, hogs, run_jobs

NAME_WIDTH = 38
SIGNS = {"passed": ".", "failed": "x", "not_run": "-", "unfit": "?", "error": "!"}


@dataclass
class DayReport:
    """What came of a day: the matrix' jobs, all surprises, and flips between repeats."""

    day: Day
    jobs: dict[Candidate, list[Job]] = field(default_factory=dict)
    surprises: list[str] = field(default_factory=list)
    flips: Counter[str] = field(default_factory=Counter)

    @property
    def verdicts(self) -> int:
        return sum(len(job.outcomes) for jobs in self.jobs.values() for job in jobs)


def examine(
    days: Sequence[Day],
    out: Console,
    *,
    repeat: int = 1,
    machine: int = 0,
    load: int = 0,
    workers: int,
    seed: int = 1,
    update: bool = False,
    only: str = "",
) -> int:
    """Run every answer of the days and print what was found. Returns 0 if all is well.

    repeat: runs of each answer; more than one means random order, a new seed and a new hash seed
    for each. machine: further runs, of the tests marked `machine` only.
    load: CPU hogs beside the runs. seed: of the first round.
    only: parts of the names of the answers to run, with commas between.
    """
    started = time.monotonic()
    reports = [DayReport(day) for day in days]
    rounds = repeat + machine
    with tempfile.TemporaryDirectory(prefix="katas-answers-") as folder, hogs(load):
        for number in range(rounds):
            options = [f"--seed={seed + number}"]
            options += ["--shuffle"] if rounds > 1 else []
            options += ["-m", "machine"] if number >= repeat else []
            jobs = _jobs(reports, only, options, Path(folder))
            title = f"round {number + 1} of {rounds}" if rounds > 1 else "soundness"
            _run(jobs, workers, out, title)
    for report in reports:
        judge(report, update=update, partial=bool(only))
        show(report, out)
    surprises = sum(len(report.surprises) for report in reports)
    flips = sum(sum(report.flips.values()) for report in reports)
    answers = sum(len(report.jobs) for report in reports)
    tests = sum(len(_tests(report)) for report in reports)
    verdicts = sum(report.verdicts for report in reports)
    parts = [f"{answers} answers", f"{tests} tests", f"{verdicts:,} verdicts"]
    parts += [f"{flips} flips beside {load} CPU hogs"] if rounds > 1 else []
    parts += [f"{surprises} surprises", f"{time.monotonic() - started:.0f} s"]
    out.print(" · ".join(parts))
    return 1 if surprises or flips else 0


def _jobs(reports: list[DayReport], only: str, options: list[str], folder: Path) -> list[Job]:
    """A job for each answer. The days are mixed: some mostly wait, others mostly compute."""
    placed: list[tuple[float, Job]] = []
    for report in reports:
        candidates = [
            candidate
            for candidate in of(report.day)
            if any(part in candidate.label for part in only.split(","))
        ]
        for position, candidate in enumerate(candidates):
            job = Job(report.day.number, candidate.lay_out(report.day, folder), options)
            report.jobs.setdefault(candidate, []).append(job)
            placed.append((position / len(candidates), job))
    return [job for _, job in sorted(placed, key=lambda pair: pair[0])]


def _run(jobs: list[Job], workers: int, out: Console, title: str) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    bar = Progress(*columns, TimeElapsedColumn(), console=out, transient=True)
    with bar if out.is_terminal else nullcontext():
        task = bar.add_task(title, total=len(jobs))

        def done(job: Job) -> None:
            bar.advance(task)
            count = int(bar.tasks[0].completed)
            if not out.is_terminal and count % 10 == 0:
                out.print(f"{title}: {count} of {len(jobs)} answers")

        run_jobs(jobs, workers, done)


def judge(report: DayReport, *, update: bool, partial: bool) -> None:
    """Fill in the surprises and the flips."""
    say = report.surprises.append
    for fault in faults_of_files(report.day):
        say(fault)
    failed_by: Counter[str] = Counter()
    for candidate, jobs in report.jobs.items():
        first = jobs[0]
        failed_by.update(test for test, outcome in first.outcomes.items() if outcome == "failed")
        for job in jobs[1:]:
            # A run of some tests announces those; one that announces none lacks them all.
            for name in job.outcomes or first.outcomes:
                if job.outcomes.get(name) != first.outcomes.get(name):
                    report.flips[f"{candidate.label}: {name}"] += 1
        for problem in surprises_of(candidate, first, report.day):
            say(f"{candidate.label}: {problem}")
        if candidate.kind == "chaff" and len(jobs) == 1:
            changed = golden.difference(report.day, candidate, first, update)
            if changed:
                say(changed)
    for fault in marks.faults(report.day, update):
        say(fault)
    if not partial:
        for test in _tests(report):
            if not failed_by[test["id"]]:
                say(f"{test['id']} is failed by no wrong answer: it proves nothing")
        for stray in golden.strays(report.day, list(report.jobs)):
            say(stray)


def surprises_of(candidate: Candidate, job: Job, day: Day) -> list[str]:
    """Where the outcomes of one run are not what they should be."""
    if job.stopped:
        return [job.stopped]
    outcomes = job.outcomes
    failed = {test for test, outcome in outcomes.items() if outcome == "failed"}
    found = [
        f"{test}: {outcome}, the test itself is at fault\n{_note(job, test)}"
        for test, outcome in outcomes.items()
        if outcome in ("unfit", "error")
    ]
    if candidate.kind in ("reference", "wheat"):
        found += [f"{test} rejects a right answer\n{_note(job, test)}" for test in sorted(failed)]
    elif candidate.kind == "chaff":
        found += missed(candidate.caught_by, failed, set(outcomes))
    else:
        if mistake := mistakes.named(day, failed):
            found.append(f"the red tests are the mark of a mistake: {mistake}")
        for task in day.tasks:
            ids = [test["id"] for test in job.tests if test["task"] == task.number]
            if not failed & set(ids):
                found.append(f"task {task.number} is green from the start")
    return found


def missed(named: frozenset[str], failed: set[str], known: set[str]) -> list[str]:
    """What a chaff's docstring and the run do not agree on."""
    found = []
    for name in sorted(named):
        cases = {test for test in known if test == name or test.partition("[")[0] == name}
        if not cases:
            found.append(f"names {name}, but there is no such test")
        elif not cases & failed:
            found.append(f"is not caught by {name}")
    for test in sorted(failed):
        if test not in named and test.partition("[")[0] not in named:
            found.append(f"is caught by {test} too: name it, or make the mistake one only")
    return found


def _note(job: Job, test: str) -> str:
    event = next(e for e in job.events if e["event"] == "test" and e["id"] == test)
    verdict = event["verdict"] or {}
    parts = [f"      {key}: {verdict.get(key)}" for key in ("asked", "expected", "got", "note")]
    return "\n".join(part for part in parts if not part.endswith((": ", ": None")))


def _tests(report: DayReport) -> list[dict]:
    return next((job.tests for jobs in report.jobs.values() for job in jobs if job.tests), [])


def show(report: DayReport, out: Console) -> None:
    """Print the matrix, its legend, and what is wrong."""
    tests, day = _tests(report), report.day
    out.print(f"\n[b]Day {day.number}  {day.title}[/b]\n")
    for task in day.tasks:
        ids = [test["id"] for test in tests if test["task"] == task.number]
        out.print(f"[dim]task {task.number}[/dim]  {escape('  '.join(ids))}")
    heading = " ".join(
        f"{task.number:<{sum(t['task'] == task.number for t in tests)}}" for task in day.tasks
    )
    out.print(f"\n[dim]{'':{NAME_WIDTH}}{heading}", soft_wrap=True)
    for candidate, jobs in report.jobs.items():
        signs = _signs(jobs[0], tests, day)
        out.print(f"{candidate.label:{NAME_WIDTH}}{signs}", soft_wrap=True)
    counts = " ".join(
        "".join(_count(report, test["id"]) for test in tests if test["task"] == task.number)
        for task in day.tasks
    )
    out.print(
        f"[dim]{'answers that fail it (+ is 10 or more)':{NAME_WIDTH}}{counts}\n", soft_wrap=True
    )
    for line in margins(report):
        out.print(f"[dim]margin[/dim]  {escape(line)}", soft_wrap=True)
    for surprise in report.surprises:
        out.print(f"[red]surprise[/red]  {escape(surprise)}", soft_wrap=True)
    for flip, times in report.flips.most_common():
        out.print(f"[red]flip[/red]  {escape(flip)}  {times} x", soft_wrap=True)


def margins(report: DayReport) -> list[str]:
    """For each bounded figure: the worst right answer, the bound, the best wrong answer."""
    right: dict[str, list[float]] = {}
    wrong: dict[str, list[float]] = {}
    bound: dict[str, float] = {}
    for candidate, jobs in report.jobs.items():
        for event in (e for job in jobs for e in job.events if e["event"] == "test"):
            for figure in event["figures"]:
                if figure["allowed"] is None:
                    continue
                key = f"{event['id']}: {figure['name']}"
                bound[key] = figure["allowed"]
                if candidate.kind in ("reference", "wheat"):
                    right.setdefault(key, []).append(figure["measured"])
                elif event["outcome"] == "failed" and figure["measured"] > figure["allowed"]:
                    wrong.setdefault(key, []).append(figure["measured"])
    return [
        f"{key}: right at most {max(right.get(key, [0])):g}, allowed {limit:g},"
        f" wrong at least {min(wrong[key]):g}"
        for key, limit in bound.items()
        if key in wrong
    ]


def _signs(job: Job, tests: list[dict], day: Day) -> str:
    outcomes = job.outcomes
    return " ".join(
        "".join(SIGNS[outcomes[t["id"]]] for t in tests if t["task"] == task.number)
        for task in day.tasks
    )


def _count(report: DayReport, test: str) -> str:
    count = sum(jobs[0].outcomes.get(test) == "failed" for jobs in report.jobs.values())
    return "+" if count > 9 else str(count)
