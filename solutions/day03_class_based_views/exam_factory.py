"""Task 1, the factory: what as_view() takes and makes."""

from typing import Any

from solutions.day03_class_based_views.exam_bricks import meanwhile
from solutions.day03_class_based_views.exam_draw import NAMES, Draw
from solutions.day03_class_based_views.exam_play import Play, Step
from solutions.grading.examiner import Exam, question

# Kinds of values: equal to each other, equal to all, false, callable.
VALUES = [("plain", 1), ("plain", True), ("plain", 1.0), ("plain", 0), ("plain", "")]
VALUES += [(kind, None) for kind in ("none", "list", "list", "dict", "equal", "function", "class")]


@question(task=1)
def views_of_a_class(exam: Exam) -> None:
    """Functions that know their class; initkwargs as they were given, or refused; instances."""
    play, draw = Play(exam, "base", "lines", "refusals"), Draw(exam.random)
    for _ in range(2):
        play(a_family(draw))
    play(setups(draw))
    steps = meanwhile(draw, ["PlainView"])
    play([*steps, ["borrowed", next(step[1]["name"] for step in steps if step[0] == "class")]])


def a_family(draw: Draw) -> list[Step]:
    """A parent, a brick and two children of one name; views of all, asked in any order."""
    random, steps = draw.random, []
    values = [draw.word() for _ in range(len(VALUES) + 3)]
    kinds = [*VALUES, *[("plain", draw.text()) for _ in range(3)]]
    steps += [["value", name, *kind] for name, kind in zip(values, kinds, strict=True)]
    names = [draw.word() for _ in range(9)]
    names[3] = "_" + names[3]
    declared = [draw.word(), draw.word()]
    own = dict(zip(names, random.sample(values, len(names)), strict=True))
    own[names[4]] = values[VALUES.index(("none", None))]
    own[names[8]] = values[VALUES.index(("list", None))]

    def members(which: list[str]) -> dict[str, Any]:
        return {"values": {name: own[name] for name in which}, "declared": declared}

    parent, brick, child, twin = (draw.name() for _ in range(4))
    handlers = random.sample(NAMES, random.randrange(1, 5))
    ends = {name: {"looks": names, "end": draw.response()} for name in {"get", *handlers}}
    docs = [None, draw.text(), f"\n    {draw.text()}\n\n        {draw.text()}\n    "]
    random.shuffle(docs)
    (both, plans), (one, others) = draw.generations(parent, brick), draw.generations(parent)
    classes = [
        {"name": brick, "bases": [], **members(names[5:7])},
        {"name": parent, "bases": ["PlainView"], "doc": docs[0], **members(names[7:])},
        *plans,
        *others,
        {"name": child, "bases": both, "doc": docs[1], **members(names[:5]), "handlers": ends},
        {"name": twin, "bases": one, "doc": docs[2], **members(names[:2])},
    ]
    classes[-1]["handlers"] = {"get": {"looks": names[7:], "adds": True, "end": draw.response()}}
    classes[-1] |= {"init": "notes", "named": child}
    steps += [["class", plan] for plan in classes]
    near = [random.choice(names[:3]) for _ in range(4)]
    unknown = [
        near[0].upper(),
        near[1] + "_",
        "_" + near[2],
        near[3].replace("x", "\u0445"),
        *declared,
    ]
    unknown += ["initkwargs", "get_" + near[0], draw.word()]
    has = f"it has {', '.join(own)}"
    views = []
    for name in [*names, *names, *unknown, *NAMES]:
        given = {name: random.choice(values)}
        if name in NAMES and random.random() < 0.3:
            given = {name: values[VALUES.index(("none", None))]}
        if random.random() < 0.4:
            given = {random.choice(names): random.choice(values), **given}
        views.append(["view", draw.word(), child, given, has])
    for value in [*values[:3], *values[:3]]:
        views.append(["view", draw.word(), child, {names[0]: value}, has])
    lists = [name for name, kind in zip(values, kinds, strict=True) if kind[0] in ("list", "equal")]
    views += [["view", draw.word(), child, {names[8]: value}, has] for value in lists]
    views += [
        ["view", draw.word(), twin, {name: values[0]}, "it has some of them"] for name in names
    ]
    views += [["view", draw.word(), twin, {}, "no keywords"] for _ in range(2)]
    views += [["view", draw.word(), parent, {name: values[3]}, "a parent"] for name in names[4:]]
    views += [["view", draw.word(), "PlainView", {}, has], ["view", draw.word(), child, {}, has]]
    views += [["view", draw.word(), "PlainView", {names[0]: values[0]}, "it has no such attribute"]]
    random.shuffle(views)
    serves = asked(draw, views, {child, twin, parent, "PlainView"})
    collects = [random.random() < 0.5 for _ in range(5)]
    gone = ["let_go", random.choice(["PlainView", parent, child]), draw.word(), collects]
    return [*steps, *views, *serves, ["look_back", random.sample(names, 2)], gone]


def asked(draw: Draw, views: list[Step], classes: set[str]) -> list[Step]:
    """Each view is asked, many of them again, in any order."""
    there = [view[1] for view in views if view[2] in classes and not refused(view)]
    serves: list[Step] = []
    for view in [*there, *draw.random.sample(there, len(there) // 2)]:
        request = draw.word()
        method = draw.random.choice(["GET", "GET", "HEAD"])
        serves += [
            ["request", request, {"method": method, "path": f"/{draw.word()}/"}],
            ["serve", view, request, draw.args(), draw.kwargs(), []],
        ]
    pairs = [serves[n : n + 2] for n in range(0, len(serves), 2)]
    draw.random.shuffle(pairs)
    return [step for pair in pairs for step in pair]


def refused(view: Step) -> bool:
    """Whether it is plain that no such view was made. Others may be asked in vain."""
    return any(name in NAMES for name in view[3])


def setups(draw: Draw) -> list[Step]:
    """Classes that override setup() and dispatch(): what they find, what they make of it."""
    random, steps = draw.random, []
    for _ in range(4):
        name, attribute, first, given, set_to = (draw.name(), *(draw.word() for _ in range(4)))
        steps += [["value", each, "plain", draw.text()] for each in (first, given, set_to)]
        setup = {
            "looks": [attribute],
            "adds": {random.choice(["slug", draw.word()]): draw.text()},
            "sets": {attribute: set_to} if random.random() < 0.6 else {},
            "returns": random.choice([None, draw.response(404)[1]]),
        }
        plan = {"name": name, "bases": ["PlainView"], "values": {attribute: first}, "setup": setup}
        plan |= {"handlers": {"get": {"looks": [attribute], "end": draw.response()}}}
        plan |= {"passes": [{}]} if random.random() < 0.6 else {}
        steps.append(["class", plan])
        for initkwargs in random.sample([{}, {attribute: given}, {attribute: given}], 3):
            view, request = draw.word(), draw.word()
            steps += [
                ["view", view, name, initkwargs],
                ["request", request, {"method": "GET", "path": draw.path()}],
                ["serve", view, request, draw.args(), {"slug": "storm", **draw.kwargs()}, []],
            ]
    return steps
