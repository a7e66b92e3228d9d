"""What `make lab day=3` shows: the tower of classes, and one request's way through it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.http import HttpResponse

from katas.day03_class_based_views.bricks import CountingMixin
from katas.day03_class_based_views.tests.driver import request_for, views
from katas.day03_class_based_views.tests.figures import REQUESTS, instances, tags_echoed
from katas.day03_class_based_views.tests.people import somebody
from katas.harness.pictures.charts import Bar, Bars, Goal
from katas.harness.pictures.data import Panel, Picture, Side
from katas.harness.pictures.diagrams import Layer, Nested
from katas.harness.pictures.words import compared, counted, listed, merged

ROUNDS = 0
# By tower: the title, and what must be.
LIST = (
    "A stranger asks for the article list",
    "Who has not signed in must not reach get(). A class runs only if "
    "each one above it calls the next.",
)
TOWER = (
    "Somebody signed in, through your two mixins and a given one",
    "The request must meet every class. super() calls the next; a class that is called by "
    "its name skips those between.",
)
WRONG = (
    "For comparison: the same mixins listed after the base, for a stranger",
    "Behind the base no mixin runs, however well it is written, and the stranger gets in. "
    "No code of yours is the reason, so this drawing is grey.",
)
COLOURS = " Green and whole: as it must be. Red and dashed: to be mended."


def once() -> dict[str, Any]:
    """The ways of requests through three towers, and what many requests leave behind."""
    own = views.ArticleList
    return {
        "list": way_of(own, views.ArticleList.get.__name__, request_for(path="/articles/")),
        "tower": way_of(desk(right=True), "get", request_for(user=somebody())),
        "wrong": way_of(desk(right=False), "get", request_for()),
        "instances": instances(),
        "tags": tags_echoed(),
    }


def desk(*, right: bool) -> type:
    """A tower of the answer's bricks and a given one, in the right order or the base first."""
    bricks: list[Any] = [views.AuthenticationMixin, CountingMixin, views.LoggingMixin]
    base: Any = views.PlainView

    def get(self: Any, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponse("the articles")

    order = [*bricks, base] if right else [base, *bricks]
    return type("Desk", tuple(order), {"get": get})


def way_of(view_class: type, handler: str, request: Any) -> dict[str, Any]:
    """The classes in the order of the MRO, whose dispatch() was met, and what came out."""
    met: list[str] = []
    tower = [each for each in view_class.__mro__ if "dispatch" in vars(each)]
    with noting(tower, handler, view_class, met):
        try:
            status = str(view_class.as_view()(request).status_code)  # type: ignore[attr-defined]
        except Exception as error:
            status = type(error).__name__
    names = [each.__name__ for each in tower]
    return {"mro": names, "met": met, "status": status, "class": view_class.__name__}


@contextmanager
def noting(tower: list[type], handler: str, last: Any, met: list[str]) -> Iterator[None]:
    """Note in `met` whose dispatch() runs, and "get()" for the handler, until the block ends."""
    originals: list[tuple[Any, str, Any]] = [(each, "dispatch", each.dispatch) for each in tower]  # type: ignore[attr-defined]
    originals = [(owner, name, vars(owner)[name]) for owner, name, _ in originals]

    def noted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def passing(*args: Any, **kwargs: Any) -> Any:
            met.append(name)
            return function(*args, **kwargs)

        return passing

    owner = next(each for each in last.__mro__ if handler in vars(each))
    for each, name, function in originals:
        setattr(each, name, noted(each.__name__, function))
    original = vars(owner)[handler]
    setattr(owner, handler, noted("get()", original))
    try:
        yield
    finally:
        setattr(owner, handler, original)
        for each, name, function in originals:
            setattr(each, name, function)


def each_round() -> None:
    """Nothing here is told by the clock."""


def pictures(sides: Sequence[Side]) -> list[Picture]:
    """The article list for a stranger, a tower of the bricks, the wrong order, what is kept."""
    return [
        towers(sides, "list", *LIST, strangers),
        towers(sides, "tower", *TOWER, readers),
        towers(sides, "wrong", *WRONG),
        kept(sides),
    ]


def strangers(way: dict[str, Any]) -> bool:
    """A stranger must be refused, and no handler run."""
    return way["status"] in ("401", "403") and "get()" not in way["met"]


def readers(way: dict[str, Any]) -> bool:
    """Who has signed in passes every brick."""
    return way["status"] == "200" and set(way["mro"]) <= set(way["met"])


def towers(
    sides: Sequence[Side],
    name: str,
    title: str,
    rule: str,
    is_good: Callable[[dict[str, Any]], bool] | None = None,
) -> Picture:
    """A tower for each side. is_good: whether the way is as it must be, if that is judged."""
    panels = []
    for side in sides:
        way = side.once[name]
        layers = [Layer(each, "dispatch() ran", met=each in way["met"]) for each in way["mro"]]
        layers.append(Layer("get()", "the handler ran", met="get()" in way["met"]))
        drawn = Nested(layers, way["status"], is_good(way) if is_good else None)
        panels.append(Panel(side.name, drawn, side.name, words(way)))
    return Picture(
        title,
        rule,
        merged(panels),
        "From above, the order in which Python looks for dispatch(): the MRO, method resolution "
        "order. A dot: the request passed that class; the turn: it came no further."
        + (COLOURS if is_good else ""),
    )


def words(way: dict[str, Any]) -> str:
    """How it ended, and who was skipped."""
    met = [each for each in way["mro"] if each in way["met"]]
    if "get()" not in way["met"]:
        return f"{(met or ['nothing'])[-1]} answers {way['status']}, get() does not run"
    missed = [each for each in way["mro"] if each not in way["met"]]
    skipped = f"{listed(missed)} skipped" if missed else "every class met"
    return f"get() answers {way['status']}, {skipped}"


def kept(sides: Sequence[Side]) -> Picture:
    """What one request leaves for the next."""
    tags = [Bar(side.name, side.once["tags"], side.name) for side in sides]
    made = [Bar(side.name, side.once["instances"], side.name) for side in sides]
    said = compared({s.name: counted(s.once["tags"], "tag") for s in sides})
    return Picture(
        "What one request leaves for the next",
        "If all requests share one view instance, each sees what those before it have left. "
        f"After {REQUESTS} requests with one tag each, the last answer has {said}.",
        [
            Panel("Tags in the last answer", Bars("tags", tags, Goal(1, "right: 1, its own"))),
            Panel(
                "View instances",
                Bars("instances", made, Goal(REQUESTS, f"right: {REQUESTS}, one for each request")),
            ),
        ],
    )
