"""Who comes to the list: a few people, each again and again, with the session and the cookie that
are its own."""

from typing import Any

from solutions.day03_class_based_views.exam_draw import Draw

SOMEBODIES = ["somebody", "user", "lazy user", "account", "lazy account", "member", "guest"]
# Whom else the checkpoint has to take for a stranger is asked in task 2 alone.
STRANGERS = ["nobody", "null", "anonymous", "lazy anonymous"]


class People:
    """somebodies: four, one of them a row of Django's own table. strangers: without an account."""

    def __init__(self, draw: Draw) -> None:
        kinds = ["user", *draw.random.sample(SOMEBODIES, 3)]
        self.somebodies = [person(draw, kind, True) for kind in kinds]
        self.strangers = [person(draw, kind, False) for kind in STRANGERS]


def person(draw: Draw, kind: str, signed_in: bool) -> dict[str, Any]:
    found = {"name": draw.word(), "kind": kind, "signed_in": signed_in, "fields": draw.fields()}
    return {**found, "session": draw.session(), "cookie": f"sessionid={draw.word()}"}
