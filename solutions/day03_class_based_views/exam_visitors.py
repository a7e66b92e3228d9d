"""Task 4, the order of the tower: who comes to ArticleList, and where they turn round."""

import logging
import re
from typing import Any

from solutions.day03_class_based_views.exam_articles import Newsroom
from solutions.day03_class_based_views.exam_draw import (
    HEADERS,
    METHODS,
    ODD_METHODS,
    Draw,
    as_environ,
)
from solutions.day03_class_based_views.exam_list import one_of, plan_of, query_of, room
from solutions.day03_class_based_views.exam_people import People
from solutions.day03_class_based_views.exam_play import SCHEME
from solutions.grading.examiner import Contradicted, Exam, question
from solutions.grading.examiner.names import of_everybody

LOGGER = "katas.day03"
LONG_WORD = re.compile("x[a-w]{6,}")  # of those that are drawn


@question(task=4)
def who_comes_to_the_list(exam: Exam) -> None:
    """Strangers and somebodies in any order: who causes queries, who leaves lines."""
    draw = Draw(exam.random, exam.names, exam.texts)
    newsroom, people = room(exam, draw), People(draw)
    visits = [(True, "GET"), (True, "POST"), (True, "DELETE"), (True, "GET"), (True, "BREW")]
    visits += [(False, method) for method in [*METHODS, *METHODS, *ODD_METHODS, "GET", "GET"]]
    of_names = [dict(map(as_environ, sent)) for _, sent in of_everybody(exam.texts)]
    visits += [(False, "GET")] * len(of_names)
    draw.random.shuffle(visits)
    headers = [*HEADERS, *draw.credentials(), *[{}] * 20, *of_names]
    draw.random.shuffle(headers)
    for signed_in, method in visits:
        query = query_of(draw, newsroom)
        who = draw.random.choice(people.somebodies if signed_in else people.strangers)
        plan = plan_of(draw, query, method, who)
        if signed_in:
            # What a line makes of a prefix is asked of the logbook alone.
            plan |= {"headers": {}, "line": "/articles/"}
            draw.says_all(plan, but=["tag"])
        else:
            plan["headers"] = HEADERS[3] if method == "OPTIONS" else headers.pop()
            plan["path"] = draw.random.choice(["/articles/", draw.known_path()])
            plan["path"] += draw.random.choice(["", "?" + query])
        told = f"{method} {plan['path'][:100]}, {'' if signed_in else 'not '}signed in"
        sent = plan.get("says") or (f"with {plan['headers']}" if plan["headers"] else "")
        told += f", {sent}" if sent else ""
        with exam.database.counting() as ledger:
            came = one_of(exam.ask("article_list", plan), told)
        if signed_in:
            status = 200 if method == "GET" else 405
            exam.same(f"{told}: the status", status, came.get("status"))
            line = [logging.INFO, f"{method} {plan['line']} -> {status}"]
            exam.same(f"{told}: lines of {LOGGER}", [line], above_debug(came.get("lines")))
            continue
        exam.same(f"{told}: the status", 401, came.get("status"))
        challenge = came.get("WWW-Authenticate")
        if not isinstance(challenge, str) or not SCHEME.match(challenge.strip()):
            raise Contradicted(f"{told}: WWW-Authenticate", "a scheme first", challenge)
        exam.same(f"{told}: queries", [], ledger.statements)
        exam.same(f"{told}: lines of {LOGGER} and below", [], below(came.get("lines")))
        nothing_told(newsroom, plan, came, told)


def nothing_told(newsroom: Newsroom, plan: dict[str, Any], came: dict[str, Any], told: str) -> None:
    """No word of the newsroom's titles is in the 401, unless it is the request's own."""
    carried = f"{came.get('body')!r} {came.get('others')}"
    words = {word for row in newsroom.rows for word in LONG_WORD.findall(row.title)}
    found = [word for word in words if word in carried and word not in str(plan)]
    if found:
        raise Contradicted(f"{told}: the response", "nothing of what others were told", found[0])


def below(lines: Any) -> Any:
    """The lines of the day's logger, and of loggers below it."""
    if not isinstance(lines, list):
        return lines
    return [each for each in lines if f"{each[1]}.".startswith(f"{LOGGER}.") or each[0] == "line"]


def above_debug(lines: Any) -> Any:
    """The logger's own lines: what the list itself may note is not the logbook's."""
    if not isinstance(lines, list):
        return lines
    own = [line[1:] for line in lines if isinstance(line, list) and line[:1] == ["line"]]
    return [line for line in own if type(line[0]) is not int or line[0] >= logging.INFO]
