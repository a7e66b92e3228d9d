"""One request: its plan, what came of it, and who was seen to be handed it."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from solutions.grading.examiner import BrokeOff, Contradicted, Raised

Plan = dict[str, Any]
PAGE = {"status": 200, "body": "a page"}


@dataclass
class Visit:
    """One request: its plan, when it was sent and answered, what came, and who was seen inside.

    rings: number of the ring, then client, path, path_info, method and address as it saw them.
    beside: another one that is made while this one's page waits. ended: how many rings and views
    there were when the answer came. waiting: it was neither answered nor at its page when others'
    pages had been held for long.
    """

    plan: Plan
    number: int
    status: int = 0
    headers: list[list[str]] = field(default_factory=list)
    body: bytes | None = b""
    sent: float = 0.0
    answered: float = 0.0
    rings: list[tuple[int, list[Any]]] = field(default_factory=list)
    views: int = 0
    statements: list[str] = field(default_factory=list)
    raised: Raised | None = None
    beside: "Visit | None" = None
    ended: tuple[int, int] | None = None
    waiting: bool = False
    reached: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    def take(self, told: Any) -> None:
        """Note what the sandbox says that came of it. Raises BrokeOff."""
        self.ended = (len(self.rings), self.views)
        if isinstance(told, Raised):
            self.raised = told
            return
        try:
            self.status, self.headers, self.body = told
            self.headers = [[str(name), str(value)] for name, value in self.headers]
        except (TypeError, ValueError):
            raise BrokeOff("the answer's process said what nobody can read") from None

    def header(self, name: str) -> str | None:
        found = [value for key, value in self.headers if key.lower() == name.lower()]
        return ", ".join(found) if found else None

    @property
    def passed(self) -> bool:
        """Whether the innermost ring was handed the request."""
        return any(number == self.plan["innermost"] for number, _ in self.rings)

    @property
    def client(self) -> Any:
        return self.rings[-1][1][0] if self.rings else None

    def came(self) -> str:
        """What came of it, in the words of a finding."""
        if self.raised is not None:
            return repr(self.raised)
        seen = [f"queries: {len(self.statements)}"] * bool(self.statements)
        seen += ["something inside of it was entered"] * bool(self.rings)
        seen += ["the view was called"] * bool(self.views)
        return f"{self.status}{'; ' * bool(seen)}{', '.join(seen)}"


def refused(visit: Visit, asked: str, keys: Iterable[str] = ()) -> None:
    """403, nothing inside of the key check ran, and it tells none of the keys.

    Raises Contradicted.
    """
    if visit.status != 403 or visit.rings or visit.views or visit.statements:
        raise Contradicted(asked, "403, and nothing inside of the key check runs", visit.came())
    told = f"{visit.headers} {(visit.body or b'').decode('latin-1')}"
    for key in keys:
        # A refusal may repeat what was sent.
        if len(key) > 8 and key in told and key[1:-1].lower() not in str(visit.plan).lower():
            raise Contradicted(f"{asked}; the refusal", "without any key in it", "it tells one")


def let_through(visit: Visit, asked: str, body: str | None = None, status: int = 200) -> None:
    """It came to the innermost layer once, as it was, and its answer is the view's."""
    if not visit.passed or len(visit.rings) != visit.plan["innermost"] or visit.raised:
        raise Contradicted(asked, "let through, to the innermost layer", visit.came())
    as_it_was(visit, asked)
    came = visit.body.decode("utf-8", "replace") if visit.body is not None else None
    if visit.status != status or (body is not None and came != body):
        expected = f"{status}{': ' * bool(body)}{body or ''}"
        raise Contradicted(asked, expected, f"{visit.status}: {came}")


def as_it_was(visit: Visit, asked: str) -> None:
    """Path, method and address are handed on as an outer layer has left them."""
    plan = visit.plan
    path = unquote(plan["path"].partition("?")[0])
    address = plan.get("meta", {}).get("REMOTE_ADDR", plan["address"])
    method = plan.get("method now", plan["method"].upper())
    expected = [*[plan.get("path now", path)] * 2, method, address]
    for _, (_, *seen) in visit.rings:
        if seen != expected:
            raise Contradicted(f"{asked}; path, method and address further in", expected, seen)
