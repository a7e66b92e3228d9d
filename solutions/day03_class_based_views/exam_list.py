"""Task 5, nothing left behind: the list is as the table is now, for each request by itself."""

import json
from typing import Any
from urllib.parse import quote, quote_plus

from django.http import QueryDict

from solutions.day03_class_based_views.exam_articles import NAMES
from solutions.day03_class_based_views.exam_changes import UNSEEN, Changing
from solutions.day03_class_based_views.exam_draw import HEADERS, Draw
from solutions.day03_class_based_views.exam_people import People
from solutions.grading.examiner import Contradicted, Exam, Raised, question

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Asia/Kathmandu"]
# No other parameter counts, however near its name is.
OTHERS = ["page=2", "tags=storm", "tag[]=storm", "Tag=storm", "q=storm", "%20tag=storm", "limit=1"]
OTHERS += ["", "order=title", "t=tag=x", "=x", "format=html", "tag%00=storm", "amp;tag=storm"]
FATES = ["is made", "gets another name", "is deleted and made again"]
# By headers of a response: what a client sends when it asks for the same again.
AGAIN = {"ETag": "HTTP_IF_NONE_MATCH", "Last-Modified": "HTTP_IF_MODIFIED_SINCE"}
Asked = tuple[str, dict[str, Any]]  # a query, and who has asked it
NOT_UTF8 = ["tag=Ökologie".encode("latin-1"), b"tag=%D6kologie&page=%FF"]


@question(task=5)
def the_list_as_it_is_now(exam: Exam) -> None:
    """One request after the other, while the table changes in every way."""
    draw = Draw(exam.random, exam.names, exam.texts)
    newsroom, people = room(exam, draw), People(draw).somebodies
    # What has changed, and what was asked before, are asked again after each change, often by the
    # very person.
    before: list[Asked] = [("", people[0])]
    queries: list[str | bytes | None] = [None] * 5
    for name in [*NAMES, *(NAMES[-1] + more for more in ("e", "er", " er"))]:
        queries.append(written(draw, [name]))
    queries += [many(draw, newsroom), many(draw, newsroom), *NOT_UTF8]
    queries += [each for each in OTHERS if "storm" in each]
    queries += [*FATES, *UNSEEN]
    draw.random.shuffle(queries)
    for number, query in enumerate(queries):
        for _ in range(draw.random.choice([0, 1, 1, 2])):
            before += [(written(draw, newsroom.change()), draw.random.choice(people))]
        who = draw.random.choice(people)
        if query in FATES:
            for name in newsroom.fate_of_a_tag(str(query)):
                ask_list(exam, draw, newsroom, written(draw, [name]), who)
            continue
        if query in UNSEEN:
            for wanted in newsroom.change_unseen(str(query)):
                ask_list(exam, draw, newsroom, "&".join(f"tag={quote(n)}" for n in wanted), who)
            continue
        if query is None and number % 2:
            query = query_of(draw, newsroom)
        elif query is None:
            query, who = draw.random.choice(before[-4:])
        ask_list(exam, draw, newsroom, query, who)
        before += [(query, who)] if isinstance(query, str) else []
    ask_list(exam, draw, newsroom, "", people[0])


def room(exam: Exam, draw: Draw) -> Changing:
    """The rows of the day; the draws are this question's."""
    if "newsroom" not in exam.kept:
        exam.kept["newsroom"] = Changing(draw)
    newsroom: Changing = exam.kept["newsroom"]
    newsroom.draw, newsroom.random = draw, draw.random
    return newsroom


def query_of(draw: Draw, newsroom: Changing) -> str:
    """A query string: known tags that some row bears, unknown ones, repeats, other parameters."""
    random = draw.random
    kind = random.random()
    row = random.choice([row for row in newsroom.rows if row.published and row.tags])
    wanted = random.sample(sorted(row.tags), min(len(row.tags), random.choice([1, 1, 2, 3])))
    if kind < 0.1:
        wanted = []
    elif kind < 0.3:
        wanted = random.choices(wanted, k=70)
    elif kind < 0.4:
        wanted.append(random.choice([draw.word(), "long " * 10 + "er", wanted[0].swapcase() + "x"]))
    elif kind < 0.5:
        wanted += wanted[:1]
    return written(draw, wanted)


def many(draw: Draw, newsroom: Changing) -> str:
    """Thirty tags, some of them repeated."""
    wanted = [*newsroom.many, *draw.random.sample(newsroom.many, 9)]
    draw.random.shuffle(wanted)
    return written(draw, wanted)


def written(draw: Draw, wanted: list[str]) -> str:
    """The tags in a query string, each written in a way of its own, among what does not count."""
    parts = []
    for name in wanted:
        key = draw.random.choice(["tag", "tag", "tag", "t%61g"])
        # As it is, browsers never send it, and scripts do.
        bare = name if name.isprintable() and set(name).isdisjoint(";+%&") else quote(name)
        ways = [quote(name), quote_plus(name), bare, "".join(f"%{b:02x}" for b in name.encode())]
        parts.append(f"{key}={draw.random.choice(ways)}")
    others = [*OTHERS, f"{draw.word()}={quote(draw.text())}"]
    for each in draw.random.sample(others, draw.random.choice([0, 0, 1, 3])):
        parts.insert(draw.random.randrange(len(parts) + 1), each)
    return "&".join(parts)


def plan_of(draw: Draw, query: str, method: str, who: dict[str, Any]) -> dict[str, Any]:
    """A request for the list, with headers of any kind."""
    headers = draw.random.choice([{}, {}, *HEADERS])
    headers = {"HTTP_COOKIE": who["cookie"], **headers}
    prefix = headers.get("SCRIPT_NAME", "")
    plan = {"method": method, "path": "/articles/" + ("?" + query if query else ""), "who": who}
    plan |= {"headers": headers, "view": draw.random.randrange(2), "line": f"{prefix}/articles/"}
    return plan | {"zone": draw.random.choice(ZONES)}


def one_of(came: Any, told: str) -> dict[str, Any]:
    if isinstance(came, Raised) or not isinstance(came, dict):
        raise Contradicted(told, "a response", came)
    if "raised" in came:
        raise Contradicted(told, "a response", f"raised {came['raised']}: {came.get('says')}")
    return came


def ask_list(
    exam: Exam, draw: Draw, newsroom: Changing, query: str | bytes, who: dict[str, Any]
) -> None:
    plan = plan_of(draw, "", "GET", who)
    plan["raw"] = query.encode() if isinstance(query, str) else query
    told = ""
    if isinstance(query, str) and draw.random.random() < 0.2:
        plan |= {"asgi": True, "headers": {}}
    elif draw.random.random() < 0.7:
        said = {"path": "", "headers": plan["headers"]}
        draw.says_all(said, but=["tag"])
        plan["headers"] = said["headers"]
        plan["raw"] += (b"&" if query else b"") + said["path"][1:].encode()
        told = f"GET /articles/?{query[:160]!s}, which says {said['says']}"
    titles = newsroom.titles(QueryDict(query).getlist("tag"))
    known = exam.kept.setdefault("known", {})
    # What is known of an answer is sent back when that is no longer true.
    before, headers = known.get(query, (titles, {}))
    plan["headers"] = {**plan["headers"], **(headers if before != titles else {})}
    with exam.database.counting():
        came = exam.ask("article_list", plan)
    check(exam, newsroom, query, came, told)
    sent = {AGAIN[name]: came[name] for name in AGAIN if type(came.get(name)) is str}
    known[query] = (titles, sent)


def check(exam: Exam, newsroom: Changing, query: str | bytes, came: Any, told: str = "") -> None:
    """The JSON is that of these tags and the table as it is now."""
    tags = QueryDict(query).getlist("tag")
    told = told or f"GET /articles/{'?' * bool(query)}{query[:160]!s}"
    came = one_of(came, told)
    kind, body = came.get("Content-Type"), came.get("body")
    kind = kind.partition(";")[0].strip() if isinstance(kind, str) else kind
    exam.same(f"{told}: status and type", (200, "application/json"), (came.get("status"), kind))
    try:
        found = json.loads(body)
        found = {"titles": found["titles"], "tags": found["tags"]}
    except (ValueError, TypeError, LookupError, RecursionError):
        raise Contradicted(told, "titles and tags in JSON", body) from None
    exam.same(f"{told}: tags", tags, found["tags"])
    titles = newsroom.titles(tags)
    if found["titles"] != titles and isinstance(found["titles"], list):
        pairs = zip([*titles, "(the end)"], [*found["titles"], "(the end)"], strict=False)
        number, (wish, got) = next(
            ((n, pair) for n, pair in enumerate(pairs) if pair[0] != pair[1]),
            (len(titles), ("(the end)", "more")),
        )
        counts = f"{len(titles)} titles", f"{len(found['titles'])} titles"
        asked = f"{told}, as the table is now: title {number + 1}"
        raise Contradicted(asked, f"{wish}   ({counts[0]})", f"{got}   ({counts[1]})")
    exam.same(f"{told}: titles", titles, found["titles"])
