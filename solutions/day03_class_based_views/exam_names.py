"""Strangers who come by names that the answer's own source has: they turn round all the same."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from solutions.day03_class_based_views.exam_draw import Draw
from solutions.day03_class_based_views.exam_handlers import an_ask
from solutions.day03_class_based_views.exam_play import Step
from solutions.grading.examiner.names import as_headers, as_tokens, as_values, of_everybody

PAIRS = 10_000  # of a name and its value, in all requests that have all names


def strangers_by_name(
    draw: Draw, names: Sequence[str], view: str, strangers: Sequence[str | None]
) -> list[list[Step]]:
    """Each name as a path, as a part of one, as a method and a browser; all as all else."""
    turns = draw.random.sample(range(len(names)), min(len(names), 1 + PAIRS // len(names)))
    more = [("GET", all_at_once(names, turn)) for turn in turns]
    for _, sent in of_everybody(names):
        more.append(("GET", {"headers": dict(map(as_environ, sent))}))
    for name in names:
        base, word, mine = f"/{quote(name.strip('/'))}", draw.word(), quote(name, safe="")
        paths = [base, f"{base}/?{mine}=1", f"{base}/{word}/", f"/{word}{base}/?{mine}"]
        more += [("GET", {"path": path}) for path in paths]
        more += [("GET", {"headers": {"HTTP_USER_AGENT": name}})] * name.isascii()
        more += [(name, {})] * bool(as_tokens([name]))
    return [
        an_ask(draw, view, method, {**plan, "user": draw.random.choice(strangers)})
        for method, plan in more
    ]


def as_environ(header: tuple[str, str]) -> tuple[str, str]:
    """The header as a server tells it."""
    name = header[0].upper().replace("-", "_")
    return name if name == "CONTENT_TYPE" else f"HTTP_{name}", header[1]


def all_at_once(names: Sequence[str], turn: int) -> dict[str, Any]:
    """All names as headers, cookies, and in the session; their values are others at each turn."""
    said = as_values(names)
    told = {name: said[(turn + at) % len(said)] for at, name in enumerate(names)}
    cookies = "; ".join(f"{name}={told[name]}" for name in as_tokens(names))
    sent = {
        f"HTTP_{name.replace('-', '_')}": said[(turn + at) % len(said)]
        for at, name in enumerate(as_headers(names))
    }
    return {"headers": {**sent, "HTTP_COOKIE": cookies}, "session": told}
