"""What is made from plans, and what happens to it: objects by number, a trace for each thread."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from types import FrameType, ModuleType
from typing import Any

from django.http.response import HttpResponseBase
from django.views import View

from katas.day03_class_based_views.bricks import CountingMixin
from katas.day03_class_based_views.tests.midst import is_answers

from . import exam_inside_told as telling
from .exam_inside_classes import shelf
from .exam_inside_lines import Book, Line

OWN = ("PlainView", "AuthenticationMixin", "LoggingMixin")


class World:
    """module: the answer's; call: how a service of the examiner's is called.

    mine: whether a frame runs the answer's code.
    """

    def __init__(
        self,
        module: ModuleType,
        call: Callable[..., Any],
        mine: Callable[[FrameType], bool] = is_answers,
    ) -> None:
        self.call, self.mine, self.django = call, mine, View
        self.classes: dict[str, Any] = {name: getattr(module, name) for name in OWN}
        self.classes |= {"View": View, "CountingMixin": CountingMixin}
        self.classes["Shelf"] = shelf(self)
        self.views: dict[str, Any] = {}
        self.requests: dict[str, Any] = {}
        self.users: dict[str, Any] = {}
        self.values: dict[str, Any] = {}
        self.responses: dict[str, Any] = {}
        self._numbers: dict[str, dict[int, tuple[int, Any]]] = {}
        self.here = threading.local()
        self.elsewhere: list[tuple[Any, ...]] = []
        self._lock = threading.RLock()
        self._looked_at: set[int] = set()
        self.book = Book(self.take)

    def take(self, line: Line) -> None:
        """A line of the day's logger, or one that was written elsewhere."""
        self.note(*line.told)
        if line.own:
            getattr(self.here, "records", []).append(line.record)

    def note(self, *event: Any) -> None:
        getattr(self.here, "trace", self.elsewhere).append(event)

    def token(self, kind: str, thing: Any) -> tuple[str, str, int]:
        """A number for an object; `is` tells it from others, and it is kept."""
        if kind != "request":
            # At once they come in any order: each thread has numbers of its own.
            kind += getattr(self.here, "thread", "")
        table = kind if kind == "request" else kind + getattr(self.here, "table", "")
        with self._lock:
            # What has a number is kept, so no other object can get its id.
            numbers = self._numbers.setdefault(table, {})
            number, _ = numbers.setdefault(id(thing), (len(numbers), thing))
            return "#", kind, number

    def named(self, thing: Any) -> object:
        """The name of a value, or of what kind another object is."""
        found = [name for name, value in self.values.items() if value is thing]
        return found[0] if found else f"another: a {type(thing).__name__}"

    def told(self, value: Any) -> Any:
        """Arguments as plain values; mappings in the order of their names."""
        if isinstance(value, tuple):
            return [self.told(each) for each in value]
        if isinstance(value, dict):
            return [[name, self.told(value[name])] for name in sorted(value)]
        known = type(value) in telling.PLAIN
        return value if known else self.token("request", value)

    def forget(self, thread: str) -> None:
        """Let the numbers of a thread's objects begin anew."""
        with self._lock:
            for table in [each for each in self._numbers if thread in each]:
                del self._numbers[table]

    def shared(self, threads: int) -> int:
        """How many instances several threads have met."""
        met = [set(self._numbers.get(f"instance of request {n}", {})) for n in range(threads)]
        return sum(map(len, met)) - len(set().union(*met))

    def made(self, response: Any) -> None:
        """Remember a response that a handler has made."""
        self.token("response", response)
        parts = {name: part for name, part in vars(response).items() if part is not None}
        self._numbers.setdefault("made", {})[id(response)] = (0, (response, parts))

    def is_made(self, response: Any) -> bool:
        return id(response) in self._numbers.get("made", {})

    def exchanged(self, response: Any) -> list[str]:
        """Which of its parts are other objects than when the handler had made it."""
        _, parts = self._numbers["made"][id(response)][1]
        now, plain = vars(response), telling.PLAIN
        there = [name for name, part in parts.items() if type(part) not in plain]
        return sorted(name for name in there if now.get(name) is not parts[name])

    def not_yet(self, kind: str) -> list[tuple[str, int, Any]]:
        """Objects with a number that have not been looked at yet."""
        with self._lock:
            known = [each for each in self._numbers if each.startswith(kind)]
            found = [(each, *pair) for each in known for pair in self._numbers[each].values()]
            found = [each for each in found if id(each[2]) not in self._looked_at]
            self._looked_at.update(id(each[2]) for each in found)
        return sorted(found, key=lambda each: each[:2])

    @contextlib.contextmanager
    def busy(self, label: str) -> Iterator[bool]:
        """Whether this thread is in the midst of it already."""
        within: set[str] = vars(self.here).setdefault("within", set())
        before = label in within
        within.add(label)
        try:
            yield before
        finally:
            if not before:
                within.discard(label)

    def brief(self, response: Any) -> list[Any]:
        """Which response it is; more of one that nobody has made in a handler."""
        if not isinstance(response, HttpResponseBase):
            return [f"no response, but a {type(response).__name__}"]
        if self.is_made(response):
            return [self.token("response", response)]
        return [self.token("refusal", response), *telling.refusal(response)]

    def answered(self, call: Any, request: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Call a view or a dispatch(): its response or its error, noted."""
        return self.came_of(lambda: call(self.requests[request], *args, **kwargs))

    def came_of(self, call: Callable[[], Any]) -> Any:
        try:
            response = call()
        except Exception as error:
            self.note("error", self.token("error", error), *telling.error_told(error))
            return error
        self.note("response", *self.brief(response))
        return response
