"""Towers of bricks, as plans: which classes there are, and of which each is made."""

from typing import Any, ClassVar

import factory.random

# First and Second stand for the two mixins, in one order or the other, Base for the view base.
Parts = list[tuple[str, list[str]]]

TOWERS: list[Parts] = [
    [("Desk", ["First", "Shelf", "Counting", "Second", "Base"])],
    [("Desk", ["First", "Second", "Shelf", "Counting", "Base"])],
    [("Parent", ["Second", "Base"]), ("Desk", ["First", "Counting", "Parent"])],
    # Each comes with a parent of its own, and with the view base.
    [
        ("Secret", ["First", "Base"]),
        ("Logged", ["Second", "Counting", "Base"]),
        ("Desk", ["Secret", "Logged"]),
    ],
    # A child of the base ahead of a brick: nothing in it is met before the brick.
    [
        ("Page", ["Base"]),
        ("Logged", ["Counting", "Second", "Base"]),
        ("Desk", ["First", "Page", "Logged"]),
    ],
    # Both come from one parent, which is no view.
    [("Pair", ["First", "Counting", "Second"]), ("Desk", ["Pair", "Base"])],
    # Children of a mixin and of the base, and two ways to the same parent.
    [("Own", ["First"]), ("Page", ["Base"]), ("Desk", ["Own", "Counting", "Second", "Page"])],
    [
        ("Parent", ["First", "Counting", "Second", "Base"]),
        ("Left", ["Parent"]),
        ("Right", ["Parent"]),
        ("Desk", ["Left", "Right"]),
    ],
]
ATOMS = ["First", "Counting", "Shelf", "Second", "Base"]
PLACES = [1.0, 2.0, 3.0, 2.5, 4.0]


class Shelf:
    """A brick without a dispatch(): super() passes it by. It has its part in all else there is.

    It knows the classes made of it, each with the keyword `section` that it was made with.
    """

    classes: ClassVar[dict[type, str]] = {}
    made = prepared = False

    def __init_subclass__(cls, section: str = "", **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        Shelf.classes[cls] = section

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.made = True

    def setup(self, *args: Any, **kwargs: Any) -> None:
        super().setup(*args, **kwargs)  # type: ignore[misc]
        self.prepared = True


def ahead(parts: Parts) -> bool:
    """Whether the shelf stands ahead of the view base in Desk."""
    mro = mro_of(parts, {})
    return "Shelf" in mro[: mro.index("Base")]


def drawn_towers(count: int) -> list[Parts]:
    """Towers of two to four classes, made of whatever is there by then."""
    found: list[Parts] = []
    while len(found) < count:
        parts = draw()
        if stands(parts):
            found.append(parts)
    return found


def draw() -> Parts:
    """Classes that are made of up to three others; Desk of those that nobody uses by then."""
    random, parts, there = factory.random.randgen, [], dict(zip(ATOMS, PLACES, strict=True))
    for name in ["One", "Two", "Three"][: random.randrange(1, 4)]:
        bases = sorted(random.sample(sorted(there), random.randrange(1, 4)), key=there.__getitem__)
        parts.append((name, bases))
        there[name] = there[bases[0]] - random.random()
    used = {each for _, bases in parts for each in bases}
    parts.append(("Desk", sorted(there.keys() - used, key=there.__getitem__)))
    return parts


def stands(parts: Parts) -> bool:
    """Whether Python builds it, and all are met before the base, First before Second.

    They are met in the same order, however the answer is made.

    An answer's mixins may have parents, each its own or both the same one, and do their work
    there. Where a tower leaves room for it, that makes another order, or none.
    """
    mro = mro_of(parts, {})
    own = mro_of(parts, {"First": "Its", "Second": "Other"})
    shared = mro_of(parts, {"First": "Both", "Second": "Both"})
    family = mro_of(parts, {"First": "All", "Second": "All", "Base": "All"})
    way = [name for name in mro if name in MET]
    return (
        way[-1:] == ["Base"]
        and len(way) == len(MET)
        and way.index("First") < way.index("Second")
        and all(way == [name for name in each if name in MET] for each in (own, shared, family))
        and way == [OWNERS[name] for name in own if name in OWNERS]
        and shared.index("Both") < shared.index("Base")
    )


MET = ["First", "Second", "Counting", "Base"]
OWNERS = {"Its": "First", "Other": "Second", "Counting": "Counting", "Base": "Base"}


def mro_of(parts: Parts, parents: dict[str, str]) -> list[str]:
    """The names of the classes that Desk is made of; [] where Python builds no such tower."""
    made = {name: type(name, (), {}) for name in parents.values()}
    for name in ATOMS:
        made[name] = type(name, (made[parents[name]],) if name in parents else (), {})
    try:
        for name, bases in parts:
            made[name] = type(name, tuple(made[each] for each in bases), {})
    except TypeError:
        return []
    return [each.__name__ for each in made["Desk"].__mro__]
