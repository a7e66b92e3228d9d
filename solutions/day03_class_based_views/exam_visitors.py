"""Task 4, the order of the tower: who comes to ArticleList, and where they turn round."""

import logging
from typing import Any
from urllib.parse import quote

from solutions.day03_class_based_views.exam_draw import HEADERS, METHODS, ODD_METHODS, PATHS, Draw
from solutions.day03_class_based_views.exam_list import (
    SOMEBODIES,
    one_of,
    plan_of,
    query_of,
    room,
)
from solutions.day03_class_based_views.exam_play import SCHEME
from solutions.grading.examiner import Contradicted, Exam, question

LOGGER = "katas.day03"
STRANGERS: list[Any] = [None, ["null", False, {}], ["anonymous", False, {}]]
STRANGERS += [["lazy anonymous", False, {}], ["reserved", False, {}]]


@question(task=4)
def who_comes_to_the_list(exam: Exam) -> None:
    """Strangers and somebodies in any order: who causes queries, who leaves lines."""
    draw = Draw(exam.random)
    newsroom = room(exam, draw)
    visits = [(True, "GET"), (True, "POST"), (True, "DELETE"), (True, "GET"), (True, "BREW")]
    visits += [(False, method) for method in [*METHODS, *METHODS, *ODD_METHODS, "GET", "GET"]]
    draw.random.shuffle(visits)
    headers = [*HEADERS, *[{}] * 20]
    draw.random.shuffle(headers)
    for signed_in, method in visits:
        query = query_of(draw, newsroom)
        plan = plan_of(
            draw, query, method, draw.random.choice(SOMEBODIES if signed_in else STRANGERS)
        )
        if signed_in:
            # What a line makes of a prefix is asked of the logbook alone.
            plan |= {"headers": {}, "line": "/articles/"}
        else:
            plan["headers"] = HEADERS[3] if method == "OPTIONS" else headers.pop()
            plan["path"] = draw.random.choice(["/articles/", quote(draw.random.choice(PATHS))])
            plan["path"] += draw.random.choice(["", "?" + query])
        told = f"{method} {plan['path'][:100]}, {'' if signed_in else 'not '}signed in"
        with exam.database.counting() as ledger:
            came = one_of(exam.ask("article_list", plan), told)
        if signed_in:
            status = 200 if method == "GET" else 405
            exam.same(f"{told}: the status", status, came.get("status"))
            line = [LOGGER, logging.INFO, f"{method} {plan['line']} -> {status}"]
            exam.same(f"{told}: lines of {LOGGER}", [line], above_debug(came.get("lines")))
            continue
        exam.same(f"{told}: the status", 401, came.get("status"))
        challenge = came.get("WWW-Authenticate")
        if not isinstance(challenge, str) or not SCHEME.match(challenge.strip()):
            raise Contradicted(f"{told}: WWW-Authenticate", "a scheme first", challenge)
        exam.same(f"{told}: queries", [], ledger.statements)
        exam.same(f"{told}: lines of {LOGGER} and below", [], came.get("lines"))


def above_debug(lines: Any) -> Any:
    """The logger's own lines: what the list itself may note is not the logbook's."""
    if not isinstance(lines, list):
        return lines
    return [each for each in lines if not below(each)]


def below(line: Any) -> bool:
    name, level = line[:2] if isinstance(line, list) and len(line) == 3 else (LOGGER, None)
    return name != LOGGER or (type(level) is int and level < logging.INFO)
