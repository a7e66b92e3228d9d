"""Task 2: the checkpoint asks at each pass, whatever came before it and stands before it."""

import functools

import pytest
from django.http import HttpResponse

from katas.day03_class_based_views.tests.driver import (
    Handler,
    ask,
    base_named,
    desk,
    no_error,
    request_for,
    view_of,
    views,
)
from katas.day03_class_based_views.tests.expectations import (
    check_changed_on_the_way,
    check_nothing_ran,
    check_refused,
)
from katas.day03_class_based_views.tests.overlap import Gate, overlap
from katas.day03_class_based_views.tests.people import Account, somebody, stranger
from katas.harness.verdicts import require

pytestmark = pytest.mark.task(2)
bases = pytest.mark.parametrize("base", ["PlainView", "View"])


def guarded(base: str, **members) -> type:
    return desk(views.AuthenticationMixin, base_named(base), **members)


@bases
def test_each_request_is_checked(base):
    """Who passed before, or was refused, changes nothing: the user is asked at each pass."""
    get = Handler()
    view = view_of(guarded(base, get=get.method()))
    account = Account(signed_in=True)
    same = request_for(user=account)
    steps = [
        ("somebody signed in", request_for(user=somebody()), True),
        ("a stranger", request_for(user=stranger()), False),
        ("a user who is signed in", request_for(user=account), True),
        ("the same user, signed out by now", request_for(user=account), False),
        ("the same user, signed in again", same, True),
        ("that very request object again, its user signed out by now", same, False),
        ("that very request object again, its user signed in by now", same, True),
    ]
    before: list[str] = []
    for who, request, passes in steps:
        account.sign_in(passes)
        get.calls.clear()
        asked = f"GET /desk/, {who}" + f"\nafter {', '.join(before[-4:])}" * bool(before)
        asked += f"\nDesk(AuthenticationMixin, {base})"
        with no_error(asked, "200" if passes else "401"):
            response = view(request)
        if passes:
            status = getattr(response, "status_code", response)
            require(get.calls, asked=asked, expected="get() is called", got=f"{status}")
        else:
            check_refused(response, asked)
            check_nothing_ran(get, None, asked)
        before.append(who)


@bases
def test_each_pass_of_an_instance_is_checked(base):
    """A brick before the checkpoint may hand on several requests: each is checked by itself."""
    users = {"somebody": somebody, "a stranger": stranger}
    for order in [("somebody", "a stranger", "somebody"), ("a stranger", "somebody", "a stranger")]:
        statuses: list[object] = []
        first = asking([request_for(user=users[who]()) for who in order], statuses)
        get = Handler()
        view = view_of(desk(first, views.AuthenticationMixin, base_named(base), get=get.method()))
        asked = "GET /desk/; the brick Before hands on three requests, one after the other:"
        asked += f"\n{', '.join(order)}\nDesk(Before, AuthenticationMixin, {base})"
        ask(view, request_for(user=users[order[0]]()), asked=asked)
        wish = [200 if who == "somebody" else 401 for who in order]
        require(
            statuses == wish and len(get.calls) == wish.count(200),
            asked=asked,
            expected=f"they are answered with {wish}",
            got=f"{statuses}; get() called {len(get.calls)} times",
        )


def asking(requests: list, statuses: list) -> type:
    """A brick that hands on these requests, and notes what they are answered with."""

    class Before:
        def dispatch(self, request, *args, **kwargs):
            for each in requests:
                response = super().dispatch(each, *args, **kwargs)  # type: ignore[misc]
                statuses.append(getattr(response, "status_code", response))
            return HttpResponse()

    return Before


class Slow(Account):
    """A user who has to be looked up: asked whether it is signed in, it waits at its gate."""

    def __init__(self, signed_in: bool, gate: Gate) -> None:
        self.signed_in, self.gate = signed_in, gate

    @property
    def is_authenticated(self) -> bool:
        self.gate()
        return self.signed_in

    @property
    def is_anonymous(self) -> bool:
        return not self.is_authenticated


@bases
@pytest.mark.machine
def test_checks_that_overlap(base):
    """Two requests whose users are looked up at the same time are answered each by its own."""
    view = view_of(guarded(base, get=Handler().method()))
    for users in [(True, False), (False, True)]:
        gates = [Gate(), Gate()]
        got: dict[int, object] = {}

        def answer(nth: int, user: Slow, got: dict[int, object] = got) -> None:
            got[nth] = f"no response before the test gave up (request {nth + 1})"
            try:
                response = view(request_for(user=user))
                got[nth] = getattr(response, "status_code", response)
            except Exception as error:
                got[nth] = f"{type(error).__name__}: {error}"

        calls = [
            (gate, functools.partial(answer, nth, Slow(signed_in, gate)))
            for nth, (signed_in, gate) in enumerate(zip(users, gates, strict=True))
        ]
        overlap(*calls)
        who = ["signed in" if signed_in else "a stranger" for signed_in in users]
        wish = [200 if signed_in else 401 for signed_in in users]
        require(
            [got.get(nth) for nth in range(2)] == wish,
            asked=f"GET /desk/ twice at the same time, the first {who[0]}, the second {who[1]}"
            f"\nDesk(AuthenticationMixin, {base}), one view for both",
            expected=f"answered with {wish}",
            got=[got.get(nth) for nth in range(2)],
        )


@bases
def test_bricks_before_the_checkpoint(base):
    """What an outer brick makes of the request comes before the check, and is handed on."""
    for does, user, passes in [("in", somebody(), True), ("out", stranger(), False)]:
        get = Handler()
        first = signing(user)
        view = view_of(desk(first, views.AuthenticationMixin, base_named(base), get=get.method()))
        asked = f"GET /desk/; the brick Before signs the user {does}"
        asked += f"\nDesk(Before, AuthenticationMixin, {base})"
        request = request_for(user=stranger() if passes else somebody())
        response = ask(view, request, asked=asked)
        if not passes:
            check_refused(response, asked)
        require(
            bool(get.calls) == passes,
            asked=asked,
            expected="get() is called" if passes else "get() is not called",
            got=f"{response.status_code}, get() called {len(get.calls)} times",
            note="The check belongs to dispatch(): what runs earlier has not seen what the bricks\n"
            "before it did.",
        )
    other = request_for(path="/other/", user=somebody())
    check_changed_on_the_way([views.AuthenticationMixin, base_named(base)], Handler(), other)


def signing(user: object) -> type:
    """A brick that says who the user is, and hands on."""

    class Before:
        def dispatch(self, request, *args, **kwargs):
            request.user = user
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    return Before
