"""Task 4, the order of the tower: the bricks stacked in towers that are drawn."""

from typing import Any

from katas.day03_class_based_views.tests import tower_plans
from solutions.day03_class_based_views.exam_checkpoint import BASES, attributes
from solutions.day03_class_based_views.exam_draw import Draw
from solutions.day03_class_based_views.exam_handlers import an_ask
from solutions.day03_class_based_views.exam_play import Play, Step
from solutions.grading.examiner import Exam, question

DRAWN = 4
MIXINS = ["AuthenticationMixin", "LoggingMixin"]


@question(task=4)
def any_tower(exam: Exam) -> None:
    """Both mixins in both orders, on both bases, in towers of all shapes, with other bricks."""
    play, draw = Play(exam, "lines"), Draw(exam.random)
    steps: list[Step] = [
        ["user", "stranger", "anonymous", False, {}],
        ["user", "somebody", "somebody", True, {}],
    ]
    asks: list[list[Step]] = []
    towers = [*tower_plans.TOWERS, *drawn(draw)]
    for parts in towers:
        for base in BASES:
            for order in (MIXINS, MIXINS[::-1]):
                desk, plans = built(draw, parts, base, order)
                view = draw.word()
                values, given, more = attributes(draw, base, plans[-1]["handlers"])
                plans[-1]["values"] = values
                steps += [*more, *(["class", plan] for plan in plans), ["view", view, desk, given]]
                for user in ("stranger", "somebody", None):
                    plain = {"path": f"/{draw.word()}/", "headers": {}}
                    method = draw.random.choice(["GET", "GET", "PUT"])
                    asks.append(an_ask(draw, view, method, plain | {"user": user}))
                    # What a brick makes of arguments, paths and errors is asked of it alone.
                    asks[-1][1][3:] = [[], {}, ["bare"]]
    draw.random.shuffle(asks)
    play(steps + [step for ask in asks for step in ask])


def drawn(draw: Draw) -> list[tower_plans.Parts]:
    """Towers of two to four classes, made of whatever is there by then."""
    found: list[tower_plans.Parts] = []
    while len(found) < DRAWN:
        parts: tower_plans.Parts = []
        there = dict(zip(tower_plans.ATOMS, tower_plans.PLACES, strict=True))
        for name in ["One", "Two", "Three"][: draw.random.randrange(1, 4)]:
            count = draw.random.randrange(1, 4)
            bases = sorted(draw.random.sample(sorted(there), count), key=there.__getitem__)
            parts.append((name, bases))
            there[name] = there[bases[0]] - draw.random.random()
        used = {each for _, bases in parts for each in bases}
        parts.append(("Desk", sorted(there.keys() - used, key=there.__getitem__)))
        if tower_plans.stands(parts):
            found.append(parts)
    return found


def built(
    draw: Draw, parts: tower_plans.Parts, base: str, order: list[str]
) -> tuple[str, list[dict[str, Any]]]:
    """The name of the last class, and the plans of all. Bricks of ours stand beside the given one.

    A shelf behind the view base need not be handed on to. Keywords of a class are for Django's
    View: a metaclass of PlainView need not know of any.
    """
    board, brick, ahead = draw.name(), draw.name(), tower_plans.ahead(parts)
    made = {"First": order[0], "Second": order[1], "Base": base, "Counting": brick}
    made["Shelf"] = "Shelf" if ahead else board
    plans: list[dict[str, Any]] = [
        {"name": board, "bases": []},
        {"name": brick, "bases": ["CountingMixin"], "passes": [{}]},
    ]
    for name, bases in parts:
        made[name] = draw.name()
        plans.append({"name": made[name], "bases": [made[each] for each in bases]})
        if name == "Desk":
            plans[-1]["handlers"] = {
                "get": {"end": draw.response(draw.random.choice([200, 201, 206]))}
            }
            if base == "View" and ahead:
                plans[-1]["keywords"] = {"section": draw.text()}
    return made["Desk"], plans
