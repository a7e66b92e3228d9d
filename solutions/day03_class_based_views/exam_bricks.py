"""What is asked of each mixin: what bricks before it change, a form that is left to read."""

from collections.abc import Sequence
from typing import Any

from solutions.day03_class_based_views.exam_draw import Draw
from solutions.day03_class_based_views.exam_handlers import an_ask, changed
from solutions.day03_class_based_views.exam_play import Step

TYPES = ("application/json", "application/x-www-form-urlencoded", "text/csv", "image/png")
LONG = 2_621_440 + 9_999  # bytes; above the default of DATA_UPLOAD_MAX_MEMORY_SIZE


def bricks_before(draw: Draw, bases: list[str]) -> list[Step]:
    """A brick before signs somebody in or out, or hands on another request and arguments."""
    steps: list[Step] = []
    strangers, somebodies = draw.word(), draw.word()
    steps += [
        ["user", strangers, "anonymous", False, {}],
        ["user", somebodies, "guest", True, draw.fields()],
    ]
    for number in range(6):
        name, view, brick, other = draw.name(), draw.word(), draw.name(), draw.word()
        change: dict[str, Any] = {"user": [strangers, somebodies][number % 2]}
        users = [somebodies, strangers]
        if number >= 2:
            change = changed(draw, other)
            users = [somebodies]
        plan = draw.request("GET", user=somebodies)
        steps += [
            ["request", other, plan],
            ["class", {"name": brick, "bases": [], "passes": [change]}],
            ["class", {"name": name, "bases": [brick, *bases]}],
            ["view", view, name, {}],
        ]
        steps[-2][1]["handlers"] = {"get": {"end": draw.response()}}
        for user in draw.random.sample(users, len(users)):
            # The method and the path are the same: a brick may go by those that setup() has kept.
            ask = an_ask(draw, view, "GET", {"user": user})
            ask[0][2] |= {"path": plan["path"], "headers": plan.get("headers", {})}
            steps += ask
    return steps


def meanwhile(
    draw: Draw,
    bases: list[str],
    users: Sequence[str | None] = (None, None),
    error: bool = True,
) -> list[Step]:
    """Each of two requests, of these users, while the other one comes again and again.

    Each has a view of its own of one class, where the base knows of initkwargs. error: one of them
    ends with one; else both are answered.
    """
    name, attribute, values = draw.name(), draw.word(), [draw.word() for _ in users]
    ends = [draw.response(), draw.error("Unusual") if error else draw.response()]
    draw.random.shuffle(ends)
    handlers = {
        method: {"looks": [attribute], "end": end}
        for method, end in zip(("get", "post"), ends, strict=True)
    }
    steps: list[Step] = [["value", each, "plain", draw.text()] for each in values]
    plan = {"name": name, "bases": bases, "values": {attribute: values[0]}, "handlers": handlers}
    steps.append(["class", plan])
    serves = []
    for method, user, value in zip(("GET", "POST"), users, values, strict=True):
        view = draw.word()
        # What PlainView makes of them is asked of it alone.
        given = {attribute: value} if bases in (["PlainView"], [bases[0], "View"]) else {}
        ask = an_ask(draw, view, method, {"user": user, "headers": {}})
        steps += [["view", view, name, given], ask[0]]
        serves.append(ask[1][1:])
    return [
        *steps,
        ["serve_meanwhile", *serves[0], serves[1]],
        ["serve_meanwhile", *serves[1], serves[0]],
    ]


def forms(draw: Draw, bases: list[str]) -> list[Step]:
    """A form with files, and long bodies of other types, which the handler reads itself."""
    name, view, user = draw.name(), draw.word(), draw.word()
    field = f'Content-Disposition: form-data; name="{draw.word()}"'
    form = f"--x\r\n{field}\r\n\r\n{draw.text()}\r\n--x--\r\n".encode()
    bodies = [("multipart/form-data; boundary=x", form, 1)]
    for kind in draw.random.sample(TYPES, 2):
        body = draw.word().encode()
        bodies.append((kind, body, 1 + LONG // len(body)))
    asks = []
    for kind, body, times in bodies:
        more = {"user": user, "body": body, "times": times, "type": kind, "headers": {}}
        asks.append(an_ask(draw, view, "POST", more))
        asks[-1][1][5] = ["request"]
    handlers = {"post": {"acts": [["reads"]], "end": draw.response()}}
    return [
        ["user", user, "somebody", True, {}],
        ["class", {"name": name, "bases": bases, "handlers": handlers}],
        ["view", view, name, {}],
        *(step for ask in asks for step in ask),
    ]
