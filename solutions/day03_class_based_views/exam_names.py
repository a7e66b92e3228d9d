"""Strangers who come by names that the answer's own source has: they turn round all the same."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from solutions.day03_class_based_views.exam_draw import Draw, as_environ
from solutions.day03_class_based_views.exam_handlers import an_ask
from solutions.day03_class_based_views.exam_play import Step
from solutions.grading.examiner import Exam
from solutions.grading.examiner.names import as_tokens, of_everybody


def strangers_by_name(
    exam: Exam, draw: Draw, view: str, strangers: Sequence[str | None]
) -> list[list[Step]]:
    """Each name as a path or a part of one; each text of the code in all these ways, as a method,
    a browser and a Host."""
    more: list[tuple[str, dict[str, Any]]] = []
    for _, sent in of_everybody(exam.texts):
        more.append(("GET", {"headers": dict(map(as_environ, sent))}))
    for name in exam.names:
        base, word, mine = f"/{quote(name.strip('/'))}", draw.word(), quote(name, safe="")
        paths = [base, f"{base}/?{mine}=1", f"{base}/{word}/", f"/{word}{base}/?{mine}"]
        tried = [("GET", {"path": path}) for path in paths]
        tried += [("GET", {"headers": {"HTTP_USER_AGENT": name}})] * name.isascii()
        tried += [(name, {"headers": {}})] * bool(as_tokens([name]))
        more += tried if name in exam.texts else draw.random.sample(tried, 1)
    return [
        an_ask(draw, view, method, {**plan, "user": draw.random.choice(strangers)})
        for method, plan in more
    ]
