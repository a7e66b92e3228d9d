"""Tasks 2 and 3, from outside: requests that meet in one middleware, at each of its steps."""

import time
from dataclasses import dataclass

from solutions.day01_request_lifecycle.exam_desk import Maps, lanes, replies
from solutions.day01_request_lifecycle.exam_headers import check_duration
from solutions.day01_request_lifecycle.exam_recipes import Recipe, drawn
from solutions.day01_request_lifecycle.exam_requests import METHODS
from solutions.day01_request_lifecycle.exam_visitors import Visitors
from solutions.day01_request_lifecycle.exam_way_out import check
from solutions.grading.examiner import Exam, Reply, question

GAP = 0.06  # seconds that the first one is in its view
KINDS = ("text", "status", "json")


@dataclass
class Met:
    """What came of them. took: milliseconds that the first was in its view; seconds: all of it."""

    asked: str
    region: str
    recipes: tuple[Recipe, Recipe]
    first: Reply
    others: list[Reply]
    took: float
    seconds: float


def met(exam: Exam, kinds: tuple[str, ...]) -> Met:
    """One is held in its view for a moment, the others are not; all differ in what they get.

    kinds: two of these, of exam_recipes.KINDS.
    """
    region, draws, visitors = Maps(exam, always=True).region, exam.random, Visitors(exam)
    mine, other = (drawn(draws, kind, region) for kind in draws.sample(kinds, 2))
    for recipe in (mine, other):
        recipe["passes"] = 0.0
    took = 0.0

    def page() -> Recipe:
        nonlocal took
        began = time.perf_counter()
        time.sleep(GAP)
        took = (time.perf_counter() - began) * 1_000
        return mine

    exam.services.functions["page"] = page
    asks = [visitors.request(visitors.path(), draws.choice(("GET", *METHODS))) for _ in range(2)]
    lane = (lanes(exam) or ["sync"])[0]
    asked = f"{asks[0][0]} a page, and at each step of yours {asks[1][0]} another one in a thread"
    began = time.perf_counter()
    found = exam.ask("meet", lane, *asks, other)
    seconds = time.perf_counter() - began
    first, *others = replies(asked, len(found) if isinstance(found, list) else 2, found)
    return Met(asked, region, (mine, other), first, others, took, seconds)


@question(task=2)
def who_meets_has_its_own_response(exam: Exam) -> None:
    """Each has its own status, headers and body, whoever comes on its way."""
    found = met(exam, KINDS)
    mine, other = found.recipes
    check(f"{found.asked}: the first one", found.region, [""], mine, found.first)
    for each in found.others:
        check(f"{found.asked}: the other one", found.region, [""], other, each)


@question(task=3)
def who_meets_has_its_own_duration(exam: Exam) -> None:
    """Each has its own duration, whoever comes on its way."""
    found = met(exam, ("text", "text"))
    check_duration(f"{found.asked}: the first one", found.first, found.took, found.seconds)
    for each in found.others:
        check_duration(f"{found.asked}: the other one", each, 0.0, found.seconds - GAP)
