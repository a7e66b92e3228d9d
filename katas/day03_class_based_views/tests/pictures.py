"""What `make lab day=3` shows: the tower of classes, and one request's way through it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.http import HttpResponse

from katas.day03_class_based_views.bricks import CountingMixin
from katas.day03_class_based_views.tests.driver import request_for, views
from katas.day03_class_based_views.tests.figures import REQUESTS, instances, tags_echoed
from katas.day03_class_based_views.tests.people import somebody
from katas.harness.pictures.data import Bar, Bars, Layer, Nested, Panel, Picture, Side
from katas.harness.pictures.words import by_side, counted, sentence

ROUNDS = 0
GIVEN = {"CountingMixin"}
# By tower: the title, and what must be.
LIST = "A stranger asks for the article list", "Whoever has not signed in must not reach get()."
TOWER = (
    "Somebody signed in, through three mixins",
    "On its way to get() the request must meet every class.",
)
WRONG = (
    "The same mixins behind the base, for a stranger",
    "Listed after the base no mixin can run, however it is written.",
)


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
        towers(sides, "wrong", *WRONG, strangers),
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
    is_good: Callable[[dict[str, Any]], bool],
) -> Picture:
    """A tower for each side."""
    panels, said = [], {}
    for side in sides:
        way = side.once[name]
        met = [each for each in way["mro"] if each in way["met"]]
        missed = [each for each in way["mro"] if each not in way["met"]]
        layers = [
            Layer(
                each,
                "dispatch() ran" if each in way["met"] else "",
                met=each in way["met"],
                own=each not in GIVEN,
            )
            for each in way["mro"]
        ]
        layers.append(Layer("get()", "the handler ran", met="get()" in way["met"]))
        panels.append(Panel(side.name, Nested(layers, way["status"], is_good(way)), side.name))
        if "get()" in way["met"]:
            end = "answered by get()"
            left = f"past {', '.join(missed)}" if missed else "every class was met"
        else:
            end, left = f"stopped by {(met or ['nothing'])[-1]}", "get() did not run"
        said[side.name] = f"{way['status']}, {end}, {left}"
    return Picture(
        title,
        f"{rule} {sentence(by_side(said))}",
        panels,
        "From above, the order in which Python looks for dispatch() (the MRO). A class is met "
        "only if the one above it hands on with super(). Green: as it must be; red, dashed: not.",
    )


def kept(sides: Sequence[Side]) -> Picture:
    """What one request leaves for the next."""
    tags = [Bar(side.name, side.once["tags"], side.name) for side in sides]
    made = [Bar(side.name, side.once["instances"], side.name) for side in sides]
    said = by_side(
        {
            s.name: f"{counted(s.once['instances'], 'instance')}, the last answer has "
            f"{counted(s.once['tags'], 'tag')}"
            for s in sides
        }
    )
    return Picture(
        "What one request leaves for the next",
        f"{REQUESTS} requests, each with a tag of its own. {sentence(said)} One view instance for "
        "all requests hands on what it keeps.",
        [
            Panel("Tags in the last answer; 1 was sent", Bars("tags", tags)),
            Panel(f"Instances for {REQUESTS} requests", Bars("view instances", made)),
        ],
    )
