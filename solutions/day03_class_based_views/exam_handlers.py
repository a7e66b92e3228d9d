"""Task 1, the factory: which handler is called, with what, and what comes out."""

from typing import Any

from solutions.day03_class_based_views.exam_draw import COMMON, METHODS, NAMES, ODD_METHODS, Draw
from solutions.day03_class_based_views.exam_meetings import meeting
from solutions.day03_class_based_views.exam_play import Play, Step
from solutions.grading.examiner import Exam, question

# What a class and its instances have anyway.
THERE = ["SETUP", "DISPATCH", "AS_VIEW", "PUBLISH", "CONNECT", "REQUEST", "ARGS", "KWARGS"]


@question(task=1)
def any_set_of_handlers(exam: Exam) -> None:
    """Each method finds its own handler or a 405; what the handler does comes out."""
    play = Play(exam, "base", "lines", "refusals")
    draw = Draw(exam.random, exam.names, exam.texts)
    sets = [[name] for name in NAMES] + [[n for n in NAMES if n != name] for name in NAMES]
    sets += [draw.random.sample(NAMES, draw.random.randrange(2, 7)) for _ in range(4)] + [[]]
    draw.random.shuffle(sets)
    steps, made, named = [], [], draw.name()
    for chosen in sets:
        view, helpers = draw.word(), [draw.word() for _ in range(3)]
        desk, plans = a_desk(draw, chosen, helpers, named)
        steps += [*plans, ["view", view, desk, {}]]
        # What a class finds out about itself is not true of its children.
        made.append((view, chosen, asked_of(draw, view, chosen, draw.random.choice(helpers))))
    for kinds in (COMMON[: len(NAMES)], COMMON[-len(NAMES) :]):
        steps += failing(draw, kinds)
    helpers = own_names(play)
    asks = [ask for *_, asks in made for ask in asks]
    view, chosen, _ = draw.random.choice(made)
    names = draw.random.sample(helpers, min(len(helpers), 6))
    asks += [an_ask(draw, view, "GET", {"as": name}) for name in names]
    draw.random.shuffle(asks)
    play(steps + [step for ask in asks for step in ask])
    play(ways(draw))
    play(towers_before(draw))
    for waits in ("", draw.random.choice(["setup()", "__init__()"])):
        order = draw.random.sample(range(3), 3)
        play(at_once(draw, "PlainView", waits=waits, views=3), meeting(order))


def own_names(play: Play) -> list[str]:
    return [name for name in play.names("PlainView") if not name.startswith("__")]


def handler(draw: Draw) -> dict[str, Any]:
    return {"end": draw.error() if draw.random.random() < 0.25 else draw.response()}


def a_desk(draw: Draw, chosen: list[str], helpers: list[str], named: str) -> tuple[str, list[Step]]:
    """A class with these handlers, some inherited, perhaps from a brick, and with helpers.

    named: what it is called, as others are that come from elsewhere.
    """
    random, name, parent, brick = draw.random, draw.name(), draw.name(), draw.name()
    theirs = random.sample(chosen, random.randrange(len(chosen) + 1))
    # PlainView may have an options() of its own, which stands before that of a brick behind it.
    bricks = [n for n in random.sample(theirs, len(theirs) // 2) if n != "options"]
    own = {n: handler(draw) for n in chosen if n not in theirs or random.random() < 0.3}
    own |= {each: handler(draw) for each in ("connect", "publish", helpers[0])}
    if {"get", "head"} <= own.keys() and random.random() < 0.5:
        # What is missing in there is not the handler.
        own["head"] = {"end": draw.error("AttributeError")}
    calling(draw, name, own, chosen, theirs)
    of_parent = {n: handler(draw) for n in [*theirs, helpers[1]] if n not in bricks}
    of_brick = {n: handler(draw) for n in [*bricks, helpers[2]]}
    bases, between = draw.generations(parent, brick)
    plans = [
        {"name": brick, "bases": [], "handlers": of_brick},
        {"name": parent, "bases": ["PlainView"], "handlers": of_parent},
        *between,
        {"name": name, "named": named, "bases": bases, "handlers": own, "values": {}},
    ]
    steps: list[Step] = [["class", plan] for plan in plans]
    # A parent that was in use before.
    view = draw.word()
    steps += [["view", view, parent, {}], *an_ask(draw, view, random.choice(METHODS[:6]))]
    return name, steps


def calling(
    draw: Draw, desk: str, own: dict[str, Any], chosen: list[str], theirs: list[str]
) -> None:
    """Perhaps one of its own handlers calls the one it overrides, or another one of the class."""
    found = [(n, desk, n) for n in theirs if n in own]
    found += [(n, "", other) for n in chosen if n in own for other in chosen if other != n]
    if found and draw.random.random() < 0.5:
        caller, of, called = draw.random.choice(found[: 1 + len(found) // 2])
        act = ["calls", of, called, draw.args(), draw.kwargs()]
        own[caller] |= {"acts": [act]}
        own[caller]["end"] = draw.random.choice([["as that"], own[caller]["end"]])


def failing(draw: Draw, kinds: list[str]) -> list[Step]:
    """A class whose handlers all raise, each an error of another kind."""
    name, view = draw.name(), draw.word()
    names = draw.random.sample(NAMES, len(NAMES))
    handlers = {n: {"end": draw.error(kind)} for n, kind in zip(names, kinds, strict=True)}
    asks = [an_ask(draw, view, method) for method in METHODS]
    for _, serve in asks:
        serve[3].append(draw.text())
    return [
        ["class", {"name": name, "bases": ["PlainView"], "handlers": handlers}],
        ["view", view, name, {}],
        *(step for ask in asks for step in ask),
    ]


def behind(draw: Draw, name: str, base: str, handlers: dict[str, Any]) -> Step:
    """A brick that stands before the base. What that does with errors is not what is asked here:
    before PlainView it is the brick that raises them."""
    errors = {}
    for each, plan in handlers.items():
        if base == "PlainView" and plan["end"][0] == "raises":
            errors[each.upper()] = plan["end"]
            handlers[each] = {"end": draw.response()}
    return ["class", {"name": name, "bases": [], "passes": [{}], "errors": errors}]


def an_ask(draw: Draw, view: str, method: str, more: dict[str, Any] | None = None) -> list[Step]:
    request = draw.word()
    plan = draw.request(method, **(more or {}))
    return [["request", request, plan], ["serve", view, request, draw.args(), draw.kwargs(), []]]


def asked_of(draw: Draw, view: str, chosen: list[str], helper: str) -> list[list[Step]]:
    """All eight methods, and some that are none: SETUP, and names of what the class has."""
    odd = [draw.random.choice([*ODD_METHODS, *THERE]), helper.upper()]
    there = [m for m in METHODS if m != "OPTIONS" or "options" in chosen]
    # Those that the class is there for, and some others.
    alone = [m for m in there if (m.lower() in chosen) == (len(chosen) == 1)]
    some = draw.random.sample(there, 3 if len(chosen) in (1, 7) else len(there))
    methods = list(dict.fromkeys([*(alone if len(alone) == 1 else []), "HEAD", *some, *odd]))
    asks = [an_ask(draw, view, method) for method in methods]
    as_another = draw.random.choice([m for m in methods if m not in odd])
    asks.append(an_ask(draw, view, draw.random.choice(["GET", "POST"]), {"as": as_another}))
    again = draw.random.choice(asks)
    # The very request once more, with other arguments.
    return [*asks, [*again, ["serve", view, again[0][1], draw.args(), draw.kwargs(), []]]]


def ways(draw: Draw) -> list[Step]:
    """Requests in the middle of others, of the same view and of the same instance."""
    steps: list[Step] = []
    for method in METHODS:
        name, view = draw.name(), draw.word()
        outer = "post" if method == "GET" else "get"
        missing = draw.random.choice([n for n in ("put", "patch", "trace") if n != method.lower()])
        requests = {draw.word(): method, draw.word(): method, draw.word(): missing.upper()}
        steps += [["request", each, draw.request(m)] for each, m in requests.items()]
        one, other, refused = requests
        acts: list[list[Any]] = [
            ["hands to dispatch()", one, draw.args(), draw.kwargs()],
            ["asks", view, other, draw.args(), draw.kwargs()],
            ["hands to dispatch()", refused, draw.args(), {}],
            ["hands to dispatch()", refused, [], draw.kwargs()],
        ]
        draw.random.shuffle(acts)
        ends = [draw.response(), ["as that"], draw.error()]
        plan = {outer: {"acts": acts, "end": draw.random.choice(ends)}}
        plan[outer]["within"] = draw.response()
        plan[method.lower()] = {"end": draw.random.choice([draw.response(), draw.error()])}
        steps += [["class", {"name": name, "bases": ["PlainView"], "handlers": plan}]]
        steps += [["view", view, name, {}], *an_ask(draw, view, outer.upper())]
    return steps


def changed(draw: Draw, request: str) -> dict[str, Any]:
    """What a brick hands on: another request, other arguments or none at all."""
    others: list[tuple[list[Any], dict[str, Any]]] = [([], {}), (draw.args(), draw.kwargs())]
    args, kwargs = draw.random.choice(others)
    return {"request": request, "args": args, "kwargs": kwargs}


def towers_before(draw: Draw) -> list[Step]:
    """A brick before PlainView hands on other requests, more than once."""
    steps: list[Step] = []
    for method in METHODS:
        brick, name, view = draw.name(), draw.name(), draw.word()
        requests = [draw.word() for _ in range(2)]
        methods = [method, draw.random.choice(["PUT", "PATCH", method])]
        steps += [
            ["request", each, draw.request(m)] for each, m in zip(requests, methods, strict=True)
        ]
        passes = [changed(draw, each) for each in [*requests, requests[1]]]
        handlers = {method.lower(): {"end": draw.response()}}
        bricks = {"name": brick, "bases": [], "passes": passes}
        bricks |= {"returns": draw.response()} if draw.random.random() < 0.3 else {}
        steps += [
            ["class", bricks],
            ["class", {"name": name, "bases": [brick, "PlainView"], "handlers": handlers}],
            ["view", view, name, {}],
            *an_ask(draw, view, "GET"),
        ]
    return steps


def at_once(
    draw: Draw, *bases: str, users: list[str | None] | None = None, waits: str = "", views: int = 1
) -> list[Step]:
    """Three requests, all in the middle at the same time, to one view or to several of one class,
    whose initkwargs are others.

    users: whose they are. waits: where they meet first, if not in the handlers.
    """
    name, attribute = draw.name(), draw.word()
    methods = draw.random.sample(["GET", "POST", "PUT", "DELETE"], 3)
    ends = [draw.response(), draw.error("Unusual"), draw.response()]
    values = [draw.word() for _ in range(views)]
    plan: dict[str, Any] = {"name": name, "bases": list(bases), "handlers": {}}
    plan |= {"waits": waits, "values": {attribute: values[0]}, "init": draw.word()}
    plan["setup"] = {"looks": [attribute], "adds": {}, "sets": {}, "returns": None}
    acts = [["looks", attribute], ["waits"], ["looks", attribute]]
    steps: list[Step] = [["value", value, "plain", draw.text()] for value in values]
    steps.append(["class", plan])
    asked, serves = [], []
    for value in values:
        asked.append(draw.word())
        steps.append(["view", asked[-1], name, {attribute: value} if views > 1 else {}])
    for number, method in enumerate(methods):
        request, user = draw.word(), (users or [None] * 3)[number]
        steps.append(
            ["request", request, {"method": method, "path": f"/{draw.word()}/", "user": user}]
        )
        plan["handlers"][method.lower()] = {"acts": acts, "end": ends[number]}
        serves.append([asked[number % views], request, draw.args(), draw.kwargs(), []])
    return [*steps, ["at_once", serves], ["look_back", [attribute]]]
