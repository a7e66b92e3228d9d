"""Task 5, nothing left behind: requests at the same time, in two ways; and a long list.

Asked after `exam_list`, and the long list last: questions that follow would all have its rows.
"""

import threading

from solutions.day03_class_based_views.exam_changes import Changing
from solutions.day03_class_based_views.exam_draw import Draw
from solutions.day03_class_based_views.exam_list import (
    ask_list,
    check,
    plan_of,
    room,
    written,
)
from solutions.day03_class_based_views.exam_meetings import Meeting
from solutions.day03_class_based_views.exam_people import People, person
from solutions.grading.examiner import Contradicted, Exam, question


@question(task=5)
def lists_at_the_same_time(exam: Exam) -> None:
    """Requests at once and in the midst of each other; then a long list."""
    draw = Draw(exam.random, exam.names, exam.texts)
    newsroom, people = room(exam, draw), People(draw)
    at_once(exam, draw, newsroom)
    newsroom.change()
    within(exam, draw, newsroom, people)
    meanwhile(exam, draw, newsroom, people)
    name = newsroom.grow(draw.random.randrange(1_020, 1_120))
    ask_list(exam, draw, newsroom, written(draw, [name]), people.somebodies[0])


def queries_of(draw: Draw, newsroom: Changing, count: int) -> list[str]:
    """Each with a tag of another row."""
    rows = draw.random.sample([r for r in newsroom.rows if r.published and r.tags], count)
    return [written(draw, draw.random.sample(sorted(row.tags), 1)) for row in rows]


def at_once(exam: Exam, draw: Draw, newsroom: Changing) -> None:
    """Requests that all stand where their users are looked up, then where they ask the database."""
    count = 4
    queries = queries_of(draw, newsroom, count)
    people = [{**person(draw, "asked", True), "fields": {"number": n}} for n in range(count)]
    plans = [
        {**plan_of(draw, "", "GET", who), "view": 0, "raw": query.encode()}
        for query, who in zip(queries, people, strict=True)
    ]
    looked_up, asking = Meeting(count), Meeting(count)

    def signed_in(number: int) -> bool:
        looked_up.come(number)
        return True

    exam.services.functions["signed_in"] = signed_in
    exam.database.failing = lambda statement: asking.come(threading.get_ident())
    with exam.database.counting(), exam.services.counting():
        came = exam.ask("article_lists_at_once", plans)
    exam.database.failing = None
    found = came if isinstance(came, list) and len(came) == count else [came] * count
    for query, each in zip(queries, found, strict=True):
        check(exam, newsroom, query, each)


def within(exam: Exam, draw: Draw, newsroom: Changing, people: People) -> None:
    """In the midst of a request, others to the same view are answered, a stranger's among them."""
    queries = queries_of(draw, newsroom, 4)
    guests = [*draw.random.sample(people.somebodies, 2), draw.random.choice(people.strangers)]
    draw.random.shuffle(guests)
    plans = [
        {**plan_of(draw, "", "GET", who), "view": 0, "raw": query.encode()}
        for query, who in zip(queries, [people.somebodies[0], *guests], strict=True)
    ]
    with exam.database.counting():
        came = exam.ask("article_list_within", plans[0], plans[1:])
    told = f"GET /articles/?{queries[0][:100]}; in the midst of it others, to the same view"
    if not isinstance(came, list) or len(came) < 2:
        raise Contradicted(told, "its user is asked whether it is signed in", came)
    check(exam, newsroom, queries[0], came[-1])
    for query, who, each in zip(queries[1:], guests, came[:-1], strict=False):
        if who["signed_in"]:  # what a stranger gets is asked in tasks 2 and 4
            check(exam, newsroom, query, each)


def meanwhile(exam: Exam, draw: Draw, newsroom: Changing, people: People) -> None:
    """Before each line of the answer's that a request comes to, another one is answered."""
    queries = queries_of(draw, newsroom, 2)
    plans = [
        {**plan_of(draw, "", "GET", who), "view": 0, "raw": query.encode()}
        for query, who in zip(queries, draw.random.sample(people.somebodies, 2), strict=True)
    ]
    with exam.database.counting():
        came = exam.ask("article_list_meanwhile", *plans)
    told = f"GET /articles/?{queries[0][:100]}; before and within each line of views.py"
    told += f", ?{queries[1][:100]} is answered"
    if not isinstance(came, list) or len(came) < 2:
        raise Contradicted(told, "two answers", came)
    first, *others = came
    check(exam, newsroom, queries[0], first, told)
    for each in others:
        check(exam, newsroom, queries[1], each, f"{told}: the second")
