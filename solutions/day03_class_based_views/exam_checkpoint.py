"""Task 2, the checkpoint: who passes and who does not; it leaves all else as it was."""

from typing import Any
from urllib.parse import quote

from solutions.day03_class_based_views.exam_bricks import bricks_before, forms, meanwhile
from solutions.day03_class_based_views.exam_draw import HEADERS, METHODS, ODD_METHODS, PATHS, Draw
from solutions.day03_class_based_views.exam_handlers import an_ask, at_once, behind
from solutions.day03_class_based_views.exam_meetings import lookups, meeting
from solutions.day03_class_based_views.exam_names import strangers_by_name
from solutions.day03_class_based_views.exam_play import Play, Step
from solutions.grading.examiner import Exam, question

BASES = ("PlainView", "View")
STRANGERS = ["null", "anonymous", "lazy anonymous"]
SOMEBODIES = ["user", "lazy user"]
EITHER = ["account", "reserved", "asked", "somebody", "guest", "member", "lazy account"]
EITHER += ["lazy member", "account"]


@question(task=2)
def who_passes(exam: Exam) -> None:
    """Strangers and somebodies of all kinds, with requests of all kinds, in any order."""
    play, draw = Play(exam, "refusals"), Draw(exam.random, exam.names, exam.texts)
    steps, users = people(draw, play)
    asks: list[list[Step]] = []
    for base in draw.random.sample(BASES, 2):
        view, more = guarded(draw, base)
        steps += more
        asks += the_crowd(draw, view, users, base)
    strangers = [None, *(user for user, signed_in in users.items() if not signed_in)]
    asks += strangers_by_name(exam, draw, view, strangers)
    draw.random.shuffle(asks)
    play(steps + [step for ask in asks for step in ask])


@question(task=2)
def what_the_checkpoint_hands_on(exam: Exam) -> None:
    """Passes of one instance and of one request; bricks before it; forms; all at the same time."""
    play, draw = Play(exam, "refusals"), Draw(exam.random)
    for base, late in zip(draw.random.sample(BASES, 2), (True, False), strict=True):
        strangers_among(draw, play, base, late)
        play(passes_in_a_row(draw, base))
        play(bricks_before(draw, ["AuthenticationMixin", base]))
        play(in_the_middle(draw, base))
        play(forms(draw, ["AuthenticationMixin", base]))
        users = draw.random.sample(["stranger", "somebody"], 2)
        steps = [["user", each, "somebody", each == "somebody", {}] for each in users]
        play([*steps, *meanwhile(draw, ["AuthenticationMixin", base], users)])


def people(draw: Draw, play: Play) -> tuple[list[Step], dict[str, bool]]:
    """Users, and who of them is signed in. Of some it is said elsewhere."""
    random, steps, signed_in = draw.random, [], {}
    kinds = [(kind, False) for kind in STRANGERS] + [(kind, True) for kind in SOMEBODIES]
    kinds += [(kind, is_in) for kind in EITHER for is_in in (True, False)]
    for number, (kind, is_in) in enumerate(kinds):
        user, fields = f"{kind} {draw.word()}", draw.fields()
        if kind.endswith("account"):
            fields["true"] = random.choice([True, False])
        elif kind == "asked":
            fields["number"] = number
            play.signed_in[number] = is_in
        signed_in[user] = is_in
        steps.append(["user", user, kind, is_in, fields])
    return steps, signed_in


def guarded(draw: Draw, base: str) -> tuple[str, list[Step]]:
    """A view with all handlers but one behind the checkpoint and a brick that counts."""
    view, name, brick = draw.word(), draw.name(), draw.name()
    methods = [m.lower() for m in METHODS if m != "PUT"]
    handlers = {
        each: {"end": draw.error() if draw.random.random() < 0.6 else draw.response()}
        for each in methods
    }
    bases = ["AuthenticationMixin", "CountingMixin", brick, base]
    values, given, steps = attributes(draw, base, handlers)
    return view, [
        *steps,
        behind(draw, brick, base, handlers),
        ["class", {"name": name, "bases": bases, "handlers": handlers, "values": values}],
        ["view", view, name, given],
    ]


def attributes(
    draw: Draw, base: str, handlers: dict[str, Any]
) -> tuple[dict[str, str], dict[str, str], list[Step]]:
    """Attributes that the handlers look at, and what as_view() is given for some of them.

    What PlainView makes of that is asked of it alone.
    """
    names = [draw.word() for _ in range(draw.random.randrange(1, 4))]
    values, given = ({name: draw.word() for name in names} for _ in range(2))
    for plan in handlers.values():
        plan["looks"] = names
    found = [*values.values(), *given.values()]
    steps = [["value", each, "plain", draw.text()] for each in found]
    return values, given if base == "View" else {}, steps


def the_crowd(draw: Draw, view: str, users: dict[str, bool], base: str) -> list[list[Step]]:
    """Each user with some requests, and requests without any; the same request once more."""
    random, asks = draw.random, []
    for user in [*users, None, None, None]:
        methods = [*random.sample([*METHODS, "BREW"], 2), random.choice(["GET", *ODD_METHODS])]
        plain = base == "PlainView" and users.get(user or "", False)
        if plain:
            # What that does for want of a handler is not asked here.
            methods = random.sample(["GET", "POST", "DELETE"], 3)
        for method in methods:
            more: dict[str, Any] = {"user": user, "asgi": random.random() < 0.1}
            more["property"] = user is not None and random.random() < 0.2
            if more["asgi"] or more["property"] or plain:
                more["headers"] = {}
            ask = an_ask(draw, view, method, more)
            ask[1][5] = random.choice([["request"], ["request"], ["debug"]])
            asks.append(ask * random.choice([1, 1, 2]))
    strangers = [user for user, signed_in in users.items() if not signed_in]
    for headers in [*HEADERS, *draw.credentials()]:
        method = "OPTIONS" if headers is HEADERS[3] else random.choice([*METHODS, "OPTIONS"])
        more = {"user": random.choice([*strangers, None]), "headers": headers}
        asks.append(an_ask(draw, view, method, more))
    for path in PATHS:
        more = {"user": random.choice([*strangers, None]), "path": quote(path)}
        asks.append(an_ask(draw, view, random.choice(METHODS), more))
    return asks


def strangers_among(draw: Draw, play: Play, base: str, late: bool) -> None:
    """A stranger and two somebodies at the same time.

    late: it comes when they are in their handlers; else all meet where they are looked up.
    """
    users = [draw.word() for _ in range(3)]
    numbers = [0, 1, 2] if late else draw.random.sample(range(3), 3)
    play.signed_in = dict(zip(numbers, [True, True, False], strict=True))
    play([["user", u, "asked", play.signed_in[n], {"number": n}] for n, u in enumerate(users)])
    order = draw.random.sample(range(3), 3)
    services = meeting(order) if late else lookups(order, play.signed_in)
    play(at_once(draw, "AuthenticationMixin", base, users=list(users)), services)


def passes_in_a_row(draw: Draw, base: str) -> list[Step]:
    """A brick hands on several times, and signs the user in and out between."""
    steps: list[Step] = []
    for kind in ("account", "reserved", "account"):
        user, view, name, brick = draw.word(), draw.word(), draw.name(), draw.name()
        first = draw.random.choice([True, False])
        signs = [bool((number + first) % 2) for number in range(3)]
        signs += [draw.random.choice([True, False]) for _ in range(2)]
        passes = [{"signs": [user, each]} for each in signs]
        handlers = {"get": {"end": draw.response()}}
        # Of the same browser, whoever is signed in.
        more = {"user": user, "headers": draw.browser()}
        steps += [
            ["user", user, kind, not first, {}],
            ["class", {"name": brick, "bases": [], "passes": passes}],
            ["class", {"name": name, "bases": [brick, "AuthenticationMixin", base]}],
            ["view", view, name, {}],
        ]
        steps[-2][1]["handlers"] = handlers
        ask = an_ask(draw, view, "GET", more)
        steps += ask
        # The very request again, its user signed in or out by then.
        for signed_in in draw.random.choices([True, False], k=4):
            steps += [["sign", user, signed_in], ["serve", *ask[1][1:]]]
        plain, direct = draw.name(), draw.word()
        bases = ["AuthenticationMixin", base]
        steps += [
            [
                "class",
                {"name": plain, "bases": bases, "handlers": {"get": {"end": draw.response()}}},
            ],
            ["view", direct, plain, {}],
        ]
        for signed_in in [True, False, True, *draw.random.choices([True, False], k=3)]:
            steps += [["sign", user, signed_in], ["serve", direct, *ask[1][2:]]]
            steps += an_ask(draw, direct, "GET", more)
    return steps


def in_the_middle(draw: Draw, base: str) -> list[Step]:
    """Strangers ask where somebody is just being answered, and the other way round."""
    stranger, somebody, view, name = draw.word(), draw.word(), draw.word(), draw.name()
    inner, headers = {draw.word(): user for user in [stranger, somebody, stranger]}, draw.browser()
    acts = [["asks", view, request, draw.args(), draw.kwargs()] for request in inner]
    draw.random.shuffle(acts)
    acts.append(["hands to dispatch()", next(iter(inner)), [], {}])
    handlers = {
        "get": {"acts": acts[:3], "end": draw.response(), "within": draw.response()},
        "post": {"end": draw.response()},
    }
    return [
        ["user", stranger, "anonymous", False, {}],
        ["user", somebody, "lazy somebody", True, {}],
        ["class", {"name": name, "bases": ["AuthenticationMixin", base], "handlers": handlers}],
        ["view", view, name, {}],
        *[
            ["request", each, draw.request("POST", user=user, headers=headers)]
            for each, user in inner.items()
        ],
        *an_ask(draw, view, "GET", {"user": somebody, "headers": headers}),
        *an_ask(draw, view, "GET", {"user": stranger, "headers": headers}),
        *an_ask(draw, view, "GET", {"user": somebody, "headers": headers}),
    ]
