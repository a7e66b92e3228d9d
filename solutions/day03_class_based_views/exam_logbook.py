"""Task 3, the logbook: one line for each pass, when its end is known."""

from typing import Any

from solutions.day03_class_based_views.exam_bricks import bricks_before, forms, meanwhile
from solutions.day03_class_based_views.exam_checkpoint import BASES, attributes
from solutions.day03_class_based_views.exam_draw import METHODS, ODD_METHODS, Draw
from solutions.day03_class_based_views.exam_handlers import an_ask, at_once, behind
from solutions.day03_class_based_views.exam_meetings import meeting
from solutions.day03_class_based_views.exam_play import Play, Step
from solutions.grading.examiner import Exam, question


@question(task=3)
def a_line_for_any_request(exam: Exam) -> None:
    """Whatever the request, and whatever comes of it: what is written, when, and what comes out."""
    play, draw = Play(exam, "lines", "elsewhere"), Draw(exam.random, exam.names, exam.texts)
    steps: list[Step] = []
    asks: list[list[Step]] = []
    for base in BASES:
        view, more = logged(draw, base)
        steps += more
        # Who answers HEAD is the base's business.
        methods = [m for m in METHODS if m != "HEAD" or base == "View"]
        for method in [*methods, *ODD_METHODS, "PUT", "BREW"] * 2:
            asks.append(asked(draw, view, method))
        long = "/".join(draw.word() for _ in range(1_300))  # some 8,000 characters
        asks.append(an_ask(draw, view, draw.random.choice(["GET", "POST"]), {"path": f"/{long}/"}))
    for number in range(16):
        base = BASES[number % 2]
        ends = [
            draw.error(),
            draw.error(),
            draw.response(),
            draw.response(draw.random.randrange(200, 600)),
        ]
        view, more = logged(draw, base, ends)
        steps += more
        asks += [asked(draw, view, method) for method in ("GET", "POST", "DELETE", "TRACE")]
    draw.random.shuffle(asks)
    play(steps + [step for ask in asks for step in ask])


@question(task=3)
def a_line_for_each_pass(exam: Exam) -> None:
    """Passes in the middle of others, at the same time, of the same request, response or error."""
    play, draw = Play(exam, "lines", "elsewhere"), Draw(exam.random)
    for base in draw.random.sample(BASES, 2):
        for way in WAYS * 3:
            play(nested(draw, base, way))
        play(bricks_before(draw, ["LoggingMixin", base]))
        play(rewritten(draw, base))
        play(forms(draw, ["LoggingMixin", base]))
        for error in (True, False):
            play(meanwhile(draw, ["LoggingMixin", base], error=error))
        for order in ([0, 1, 2], draw.random.sample(range(3), 3)):
            play(at_once(draw, "LoggingMixin", base), meeting(order))


def logged(draw: Draw, base: str, ends: list[Any] | None = None) -> tuple[str, list[Step]]:
    """A view behind the logbook and a brick that counts."""
    view, name, brick = draw.word(), draw.name(), draw.name()
    names = ["get", "post", "delete", "trace", "options"]
    draws = ends or [draw.error(), *(draw.response() for _ in range(4))]
    handlers = {each: {"end": end} for each, end in zip(names, draws, strict=False)}
    bases = ["LoggingMixin", "CountingMixin", brick, base]
    values, given, steps = attributes(draw, base, handlers)
    return view, [
        *steps,
        behind(draw, brick, base, handlers),
        ["class", {"name": name, "bases": bases, "handlers": handlers, "values": values}],
        ["view", view, name, given],
    ]


def asked(draw: Draw, view: str, method: str) -> list[Step]:
    """A request, perhaps from inside an `except`, perhaps once more; then request and response are
    changed, and the line is read again."""
    ask = an_ask(draw, view, method, {"asgi": True, "headers": {}} if method == "PATCH" else {})
    if draw.random.random() < 0.2:
        ask[1][0] = "serve_while_handling"
    if draw.random.random() < 0.2:
        return [*ask, list(ask[1])]
    ask[1][5] = draw.random.choice([["request", "line"], ["line"], ["line", "debug"]])
    return ask


def rewritten(draw: Draw, base: str) -> list[Step]:
    """A brick before the logbook gives the request another method and another path."""
    steps: list[Step] = []
    for method in draw.random.sample(METHODS[:5], 3):
        name, view, brick = draw.name(), draw.word(), draw.name()
        path = f"/{draw.text()}/"
        sets = {"method": method, "path": path}
        handlers = {each.lower(): {"end": draw.response()} for each in METHODS[:2]}
        steps += [
            ["class", {"name": brick, "bases": [], "passes": [{"sets": sets}]}],
            ["class", {"name": name, "bases": [brick, "LoggingMixin", base], "handlers": handlers}],
            ["view", view, name, {}],
            *an_ask(draw, view, "POST"),
        ]
    return steps


WAYS = ["another request", "another to dispatch()", "the same to dispatch()", "the same", "a view"]


def nested(draw: Draw, base: str, way: str) -> list[Step]:
    """A request in the middle of another, which ends in another way, or in the very same.

    What dispatch() is given has the method and the path of the request that setup() has kept.
    """
    name, view, second, other = draw.name(), draw.word(), draw.name(), draw.word()
    outer, inner, posted = draw.word(), draw.word(), draw.word()
    plan = draw.request("GET")
    args = [draw.args(), draw.kwargs()]
    acts: dict[str, list[Any]] = {
        "another request": ["asks", view, posted, *args],
        "another to dispatch()": ["hands to dispatch()", inner, *args],
        "the same to dispatch()": ["hands to dispatch()", outer, *args],
        "the same": ["asks", view, outer, *args],
        "a view": ["asks", other, outer, *args],
    }
    kind = None if base == "View" else "Unusual"
    ends = [draw.response(), draw.error(kind)]
    get = {"acts": [acts[way]], "within": draw.random.choice(ends)}
    get["end"] = draw.random.choice([draw.response(), draw.error(kind), ["as that"]])
    posts = {"post": {"end": draw.random.choice(ends)}}
    theirs = {"get": {"end": draw.random.choice(ends)}}
    bases = ["LoggingMixin", base]
    return [
        ["request", outer, plan],
        ["request", inner, {**plan, "session": {draw.word(): draw.word()}}],
        ["request", posted, draw.request("POST")],
        ["class", {"name": name, "bases": bases, "handlers": {"get": get, **posts}}],
        ["class", {"name": second, "bases": bases, "handlers": theirs}],
        ["view", view, name, {}],
        ["view", other, second, {}],
        ["serve", view, outer, draw.args(), draw.kwargs(), []],
    ]
