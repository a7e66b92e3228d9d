"""Drawn requests, the layers that they go through, and what each is answered with."""

from collections.abc import Sequence
from random import Random
from typing import Any

from solutions.day01_request_lifecycle.exam_recipes import Recipe, drawn, large
from solutions.day01_request_lifecycle.exam_visitors import Visitors
from solutions.grading.examiner import Exam

UNKNOWN = ("favicon.ico", "static/site.css", "health/", "admin/", "nowhere", "%C3%A4/")
METHODS = ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "HEAD")
ODD = (
    ("Cache-Control", "no-cache"),
    ("If-None-Match", "*"),
    ("Accept", "application/json"),
    ("Range", "bytes=0-1"),
    ("Referer", "http://[broken"),
    ("Server-Timing", "app;dur=1"),
    ("X-Region", "elsewhere"),
    ("User-Agent", "kube-probe/1.29"),
    ("X-Requested-With", "XMLHttpRequest"),
    ("Cookie", '=; a="; sessionid=\xe4; a=b'),
)
BODIES = (
    ("application/x-www-form-urlencoded", b"a=1&b=%ff"),
    ("multipart/form-data; boundary=x", b"broken"),
    ("multipart/form-data", b"--x"),
    ("application/json", b'{"a": '),
)
Case = tuple[list[Any], Recipe]  # a request and what answers it


def stack(draws: Random, pick: str) -> list[str]:
    """Layers, outermost first; "" is the answer's place."""
    kinds = ("both", "sync", "async")
    sees = pick == "answers" or draws.random() < 0.7
    chain = [f"seen_{draws.choice(kinds)}"] if sees else []
    if pick == "twice":
        chain.append(f"twice_{draws.choice(kinds)}")
    chain.append("")
    if pick in ("twice", "any") or draws.random() < 0.3:
        chain.append(f"stamped_{draws.choice(kinds)}")
    if pick == "answers":
        chain.append(f"answers_{draws.choice(kinds)}")
    return chain


def told(layers: list[str]) -> str:
    names = [f"a layer {each.replace('_', ', ')}" if each else "yours" for each in layers]
    return "outermost first: " + "; ".join(names)


def named(recipe: Recipe) -> str:
    kind = {"unknown": "page that is not there", "text": "page"}.get(recipe["kind"], recipe["kind"])
    return f"{kind}, status {recipe.get('status', 200)}" if "status" in recipe else kind


def case(
    visitors: Visitors,
    draws: Random,
    kind: str,
    region: str,
    layers: Sequence[str],
    odd: int = -1,
    least: int = 0,
    bare: bool = False,
) -> Case:
    """A request for a response of that kind. odd: 1 for a strange host, 2 for a strange body.

    least: bytes of the body. bare: a response without other headers.
    """
    recipe = drawn(draws, kind, draws.choice([region, "elsewhere"]), bare)
    if least or draws.random() < 0.3:
        recipe = large(draws, recipe, least)
    if layers[-1].startswith("answers"):
        target = draws.choice(["/", "//evil.example/", "/p/%ff/", "/favicon.ico"])
    elif recipe["kind"] == "404" and draws.random() < 0.6:
        target, recipe = f"/{draws.choice(UNKNOWN)}", {"kind": "unknown"}
    else:
        query = draws.choice(["", f"?q={draws.randrange(10**6)}&b"])
        target = visitors.path(rest=draws.choice(["", *UNKNOWN])) + query
    method = "POST" if odd == 2 else draws.choice(METHODS) if draws.random() < 0.3 else "GET"
    headers = draws.sample(ODD, draws.randint(0, 2))
    if odd == 1:
        headers.append(("Host", draws.choice(["evil.invalid", "bad_host$"])))
    headers += [
        ("If-None-Match", value) for name, value in recipe.get("headers", []) if name == "ETag"
    ]
    body = b""
    if method in ("POST", "PUT", "PATCH"):
        content, body = draws.choice(BODIES[1:3] if odd == 2 else BODIES)
        headers.append(("Content-Type", content))
    return visitors.request(target, method, headers, body), recipe


def queue(cases: list[Case], layers: Sequence[str]) -> list[Recipe]:
    """What the pages are told, in turn."""
    times = 2 if any(each.startswith("twice") for each in layers) else 1
    known = [recipe for _, recipe in cases if recipe["kind"] != "unknown"]
    return [recipe for recipe in known for _ in range(times)]


def ask_all(exam: Exam, index: int, cases: list[Case], layers: Sequence[str] = ("",)) -> object:
    """Send the requests of some cases; the pages do what the cases say."""
    return exam.ask("ask_all", index, [each for each, _ in cases], queue(cases, layers))
