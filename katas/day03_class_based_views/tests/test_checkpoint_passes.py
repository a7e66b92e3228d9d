"""Task 2: the checkpoint asks at each pass, whatever came before it and stands before it."""

import functools
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse

from katas.day03_class_based_views.tests.checkpoint_at_once import (
    check_before_each_line,
    check_overlap,
)
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
from katas.day03_class_based_views.tests.people import (
    RESERVED_SOMEBODIES,
    RESERVED_STRANGERS,
    Account,
    check_asked,
    somebody,
    stranger,
)
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
    # The same browser: it has a cookie, whoever is signed in.
    from_here = functools.partial(request_for, HTTP_COOKIE="sessionid=9f2c7a")
    same = from_here(user=account)
    steps = [
        ("somebody signed in", from_here(user=somebody()), True),
        ("a stranger with the same cookies", from_here(user=stranger()), False),
        ("a user who is signed in", from_here(user=account), True),
        ("the same user, signed out by now", from_here(user=account), False),
        ("the same user, signed in again", same, True),
        ("that very request object again, its user signed out by now", same, False),
        ("that very request object again, its user signed in by now", same, True),
    ]
    before: list[str] = []
    for who, request, passes in steps:
        account.sign_in(passes)
        get.calls.clear()
        asked = f"GET /desk/, {who}" + f"\nafter {', '.join(before[-3:])}" * bool(before)
        asked += f"\nDesk(AuthenticationMixin, {base})"
        check_passes(view, request, get, passes, asked)
        before.append(who)
    check_in_the_middle(base)


def check_passes(view: Any, request: HttpRequest, get: Handler, passes: bool, asked: str) -> None:
    """The request comes to get(), or is refused."""
    with no_error(asked, "200" if passes else "401"):
        response = view(request)
    check_asked(getattr(request, "user", None), asked)
    if passes:
        status = getattr(response, "status_code", response)
        got = f"get() was not called; the answer was {status}"
        require(get.calls, asked=asked, expected="get() is called", got=got)
    else:
        check_refused(response, asked)
        check_nothing_ran(get, None, asked)


def check_in_the_middle(base: str) -> None:
    """A stranger's request is refused, also where somebody's is just being answered."""
    inner: list[Any] = []

    def first() -> None:
        if len(get.calls) == 1:
            inner.append(view(request_for(user=stranger())))

    get = Handler(first=first)
    view = view_of(guarded(base, get=get.method()))
    asked = "GET /desk/, signed in; in the middle of it, the same view is asked by a stranger"
    asked += f"\nDesk(AuthenticationMixin, {base})"
    ask(view, request_for(user=somebody()), asked=asked)
    check_refused(inner[0] if inner else None, f"{asked}: the stranger's answer")


@bases
@pytest.mark.machine
def test_strangers_and_somebodies_that_overlap(base):
    """A stranger is refused and somebody passes, whoever else is asked or answered meanwhile."""
    for place, passes in [
        ("user is looked up", True),
        ("user is looked up", False),
        ("get() runs", True),
    ]:
        check_overlap(guarded, base, place, passes)
    check_before_each_line(guarded, base, passes=base == "View")


@bases
def test_nothing_else_is_asked(base):
    """Of a user nothing but is_authenticated is asked, and nothing else that it says counts."""
    for users, passes in [(RESERVED_STRANGERS, False), (RESERVED_SOMEBODIES, True)]:
        for who, user in users.items():
            get = Handler()
            view = view_of(guarded(base, get=get.method()))
            asked = f"GET /desk/, {who}\nDesk(AuthenticationMixin, {base})"
            check_passes(view, request_for(user=user()), get, passes, asked)


@bases
def test_each_pass_of_an_instance_is_checked(base):
    """A brick before the checkpoint may hand on more than once: each pass is checked by itself."""
    for order in [(True, False, True), (False, True, False)]:
        answers: list[Any] = []
        account, get = Account(order[0]), Handler()
        first = asking(account, order, answers)
        view = view_of(desk(first, views.AuthenticationMixin, base_named(base), get=get.method()))
        signs = [f"signs the user {'in' if each else 'out'}, hands on again" for each in order[1:]]
        asked = f"GET /desk/, {'signed in' if order[0] else 'not signed in'}; the brick Before"
        asked += f"\nhands on, {', '.join(signs)}"
        asked += f"\nDesk(Before, AuthenticationMixin, {base})"
        ask(view, request_for(user=account), asked=asked)
        wish = [200 if each else 401 for each in order]
        statuses = [getattr(each, "status_code", each) for each in answers]
        require(
            statuses == wish and len(get.calls) == wish.count(200),
            asked=asked,
            expected=f"answered with {wish}",
            got=f"{statuses}; get() called {len(get.calls)} times",
        )
        require(
            len({id(each) for each in answers}) == len(answers),
            asked=asked,
            expected="each time a 401 of its own",
            got="the same response object at the first and the third time",
        )


def asking(account: Account, order: tuple[bool, ...], answers: list) -> type:
    """A brick that hands on once for each of these, and notes what comes back."""

    class Before:
        def dispatch(self, request, *args, **kwargs):
            for signed_in in order:
                account.sign_in(signed_in)
                answers.append(super().dispatch(request, *args, **kwargs))  # type: ignore[misc]
            return HttpResponse()

    return Before


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
