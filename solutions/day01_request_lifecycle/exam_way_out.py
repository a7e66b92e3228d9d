"""Task 2, from outside: both headers on every response, and nothing else of it changed."""

import threading
from http import HTTPStatus

from solutions.day01_request_lifecycle.exam_desk import (
    PATIENCE,
    Desk,
    Maps,
    number,
    replies,
)
from solutions.day01_request_lifecycle.exam_headers import check_region, durations
from solutions.day01_request_lifecycle.exam_names import by_any_name
from solutions.day01_request_lifecycle.exam_recipes import (
    A_DAY,
    KINDS,
    Recipe,
    drawn,
    left,
    watched,
)
from solutions.day01_request_lifecycle.exam_requests import (
    Case,
    ask_all,
    case,
    named,
    queue,
    stack,
    told,
)
from solutions.day01_request_lifecycle.exam_visitors import Visitors
from solutions.grading.examiner import Contradicted, Exam, Reply, question

OWN = ("x-region", "server-timing")
OF_SERVERS = ("date", "server", "connection", "transfer-encoding")
AHEAD = {"gunicorn": 1, "uvicorn": 0}  # pieces of a stream that a server waits for
OF_FILES = ("file", "pipe")
MAKES = ("generator", "map", "iterator", "calls", "tape")
LARGE = 100_000  # bytes of a body


@question(task=2)
def any_response_bears_both_headers(exam: Exam) -> None:
    """All kinds of responses through handlers with other layers around, requests of all kinds."""
    region, visitors, draws = Maps(exam, always=True).region, Visitors(exam), exam.random
    exam.ask("separate")
    # Each once without headers of its own, then once with some.
    kinds = [(each, bare) for bare in (True, False) for each in draws.sample(KINDS, len(KINDS))]
    stacks = [stack(draws, pick) for pick in ("plain", "twice", "answers", "any")]
    dealt = list(zip(("wsgi", "asgi") * 2, draws.sample(stacks, 4), strict=True))
    dealt.append(("asgi", ["seen_both", "", "stamped_both"]))
    for place, (kind, layers) in enumerate(dealt):
        mine = [*kinds[place :: len(dealt)], ("template", False)]
        cases = [
            case(visitors, draws, k, region, layers, odd % 4, bare=bare)
            for odd, (k, bare) in enumerate(mine)
        ]
        cases.append(case(visitors, draws, "text", region, layers, least=LARGE))
        index = number(f"build the handler, {told(layers)}", exam.ask("build", kind, layers))
        words = f"requests through the {kind.upper()} handler, {told(layers)}"
        found = replies(words, len(cases), ask_all(exam, index, cases, layers))
        for (request, recipe), reply in zip(cases, found, strict=True):
            check(f"{words}: {request[0]} a {named(recipe)}", region, layers, recipe, reply)
            if kind == "wsgi" and recipe["kind"] != "unknown":
                exam.same(f"{words}: the reason", left(recipe)[1], reply.reason)
    kind = draws.choice(["wsgi", "asgi"])
    words = f"build the {kind.upper()} handler"
    index = number(words, exam.ask("build", kind, [""]))
    any_status(exam, visitors, kind, index, region)
    stamped_already(exam, visitors, kind, index, region)
    by_any_name(exam, visitors, kind, index, region)


@question(task=2)
def a_real_server_sends_both_headers(exam: Exam) -> None:
    """The same on gunicorn or uvicorn; a stream's headers are there before its pieces are."""
    region, desk, draws = Maps(exam, always=True).region, Desk(exam), exam.random
    visitors, server = Visitors(exam), draws.choice(list(AHEAD))
    layers = draws.choice([[""], ["seen_both", ""], ["", "stamped_both"]])
    port = number(f"start {server}", exam.ask("serve", server, layers))
    kinds = [*draws.sample(KINDS, 9), draws.choice(["text", "json", "file"])]
    for place, kind in enumerate(kinds):
        least = LARGE if place == len(kinds) - 1 else 0
        bare = draws.random() < 0.5
        request, recipe = case(visitors, draws, kind, region, layers, least=least, bare=bare)
        method, target, headers, body = request[:4]
        headers = [each for each in headers if each[1].isascii()]
        recipe.pop("passes", None)  # a server has timers of its own
        desk.recipes = queue([([], recipe)], layers)
        reply = exam.fetch(port, target, method, headers, body)
        asked = f"{method} a {named(recipe)} from {server}, {told(layers)}"
        check(asked, region, layers, recipe, reply, method == "HEAD")
    makes = draws.sample([draws.choice(OF_FILES), draws.choice(MAKES)], 2)
    if server == "uvicorn":
        makes.append("async generator")
    for place, make in enumerate(makes):
        recipe = watched(draws, make, export=not place)
        desk.recipes = [recipe]
        asked = f"a stream of {server}, {make}, {recipe['headers']}, status {recipe['status']}"
        check_stream(exam, visitors, port, region, asked, AHEAD[server])


def any_status(exam: Exam, visitors: Visitors, kind: str, index: int, region: str) -> None:
    """Each status that has a name, with a body if it may have one."""
    known = [each.value for each in HTTPStatus if each >= 200]
    exam.random.shuffle(known)
    bodies = ["" if each in (204, 205, 304) else "still" for each in known]
    cases: list[Case] = [
        (visitors.request(visitors.path()), {"kind": "text", "status": status, "body": body})
        for status, body in zip(known, bodies, strict=True)
    ]
    asked = f"pages of any status through the {kind.upper()} handler"
    found = replies(asked, len(known), ask_all(exam, index, cases))
    for status, body, reply in zip(known, bodies, found, strict=True):
        expected = (status, body.encode())
        exam.same(f"{asked}: status and body", expected, (reply.status, reply.body))
        check_region(f"{asked}: {status}", region, reply)
        durations(f"{asked}: {status}", reply)


def stamped_already(exam: Exam, visitors: Visitors, kind: str, index: int, region: str) -> None:
    """Views that set the two headers themselves, this region or another one."""
    recipes = [drawn(exam.random, "stamped", each) for each in [region, "elsewhere"] * 5]
    asked = f"pages whose views set the two headers, through the {kind.upper()} handler"
    cases: list[Case] = [(visitors.request(visitors.path("apage")), each) for each in recipes]
    found = ask_all(exam, index, cases)
    for recipe, reply in zip(recipes, replies(asked, len(recipes), found), strict=True):
        check(f"{asked}: {recipe['headers'][-2:]}", region, [""], recipe, reply)


def check(
    asked: str, region: str, layers: list[str], recipe: Recipe, reply: Reply, bare: bool = False
) -> None:
    """Both headers are there, and the rest is as it was. bare: the server sends no body."""
    expected = {"kind": "404", "body": ""} if recipe["kind"] == "unknown" else recipe
    seen = layers[0].startswith("seen")
    unrendered = recipe["kind"] == "template" and layers[-1].startswith("answers")
    status, _, headers, body = left(expected, unrendered)
    if reply.status != status:
        raise Contradicted(f"{asked}: its status", status, reply.status)
    check_region(asked, region, reply)
    if all(A_DAY <= each < A_DAY + 1_000 for each in durations(asked, reply)):
        raise Contradicted(
            asked, "app;dur=<milliseconds> of this request", reply.header("Server-Timing")
        )
    if seen:
        rendered = str(not unrendered) if recipe["kind"] == "template" else "None"
        streaming = str(recipe["kind"] in ("stream", "file"))
        headers += [("x-seen", region), ("x-rendered", rendered), ("x-streaming", streaming)]
    left_out = (*OWN, *OF_SERVERS)
    before = sorted(pair for pair in headers if pair[0] not in left_out)
    after = [(name.lower(), value.strip()) for name, value in reply.headers]
    after = sorted(pair for pair in after if pair[0] not in left_out)
    for name, value in before:
        if (name, value) not in after:
            got = [each for key, each in after if key == name] or "no such header"
            raise Contradicted(f"{asked}: its header {name}", value, got)
    if not bare and reply.body != body:
        raise Contradicted(f"{asked}: its body", body, reply.body)


def check_stream(
    exam: Exam, visitors: Visitors, port: int, region: str, asked: str, ahead: int
) -> None:
    """The headers come while a piece is not made yet. ahead: pieces that the server waits for."""
    # A file is read in larger parts than that which the server waits for.
    pieces = [f"{exam.random.randrange(10**8, 10**9)} " * 1_000 for _ in range(3)] + [""]
    given: list[str] = []
    go, late = threading.Event(), threading.Event()

    def piece() -> str:
        given.append(pieces[len(given)])
        if len(given) > ahead and not late.is_set() and not go.wait(PATIENCE / 2):
            late.set()
        return given[-1]

    exam.services.functions["piece"] = piece
    exchange = visitors.exchange(port, visitors.path())
    reply = exchange.begin()
    if late.is_set():
        raise Contradicted(asked, "its headers, before its pieces are made", "its pieces first")
    check_region(asked, region, reply)
    durations(asked, reply)
    go.set()
    exam.same(f"{asked}: its pieces", "".join(pieces).encode(), exchange.rest().body)
