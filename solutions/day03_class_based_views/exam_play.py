"""Steps that are played twice: with the answer's classes in its process, with ours in this one."""

import re
from collections.abc import Callable
from typing import Any

from solutions.day03_class_based_views import views
from solutions.day03_class_based_views.exam_inside_steps import Player
from solutions.grading.examiner import Contradicted, Exam, Raised

ALWAYS_ALLOWED = {"HEAD", "OPTIONS"}
# A token (RFC 9110, 5.6.2) that is not the name of a parameter, as in `realm="newsroom"`.
SCHEME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+(?=,|$|[ \t]+(?!\s*=))")
BASES_OWN = ("an instance of Django's View", "instances of more than one", "afterwards")

Step = list[Any]
Services = dict[str, Callable[..., Any]]


class Play:
    """What a question plays. judged: of "base" (what only the view base does), "lines", "elsewhere"
    (lines on other loggers) and "refusals" (whether each 401 is one of its own) what is the
    question's business.

    signed_in: by number, of the users who are asked outside.
    """

    def __init__(self, exam: Exam, *judged: str) -> None:
        self.exam, self.base = exam, "base" in judged
        self.lines, self.refusals = "lines" in judged, "refusals" in judged
        self.elsewhere = "elsewhere" in judged
        self.signed_in: dict[int, bool] = {}
        self._bases: dict[str, str] = {}
        self._plain = {"PlainView"}  # classes that are built on it, and their views
        self._views: dict[str, str] = {}
        self._requests: dict[str, str] = {}
        self._ours = Player(views, self._call)

    def _signed_in(self, number: int) -> bool:
        return self.signed_in[number]

    def _call(self, name: str, *arguments: Any) -> Any:
        return self._signed_in(*arguments) if name == "signed_in" else None

    def __call__(self, steps: list[Step], services: Services | None = None) -> None:
        """Raises Contradicted at the first step that went otherwise than with our classes.

        services: what requests that are served at once wait for.
        """
        self.exam.services.functions |= {"signed_in": self._signed_in, **(services or {})}
        with self.exam.services.counting():
            came = self.exam.ask("play", steps)
        wish = self._ours.play(steps)
        if isinstance(came, Raised) or not isinstance(came, list):
            raise Contradicted("classes and requests", "they can be made", came)
        for step in steps:
            self._note(step)
        for number, step in enumerate(steps):
            self._compare(step, wish[number], came[number] if number < len(came) else None)
        if len(came) != len(steps):
            raise Contradicted("what happens in other threads", "nothing", text_of(came[-1]))

    def names(self, view_class: str) -> list[str]:
        """Some names of attributes of the answer's class, in upper case."""
        came = self.exam.ask("play", [["names", view_class]])
        while isinstance(came, list) and came:
            came = came[0]
        names = came if isinstance(came, tuple) else ()
        return [name for name in names if type(name) is str and re.fullmatch("[A-Z_]+", name)]

    def _note(self, step: Step) -> None:
        kind, *rest = step
        if kind == "class":
            plan = rest[0]
            handlers = ", ".join(f"{name}()" for name in plan.get("handlers", {}))
            self._bases[plan["name"]] = f"{plan['name']}({', '.join(plan['bases'])})"
            self._bases[plan["name"]] += f" with {handlers}" * bool(handlers)
            self._plain |= {plan["name"]} if self._plain.intersection(plan["bases"]) else set()
        elif kind == "view":
            self._views[rest[0]] = self._bases.get(rest[1], rest[1])
            self._plain |= {rest[0]} if rest[1] in self._plain else set()
        elif kind == "request":
            plan = rest[1]
            user = plan.get("user")
            self._requests[rest[0]] = f"{plan.get('as', plan['method'])} {plan['path'][:60]}"
            self._requests[rest[0]] += f", its user {user}" * bool(user)
            if "type" in plan:
                size = len(plan["body"]) * plan.get("times", 1)
                self._requests[rest[0]] += f", {size:,} bytes of {plan['type'].partition(';')[0]}"
            if "says" in plan:
                self._requests[rest[0]] += f", which says {plan['says']}"
            if 0 < len(headers := plan.get("headers", {})) < 3:
                self._requests[rest[0]] += f", with {headers}"

    def _told(self, step: Step) -> str:
        """The step in words."""
        kind, *rest = step
        if kind == "at_once":
            return "at the same time: " + "; ".join(
                self._told(["serve", *each]) for each in rest[0]
            )
        if kind == "serve_meanwhile":
            first, other = (self._told(["serve", *each]) for each in (rest[:5], rest[5]))
            return f"{first}; before and within each line of views.py: {other}"
        if kind == "borrowed":
            told = f"{rest[0]}.as_view(), a function of PlainView's, and a GET"
            return f"{told}: which functions of django.views.View run"
        if kind.startswith("serve"):
            view, request, args, kwargs, _ = rest
            told = f"{self._requests[request]}, to {self._views.get(view, view)}"
            given = [*map(repr, args), *(f"{name}={value!r}" for name, value in kwargs.items())]
            return f"{told}; the URL gives {', '.join(given)}"[:300] if given else told
        if kind == "view":
            values = f"({', '.join(rest[2])})"
            why = f", {rest[3]}" if len(rest) > 3 else ""
            return f"as_view{values} of {self._bases.get(rest[1], rest[1])}{why}"
        if kind == "let_go":
            told = f"{len(rest[2])} requests to a child of {self._bases.get(rest[0], rest[0])}"
            return f"{told}, each sets self.{rest[1]}; nobody keeps the instances"
        if kind == "class":
            return f"class {self._bases[rest[0]['name']]}"
        return f"{kind} {rest[0]}"

    def _compare(self, step: Step, wish: list[Any], came: Any) -> None:
        if shown(wish) == shown(came):
            return
        if not isinstance(came, list):
            raise Contradicted(self._told(step), "it is told", came)
        expected, got = (
            [self._loosened(event, step) for event in events] for events in (wish, came)
        )
        expected, got = ([event for event in each if event] for each in (expected, got))
        for number, event in enumerate(expected):
            other = got[number] if number < len(got) else ("nothing more",)
            if shown(event) != shown(other):
                raise Contradicted(self._told(step), text_of(event), text_of(other))
        if len(got) > len(expected):
            asked = f"{self._told(step)}: what happens besides"
            raise Contradicted(asked, "nothing more", text_of(got[len(expected)]))

    def _loosened(self, event: Any, step: Step) -> Any:
        """An event without what is free: of errors, what becomes of them inside an `except`; of 401
        and 405 which scheme, HEAD and OPTIONS, the order. Without the view base, if that is not
        judged: which instance, what is stored, what a 405 allows."""
        if not isinstance(event, tuple) or not event:
            return event
        if event[0] == "error" and step[0] == "serve_while_handling":
            return event[:3]
        if event[0] == "line" and not self.lines:
            return None
        if event[0] == "elsewhere" and not (self.elsewhere and self._of_django(step)):
            return None  # a view base of the answer's may write lines of its own
        if not self.base:
            plain = not self._of_django(step)
            if event[0] in BASES_OWN or (event[0] == "stored" and plain):
                return None
            if event[0] == "Shelf.__init_subclass__()" and step[0] != "class":
                return None
            event = tuple(each for each in event if not is_instance(each))
        if len(event) != 6 or not isinstance(event[2], int) or event[0] == "line":
            return event
        label, token, status, allow, challenge, marks = event
        if status == 405 and not self.base:
            return label, status
        if status == 405 and isinstance(allow, str):
            names = {part.strip() for part in allow.split(",") if part.strip()}
            allow, challenge = f"Allow: {', '.join(sorted(names - ALWAYS_ALLOWED))}", ""
        if status == 401 and not self.refusals:
            return label, status
        if status == 401:
            scheme = isinstance(challenge, str) and SCHEME.match(challenge.strip())
            allow, challenge = "", "a scheme" if scheme else f"WWW-Authenticate: {challenge}"
        return label, token, status, allow, challenge, marks

    def _of_django(self, step: Step) -> bool:
        """Whether the view that is asked is built on Django's View."""
        return step[0].startswith("serve") and step[1] not in self._plain


def is_instance(value: Any) -> bool:
    return isinstance(value, tuple) and value[:1] == ("#",) and str(value[1])[:8] == "instance"


def text_of(event: Any) -> str:
    """An event in words; an object as its kind and number."""
    return words(event)[:240]


def words(event: Any) -> str:
    if isinstance(event, tuple) and event[:1] == ("#",):
        return " ".join(map(str, event[1:]))
    if isinstance(event, list | tuple):
        return ", ".join(each if isinstance(each, str) else words(each) for each in event)
    return shown(event)


def shown(value: Any) -> str:
    """Its repr(), types and all; of what has none, something that equals no other."""
    try:
        return repr(value)
    except ValueError:  # an int of more digits than Python writes
        return f"<{id(value)}>"
