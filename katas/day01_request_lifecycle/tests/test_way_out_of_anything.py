"""Task 2: any response to any request, with TimingMiddleware and without it."""

import pytest

from katas.day01_request_lifecycle.tests import layers
from katas.day01_request_lifecycle.tests.expectations import check_region, durations
from katas.day01_request_lifecycle.tests.oracle import both_ways
from katas.harness.verdicts import require, shown

both = pytest.mark.parametrize("kind", ["wsgi", "asgi"])
STREAM_NOTE = "A stream is the server's to take: piece by piece, after the headers, where it likes."
OURS = ("server-timing", "x-region")


@pytest.mark.task(1)
@both
def test_map_is_not_loaded_for_any_request(kind):
    """No request of any kind, and no response, makes it load the service map again."""
    _, served = both_ways(kind)
    before = served[0][2].set_ups
    for each, _, left in served:
        require(
            left.set_ups == before,
            asked=f"{each.text}, through the {kind.upper()} handler",
            expected="no loading of the service map after the building",
            got="loaded while it was served",
            note="A map is loaded by a building, and by nothing that a request asks for.",
        )


@pytest.mark.task(2)
@both
def test_response_is_left_as_it_is(kind):
    """Beside the two headers, any response to any request leaves as it came."""
    region, served = both_ways(kind)
    for each, came, left in served:
        asked = f"{each.text}, through the {kind.upper()} handler"
        check_same(came, left, f"{asked}, with TimingMiddleware and without")
        check_region(left, region, asked)
        require(
            durations(left, asked) != [layers.A_DAY],
            asked=asked,
            expected="an entry app;dur=<milliseconds> of this request",
            got=f"Server-Timing: {left.headers['server-timing']}",
        )


def check_same(came, left, asked):
    """The status, the headers that came, the body, and what was done with a stream."""
    names = list(dict.fromkeys(name for name, _ in came.fields if name.lower() not in OURS))
    for what, expected, got in (
        ("status", came.line, left.line),
        *((f"header {name}", came.values(name), left.values(name)) for name in names),
        ("body", came.body, left.body),
        ("error on the way", came.failed, left.failed),
        ("what is done, in this order", steps(came), steps(left)),
    ):
        require(
            expected == got,
            asked=asked,
            expected=f"{what} as without it: {said(expected)}",
            got=f"{what}: {said(got)}" if what != "status" else f"{said(got)}, {left.text}",
            note=left.note or stream_note(came, left) * ("stream" in asked or "loop" in asked),
            where=left.where,
        )


def stream_note(came, left):
    """Whose a stream is; and the first thing that is done elsewhere with TimingMiddleware."""
    for (what, where), (own, there) in zip(came.log, left.log, strict=False):
        if what == own and where != there:
            return f"{STREAM_NOTE}\n{what}: {there} with TimingMiddleware, {where} without it."
    return STREAM_NOTE


def steps(came):
    """What was done with the response: its headers sent, its pieces taken, its end."""
    return [what for what, _ in came.log]


def said(value):
    """A status, a header's values, a body or some steps, as text."""
    if isinstance(value, list):
        return ", ".join(value) or "none"
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    return shown(text, limit=300) or "none"
