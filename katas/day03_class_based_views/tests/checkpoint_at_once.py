"""A stranger and somebody who is signed in, at the checkpoint at the same time."""

import functools
from collections.abc import Callable

from katas.day03_class_based_views.tests.driver import Handler, ask, request_for, view_of
from katas.day03_class_based_views.tests.midst import at_each_line
from katas.day03_class_based_views.tests.overlap import Gate, overlap
from katas.day03_class_based_views.tests.people import somebody, stranger
from katas.harness.verdicts import require

# Makes the class on a base, with these members.
Guarded = Callable[..., type]
SHARED = "What stands on a class or in a module is one for all requests, threads included."


def check_overlap(guarded: Guarded, base: str, place: str, passes: bool) -> None:
    """The first request, of somebody or a stranger, stands at that place when the other comes."""
    gates, answers = [Gate(), Gate()], {}
    looks_up = place == "user is looked up"

    def first() -> None:
        if not looks_up and len(get.calls) == 1:
            gates[0]()

    get = Handler(first=first)
    view = view_of(guarded(base, get=get.method()))
    users = [LookedUp(passes, gates[0] if looks_up else None), LookedUp(not passes, None)]

    def asking(number: int) -> None:
        answers[number] = view(request_for(user=users[number]))

    overlap(*((gates[n], functools.partial(asking, n)) for n in range(2)))
    who = ["a stranger", "somebody who is signed in"]
    asked = f"GET /desk/ by {who[passes]}; while its {place}, {who[not passes]} is answered"
    asked += f"\nDesk(AuthenticationMixin, {base}), one view"
    wish = {0: 200 if passes else 401, 1: 401 if passes else 200}
    for number in (1, 0):
        status = getattr(answers.get(number), "status_code", "nothing")
        one = f"{asked}: the {'second' if number else 'first'} answer"
        note = SHARED if status in (200, 401) else ""
        require(status == wish[number], asked=one, expected=wish[number], got=status, note=note)


def check_before_each_line(guarded: Guarded, base: str, passes: bool) -> None:
    """The same where the other comes before each line of the answer's."""
    answers: dict[bool, set[int]] = {True: set(), False: set()}
    view = view_of(guarded(base, get=Handler().method()))

    def asking(who: bool) -> None:
        request = request_for(user=somebody() if who else stranger())
        answers[who].add(ask(view, request).status_code)

    at_each_line(lambda: asking(passes), lambda: asking(not passes))
    who = ["a stranger", "somebody who is signed in"]
    asked = f"GET /desk/ by {who[passes]}; before each line of"
    asked += f"\nviews.py on its way, {who[not passes]} is answered"
    asked += f"\nDesk(AuthenticationMixin, {base}), one view"
    for one in (passes, not passes):
        wish = {200 if one else 401}
        require(
            answers[one] == wish,
            asked=f"{asked}: the {'first' if one == passes else 'second'} answer",
            expected=", ".join(map(str, wish)),
            got=", ".join(map(str, sorted(answers[one]))),
            note=SHARED,
        )


class LookedUp:
    """A user who is looked up when it is asked: that may take its time at a gate."""

    def __init__(self, signed_in: bool, gate: Gate | None) -> None:
        self._signed_in, self._gate = signed_in, gate

    @property
    def is_authenticated(self) -> bool:
        if self._gate:
            self._gate()
        return self._signed_in

    @property
    def is_anonymous(self) -> bool:
        return not self.is_authenticated
