"""How a run came to its end when its record did not: stuck, killed, out of memory, or by itself."""

import signal
from dataclasses import replace

from solutions.grading import limits
from solutions.grading.sandbox.outcome import RunOutcome
from solutions.grading.verdict.model import DayGrade, Status


def broken(ran: RunOutcome) -> tuple[Status, str]:
    """What is known of a run whose record is not whole."""
    ending = ran.ending
    where = f" in {ending['place']}" if ending and ending.get("place") else ""
    during = f" in {running(ran)}" if running(ran) else ""
    if ran.overdue:
        most = f"{ran.limits.tests:g} s, which they may take of the day's {ran.limits.day:g} s"
        return (
            Status.TIMEOUT,
            f"all tests together took more than {most}; it was ended{during}{where}",
        )
    if ran.silent:
        return Status.TIMEOUT, f"the tests' process fell silent{during}{where} and was ended"
    if ending is None:
        return Status.GRADER_ERROR, f"the run broke off{during}: {ran.trouble}"
    code, used = ending["code"], ending["cpu"]
    if code == -signal.SIGKILL and used >= ran.limits.cpu - 2:
        return Status.TIMEOUT, f"it used {used:.0f} s of CPU time{during}, more than a day may take"
    if "MemoryError" in ending["said"] or (is_large(ending["memory"]) and code < 0):
        return Status.OUT_OF_MEMORY, f"the tests' process ran out of memory{during}{where}"
    if code < 0:
        return Status.CRASHED, f"the tests' process died of {name_of(-code)}{during}{where}"
    if not ran.record.events and any(word in ending["said"] for word in ("ERROR", "Traceback")):
        return Status.GRADER_ERROR, f"the tests did not start: {ending['said']}"
    during = during or (" before a test ran" if not ran.record.of("start") else "")
    return Status.CRASHED, f"the tests' process ended itself with status {code}{during}"


def blamed(grade: DayGrade, ran: RunOutcome) -> DayGrade:
    """A sandbox that ends again and again, and only with this answer, was ended by it."""
    if grade.status == Status.GRADER_ERROR and ran.ending is None:
        reason = "its sandbox ended while it ran, twice, and no other's did"
        return replace(grade, status=Status.CRASHED, reason=reason)
    return grade


def is_large(memory: int) -> bool:
    return memory > limits.LIMITS["AS"] // 4


def running(ran: RunOutcome) -> str:
    """The test that was running when the record broke off."""
    started = [event for event in ran.record.events if event["event"] in ("start", "test")]
    last = started[-1] if started else None
    return str(last.get("id"))[:100] if last and last["event"] == "start" else ""


def name_of(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
