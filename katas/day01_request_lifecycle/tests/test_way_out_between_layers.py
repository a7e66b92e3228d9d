"""Task 2: TimingMiddleware between other layers of each kind."""

import pytest

from katas.day01_request_lifecycle.tests import layers
from katas.day01_request_lifecycle.tests.driver import URLS, ask, ask_all, build
from katas.day01_request_lifecycle.tests.expectations import check_region, durations
from katas.day01_request_lifecycle.tests.marks import old_mark_void
from katas.day01_request_lifecycle.tests.subject import lifecycle, line_of_middleware, replaced
from katas.harness.verdicts import require

pytestmark = pytest.mark.urls(URLS)
LAYERS = layers.__name__
both = pytest.mark.parametrize("kind", ["wsgi", "asgi"])

# Each pair stands outside and inside of TimingMiddleware.
AROUND = {
    "that serve both worlds": ("outer", "inner"),
    "that are synchronous": ("sync_outer", "sync_inner"),
    "that are asynchronous": ("async_outer", "async_inner"),
    "the inner one synchronous": ("outer", "sync_inner"),
    "the inner one asynchronous": ("outer", "async_inner"),
    "the outer one synchronous": ("sync_outer", "inner"),
}


OTHERS = {"x-content-type-options": "nosniff", "x-outer": "1", "x-inner": "1"}


@pytest.mark.task(2)
@both
def test_other_layers_keep_working(kind, region):
    """Between any other layers the middleware gives and takes a response, and all of them act."""
    check_mark()
    for text, (outside, inside) in AROUND.items():
        around = ("django.middleware.security.SecurityMiddleware", f"{LAYERS}.{outside}")
        handler = build(kind, *around, "TIMING", f"{LAYERS}.{inside}")
        paths = ("/", "/async/", "/broken/", "/nowhere/")
        answers = ask_all(kind, handler, *[("GET", path) for path in paths])
        for path, answered in zip(paths, answers, strict=True):
            asked = f"GET {path} through the {kind.upper()} handler,"
            check_between(answered, region, f"{asked} a layer outside yours and one inside, {text}")


@pytest.mark.task(2)
@both
def test_headers_when_an_outer_layer_tries_again(kind, region):
    """A request that an outer layer hands over a second time gets both headers a second time."""
    handler = build(kind, f"{LAYERS}.tries_twice", "TIMING", f"{LAYERS}.inner")
    for path in ("/async/", "/broken/"):
        asked = f"GET {path} through the {kind.upper()} handler, an outer layer hands it over twice"
        check_between(ask(kind, handler, path), region, asked, {"x-outer": "1", "x-inner": "1"})


@pytest.mark.task(2)
@both
def test_headers_when_a_template_is_not_rendered_yet(kind, region):
    """A response that leaves before it is rendered bears both headers, and is not rendered here."""
    handler = build(kind, f"{LAYERS}.fills", "TIMING", f"{LAYERS}.unrendered")
    asked = f"GET / through the {kind.upper()} handler; an inner layer answers with a template,"
    asked += " and an outer one puts another content in it before it is rendered"
    check_between(ask(kind, handler, "/"), region, asked, {"x-outer": "1", "x-inner": "1"})


def check_between(answered, region, asked, others=OTHERS):
    """The other layers' headers are there, and TimingMiddleware's."""
    for name, value in others.items():
        require(
            answered.headers.get(name) == value,
            asked=asked,
            expected=f"the header {name} of another layer: {value}",
            got=f"{answered.headers.get(name, 'no such header')}, {answered.text}",
            note=answered.note,
            where=answered.where,
        )
    check_region(answered, region, asked)
    durations(answered, asked)


def check_mark():
    """An outer layer learns that what TimingMiddleware built is to be awaited, on each Python."""
    asked = "a layer outside TimingMiddleware asks asgiref.sync.iscoroutinefunction(get_response)"
    with old_mark_void() as old, replaced():
        layers.told.clear()
        build("asgi", f"{LAYERS}.asks", "TIMING")
        # A layer that is sync-only promises nothing: Django adapts it.
        if not getattr(lifecycle.TimingMiddleware, "async_capable", False):
            return
    got = "what TimingMiddleware built is not marked as a coroutine function"
    if old:
        got = "from Python 3.12 on nobody reads the mark _is_coroutine"
    require(
        layers.told == [True],
        asked=asked,
        expected="True, on every Python: TimingMiddleware is async_capable, and is to be awaited",
        got=f"False: {got}",
        where=old[0] if old else line_of_middleware(),
    )
