"""Task 3, from outside: one request among hundreds, on an event loop and in threads."""

import time
from collections.abc import Callable
from typing import Any

from solutions.day01_request_lifecycle.exam_desk import Desk, reply
from solutions.day01_request_lifecycle.exam_headers import SPARE, app_durations, check_duration
from solutions.day01_request_lifecycle.exam_requests import METHODS
from solutions.day01_request_lifecycle.exam_visitors import Visitors
from solutions.grading.examiner import BrokeOff, Contradicted, Exam, Raised

GAP = 0.06  # seconds that one is held at the least
LANES = {"sync": "in a thread", "async": "on an event loop"}


def hundreds(exam: Exam, visitors: Visitors, size: int) -> None:
    """All are served, on one event loop and then on another one."""
    began = time.perf_counter()
    told = exam.ask("crowd", size, some(visitors))
    most = (time.perf_counter() - began) * 1_000 + SPARE
    loops = (f"{size} requests at once on one event loop", "as many on a second one")
    if not isinstance(told, list) or len(told) != len(loops):
        raise Contradicted(loops[0], "responses", told)
    for asked, found in zip(loops, told, strict=True):
        if not isinstance(found, list) or not all(
            isinstance(each, list) and each for each in found
        ):
            raise Contradicted(asked, "responses", found)
        exam.same(f"{asked}: their statuses", [200] * size, [each[0] for each in found])
        figures = [app_durations(str(each[-1])) for each in found]
        wrong = [each for each in figures if not all_within(each, most)]
        if wrong:
            raise Contradicted(f"{asked}: each app;dur", f"from 0 to {most:.1f}", wrong[0])


def some(visitors: Visitors) -> list[Any]:
    """Requests of several visitors."""
    return [visitors.request(visitors.path(), method) for method in ("GET", *METHODS)]


def all_within(found: list[float], most: float) -> bool:
    """Whether there are durations, and none is longer than `most` milliseconds."""
    return bool(found) and all(0 <= each <= most for each in found)


def come_and_go(exam: Exam, visitors: Visitors, lane: str, size: int) -> None:
    """One is held in its view while many others come and go."""
    held = Desk(exam)
    held.held = True
    functions: dict[str, Callable[[], Any]] = {
        "held": held.page,
        "entered": lambda: held.entered(1, "a request is in its view") and None,
        "passed": lambda: time.sleep(GAP) or held.let_all_go(),
    }
    exam.services.functions.update(functions)
    began = time.perf_counter()
    told = exam.ask("come_and_go", lane, exam.random.randint(0, 40), size, some(visitors))
    seconds = time.perf_counter() - began
    asked = f"a request is held in its view, {LANES[lane]}, while {size:,} come and go there"
    if isinstance(told, Raised):
        raise Contradicted(asked, "responses", told)
    try:
        (status, _, timing), (_, _, last) = told
        headers = [["Server-Timing", timing]]
    except (TypeError, ValueError):
        raise BrokeOff(f"{asked}: not a response") from None
    found = {"status": status, "reason": "", "body": b"", "headers": headers}
    check_duration(asked, reply(asked, found), held.visits[0].took, seconds)
    if not all_within(app_durations(str(last)), seconds * 1_000 + SPARE):
        raise Contradicted(f"{asked}: the last of these", f"at most {seconds:.2f} s", last)
